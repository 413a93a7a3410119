// What the administration app and this room say to one another.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/text.h"
#include "features/staff/role.h"

namespace breather::staff {

using PersonName = Text<80, 1>;
using InvitationId = Id<struct InvitationTag>;
using ProposalId = Id<struct ProposalTag>;

struct EnrolOpenAsk {
    Text<64> code;
};
BOOST_DESCRIBE_STRUCT(EnrolOpenAsk, (), (code))

/// A role as it is shown to whoever has it: they may not list organisations, but know their own.
struct ShownRole {
    Role role{};
    std::optional<OrgId> organisation;
    std::optional<std::string> organisation_name;
};
BOOST_DESCRIBE_STRUCT(ShownRole, (), (role, organisation, organisation_name))

struct EnrolOpenAnswer {
    std::string name;  // as whoever invited wrote it; empty: nobody did
    std::vector<ShownRole> roles;
    std::string secret, uri;
    Instant ends_at{};
    std::optional<std::string> sign_in_name;  // of one who comes back: it stays
};
BOOST_DESCRIBE_STRUCT(EnrolOpenAnswer, (), (name, roles, secret, uri, ends_at, sign_in_name))

struct EnrolAsk {
    Text<64> code;
    std::optional<PersonName> name;  // as colleagues will see it; nothing: as it was written
    Text<40> sign_in_name;
    Text<200> passphrase;
    Text<10> totp;
};
BOOST_DESCRIBE_STRUCT(EnrolAsk, (), (code, name, sign_in_name, passphrase, totp))

struct SignInAsk {
    Text<40> sign_in_name;
    Text<200> passphrase;
    Text<10> totp;
};
BOOST_DESCRIBE_STRUCT(SignInAsk, (), (sign_in_name, passphrase, totp))

struct RefreshAsk {
    Text<200> passphrase;
    Text<10> totp;
};
BOOST_DESCRIBE_STRUCT(RefreshAsk, (), (passphrase, totp))

/// Whether there is a provider outside, and what the button says.
struct OutsideAnswer {
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(OutsideAnswer, (), (name))

struct OutsideBeginAsk {
    std::optional<Text<64>> code;    // of an enrolment link; without it somebody signs in
    std::optional<PersonName> name;  // with it: as colleagues will see it
};
BOOST_DESCRIBE_STRUCT(OutsideBeginAsk, (), (code, name))

/// Where to send the browser.
struct OutsideSent {
    std::string address;
};
BOOST_DESCRIBE_STRUCT(OutsideSent, (), (address))

/// With what it came back.
struct OutsideBack {
    Text<4096> code;
    Text<100> state;
    std::optional<Text<500>> issuer;
    std::optional<PersonName> name;  // who takes up a link says it once more
};
BOOST_DESCRIBE_STRUCT(OutsideBack, (), (code, state, issuer, name))

struct MeAnswer {
    StaffId id;
    std::string name, sign_in_name;  // no sign-in name: through the provider outside
    std::vector<ShownRole> roles;
    std::optional<Instant> fresh_until;
    Instant idle_ends_at{};
    Instant ends_at{};
    bool outside = false;  // comes in through the provider
};
BOOST_DESCRIBE_STRUCT(MeAnswer, (),
                      (id, name, sign_in_name, roles, fresh_until, idle_ends_at, ends_at, outside))

struct PersonAnswer {
    StaffId id;
    std::string name;
    std::vector<RoleGrant> roles;
    std::string state;  // active, closed
    Instant since_at{};
    std::optional<Instant> seen_at;
};
BOOST_DESCRIBE_STRUCT(PersonAnswer, (), (id, name, roles, state, since_at, seen_at))

struct InvitationAnswer {
    InvitationId id;
    std::string name;  // empty: they say it themselves
    std::vector<RoleGrant> roles;
    bool comes_back = false;
    Instant ends_at{};
    std::string by;
};
BOOST_DESCRIBE_STRUCT(InvitationAnswer, (), (id, name, roles, comes_back, ends_at, by))

enum class ProposedDeed { Invite, Grant, Reset };
BOOST_DESCRIBE_ENUM(ProposedDeed, Invite, Grant, Reset)
constexpr std::string_view json_name(ProposedDeed deed) {
    switch (deed) {
        case ProposedDeed::Invite:
            return "invite";
        case ProposedDeed::Grant:
            return "grant";
        case ProposedDeed::Reset:
            return "reset";
    }
    return "";
}

/// As it is sealed, and as a second administrator reads it before agreeing.
struct Proposed {
    std::optional<PersonName> name;
    std::optional<Role> role;
    std::optional<OrgId> organisation;
    std::optional<StaffId> staff;
};
BOOST_DESCRIBE_STRUCT(Proposed, (), (name, role, organisation, staff))

struct ProposalAnswer {
    ProposalId id;
    ProposedDeed deed{};
    Proposed says;
    std::string by;
    bool mine = false;
    Instant made_at{};
    Instant ends_at{};
};
BOOST_DESCRIBE_STRUCT(ProposalAnswer, (), (id, deed, says, by, mine, made_at, ends_at))

struct PeopleAnswer {
    std::vector<PersonAnswer> people;
    std::vector<InvitationAnswer> invitations;
    std::vector<ProposalAnswer> proposals;
};
BOOST_DESCRIBE_STRUCT(PeopleAnswer, (), (people, invitations, proposals))

struct InviteAsk {
    PersonName name;
    Role role{};
    std::optional<OrgId> organisation;
};
BOOST_DESCRIBE_STRUCT(InviteAsk, (), (name, role, organisation))

/// Either it is done, or it waits for a second administrator.
struct LinkAnswer {
    std::optional<std::string> link;
    std::optional<Instant> ends_at;
    std::optional<ProposalAnswer> proposal;
};
BOOST_DESCRIBE_STRUCT(LinkAnswer, (), (link, ends_at, proposal))

}  // namespace breather::staff
