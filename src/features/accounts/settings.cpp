#include "features/accounts/settings.h"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

namespace breather::accounts {

void Settings::take(const Settings& newer) {
    using Members = boost::describe::describe_members<Settings, boost::describe::mod_public>;
    boost::mp11::mp_for_each<Members>([&](auto d) {
        if (const auto& given = newer.*d.pointer) this->*d.pointer = given;
    });
}

}  // namespace breather::accounts
