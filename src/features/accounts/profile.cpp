#include "features/accounts/profile.h"

#include "base/json.h"

namespace breather::accounts {
namespace {

const storage::Place profile_place{.table = "person", .column = "profile"};
const storage::Place settings_place{.table = "person", .column = "settings"};

}  // namespace

storage::Sealed seal_profile(const storage::RecordKey& key, const Profile& profile) {
    return key.seal(profile_place, json::write(profile));
}

Profile open_profile(const storage::RecordKey& key, const storage::Sealed& sealed) {
    return json::bind<Profile>(key.open(profile_place, sealed));
}

storage::Sealed seal_settings(const storage::RecordKey& key, const Settings& settings) {
    return key.seal(settings_place, json::write(settings));
}

Settings open_settings(const storage::RecordKey& key, const storage::Sealed& sealed) {
    return json::bind<Settings>(key.open(settings_place, sealed));
}

}  // namespace breather::accounts
