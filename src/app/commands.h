// The commands that touch live data: the same functions, whether the running server is asked
// through its socket or the command opens the house itself.
#pragma once
#include <boost/json.hpp>
#include <filesystem>
#include <string>
#include <string_view>

#include "app/exit.h"
#include "app/house.h"
#include "app/watch/doctor.h"

namespace breather {

struct CommandAnswer {
    Exit code = Exit::Ok;
    std::string says;
};

class Commands {
  public:
    /// With the doctor who knows the running server; nothing: nobody asks for one.
    Commands(House& house, const Clock& clock, const watch::Doctor* doctor = nullptr)
        : house_(house), clock_(clock), doctor_(doctor) {}

    /// `command` is "organisation.add" and the like; what is asked is an object. Never throws.
    CommandAnswer perform(std::string_view command, const boost::json::object& ask);

    /// The same over the control socket: {"command", "ask"} in, {"code", "says"} out.
    std::string answer(const std::string& question);

  private:
    std::string dispatch(std::string_view command, const boost::json::object& ask);
    std::string add_organisation(const boost::json::object& ask);
    std::string list_organisations();
    std::string new_code(const boost::json::object& ask);
    std::string list_codes(const boost::json::object& ask);
    std::string close_code(const boost::json::object& ask);
    std::string poster(const boost::json::object& ask);
    std::string import_content(const boost::json::object& ask);
    std::string list_content(const boost::json::object& ask);
    std::string examine(const boost::json::object& ask);
    std::string invite_staff(const boost::json::object& ask);
    std::string prepare_demo(const boost::json::object& ask);
    organisations::Organisation find_organisation(std::string_view named);

    House& house_;
    const Clock& clock_;
    const watch::Doctor* doctor_;
};

/// Only serving and the demo begin a data folder; a mistyped one must not become an installation.
enum class WhereNothingIs { Refuse, Begin };

/// Asks the server that holds `data`; where none runs, opens the house, performs, and closes it
/// again. Throws Stop: NotFound (no data there), and what opening refuses.
CommandAnswer perform_live(const std::filesystem::path& data, std::string_view command,
                           const boost::json::object& ask,
                           WhereNothingIs nothing = WhereNothingIs::Refuse);

}  // namespace breather
