// Which looks there are for an installation, and the doctor's visit as a command.
#pragma once
#include <boost/json/object.hpp>
#include <functional>
#include <optional>

#include "app/configuration.h"
#include "app/house.h"
#include "app/watch/checks.h"
#include "app/watch/doctor.h"

namespace breather::watch {

/// What is looked at. Everything named outlives the doctor.
struct Patient {
    std::filesystem::path folder, instance_key;
    std::filesystem::path configuration_file;  // need not be there
    Configuration configuration;               // as it serves
    const Clock& clock;
    House* house = nullptr;                          // nothing: it cannot be opened
    std::function<Backups()> backups;                // nothing: not looked at
    std::function<std::size_t()> jobs;               // that failed for good; nothing: not looked at
    std::function<std::chrono::seconds()> beat_age;  // nothing: no server runs
};

void add_checks(Doctor& doctor, const Patient& patient);

struct Visit {
    std::filesystem::path data;
    std::optional<std::filesystem::path> configuration;
    Depth depth = Depth::Thorough;
    Language language = Language::en_GB;
};
/// Asks the server that holds the data; where none runs, opens the house itself, and whatever keeps
/// it from opening is a finding. As json_of.
boost::json::object visit(const Visit& visit);

}  // namespace breather::watch
