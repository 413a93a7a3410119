#include <sstream>

#include "app/exit.h"
#include "app/watch/checks.h"
#include "base/host.h"
#include "features/organisations/telling_words.h"

namespace breather::watch {

Findings look_at_configuration(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file))
        return {{"", State::Fine, "doctor.configuration_none", {{"file", file.string()}}}};
    try {
        read_configuration(file);
    } catch (const Stop& stop) {
        Findings faults;
        std::istringstream lines(stop.what());
        for (std::string line; std::getline(lines, line);)
            faults.push_back({"", State::Fault, "doctor.configuration_fault", {{"why", line}}});
        return faults;
    }
    return {{"", State::Fine, "doctor.configuration_fine", {{"file", file.string()}}}};
}

Findings look_at_address(const Configuration& configuration) {
    const std::string& address = configuration.address;
    const std::string host = host_of(address);
    if (address.empty() || host == "localhost" || host == "127.0.0.1" || host == "[::1]")
        return {{"", State::Warning, "doctor.address_here", {}}};
    Findings findings;
    if (!address.starts_with("https://"))
        findings.push_back({"", State::Fault, "doctor.address_insecure", {{"address", address}}});
    std::string words;
    for (const std::string& word : organisations::telling_words(host))
        words += (words.empty() ? "" : ", ") + word;
    if (!words.empty())
        findings.push_back({"",
                            State::Warning,
                            "doctor.address_telling",
                            {{"address", address}, {"words", words}}});
    if (findings.empty())
        findings.push_back({"", State::Fine, "doctor.address_fine", {{"address", address}}});
    return findings;
}

}  // namespace breather::watch
