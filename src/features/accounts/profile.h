// What is sealed about a person under their record key, and where it lives.
#pragma once
#include <boost/describe/class.hpp>
#include <string>

#include "engines/storage/sealed.h"
#include "features/accounts/name.h"
#include "features/accounts/settings.h"

namespace breather::accounts {

struct Profile {
    Name name;
};
BOOST_DESCRIBE_STRUCT(Profile, (), (name))

storage::Sealed seal_profile(const storage::RecordKey& key, const Profile& profile);
Profile open_profile(const storage::RecordKey& key, const storage::Sealed& sealed);

storage::Sealed seal_settings(const storage::RecordKey& key, const Settings& settings);
Settings open_settings(const storage::RecordKey& key, const storage::Sealed& sealed);

}  // namespace breather::accounts
