// breather backup, while the server serves or without one: the same functions. The running server
// makes a backup as its job and is asked again how far it is.
#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>

#include "app/house.h"

namespace breather {

/// What a begun job is answered with; behind it stands since when to look.
inline constexpr std::string_view backup_begun = "begun ";

/// Nothing: not a command about backups. `live`: the server goes on serving meanwhile.
std::optional<std::string> perform_backup_command(House& house, const Clock& clock,
                                                  std::string_view command,
                                                  const boost::json::object& ask);

}  // namespace breather
