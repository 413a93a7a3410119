// What the browser and this room say to one another, as `docs/api` describes it.
#pragma once
#include <boost/describe/class.hpp>
#include <string>
#include <vector>

#include "base/json_types.h"
#include "base/text.h"
#include "features/accounts/name.h"
#include "features/accounts/settings.h"
#include "features/accounts/way.h"
#include "features/organisations/organisation_answer.h"

namespace breather::accounts {

struct ProtocolAnswer {
    std::int64_t version = 1;
    Uuid instance;
    std::int64_t pbkdf2_iterations = Iterations::lo;
};
BOOST_DESCRIBE_STRUCT(ProtocolAnswer, (), (version, instance, pbkdf2_iterations))

/// With an own device, or with a recovery card alone where the browser keeps nothing: then the
/// session is that of a shared computer.
struct JoinAsk {
    Text<40> code;
    Language language{};
    Name name;
    Blob<200, 1> public_key;
    Blob<4096, 1> sealed_private_key;
    std::optional<NewDevice> device;
    std::optional<NewWay> card;
};
BOOST_DESCRIBE_STRUCT(JoinAsk, (),
                      (code, language, name, public_key, sealed_private_key, device, card))

struct JoinAnswer : organisations::OrganisationAnswer {
    PersonId person;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(JoinAnswer, (organisations::OrganisationAnswer), (person, name))

struct DeviceAsk {
    Uuid id;
    SignInSecret secret;
};
BOOST_DESCRIBE_STRUCT(DeviceAsk, (), (id, secret))

struct PassphraseAsk {
    Text<200> name;
    SignInSecret secret;
    Keep keep{};
};
BOOST_DESCRIBE_STRUCT(PassphraseAsk, (), (name, secret, keep))

struct SignedIn {
    PersonId person;
    std::string name;
    Language language{};
    WayId way;
    Wrap wrap;
    Commitment commitment;
    Blob<4096> sealed_private_key;
    Keep keep{};
};
BOOST_DESCRIBE_STRUCT(SignedIn, (),
                      (person, name, language, way, wrap, commitment, sealed_private_key, keep))

struct RecoverOpenAsk {
    Uuid id;
    SignInSecret secret;
};
BOOST_DESCRIBE_STRUCT(RecoverOpenAsk, (), (id, secret))

/// Enough to open the vault and to write the next card; nobody is signed in by it.
struct RecoverOpenAnswer {
    PersonId person;
    std::string name;
    Wrap wrap;
    Commitment commitment;
    Blob<4096> sealed_private_key;
};
BOOST_DESCRIBE_STRUCT(RecoverOpenAnswer, (), (person, name, wrap, commitment, sealed_private_key))

struct RecoverAsk {
    Uuid id;
    SignInSecret secret;
    Keep keep{};
    NewWay new_code;
    std::optional<NewDevice> device;
};
BOOST_DESCRIBE_STRUCT(RecoverAsk, (), (id, secret, keep, new_code, device))

struct SessionAnswer {
    Keep keep{};
};
BOOST_DESCRIBE_STRUCT(SessionAnswer, (), (keep))

struct Me {
    PersonId person;
    std::string name;
    Language language{};
    organisations::OrganisationAnswer organisation;
    SessionAnswer session;
    std::vector<WayAnswer> ways;
    Settings settings;
};
BOOST_DESCRIBE_STRUCT(Me, (), (person, name, language, organisation, session, ways, settings))

enum class Confirm { Delete };
BOOST_DESCRIBE_ENUM(Confirm, Delete)

struct DeleteAsk {
    Confirm confirm{};
    std::optional<bool> others_here;  // as in SignOutAsk
};
BOOST_DESCRIBE_STRUCT(DeleteAsk, (), (confirm, others_here))

struct SignOutAsk {
    /// This browser also holds keys of other people's own devices: they are not cleared away.
    std::optional<bool> others_here;
};
BOOST_DESCRIBE_STRUCT(SignOutAsk, (), (others_here))

/// What one table holds of a person, as far as the server can read it.
struct KeptTable {
    std::string table;
    std::vector<boost::json::object> rows;
};
BOOST_DESCRIBE_STRUCT(KeptTable, (), (table, rows))

struct KeptAnswer {
    std::vector<KeptTable> tables;
};
BOOST_DESCRIBE_STRUCT(KeptAnswer, (), (tables))

}  // namespace breather::accounts
