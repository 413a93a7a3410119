// A command that touches live data: asks, prints, and ends the program where it must.
#pragma once
#include <iostream>

#include "app/commands.h"

namespace breather::cli {

inline void perform_and_print(const std::filesystem::path& data, std::string_view command,
                              const boost::json::object& ask,
                              WhereNothingIs nothing = WhereNothingIs::Refuse) {
    const CommandAnswer answer = perform_live(data, command, ask, nothing);
    if (answer.code != Exit::Ok) throw Stop(answer.code, answer.says);
    std::cout << answer.says << std::flush;
}

}  // namespace breather::cli
