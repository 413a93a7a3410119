// What the program asks of the operating system for itself.
#pragma once
#include <chrono>
#include <filesystem>
#include <string>

namespace breather {

/// No memory image is ever written, no other process may look in, files are for this account only.
void keep_memory_to_ourselves();

/// Holds SIGTERM and SIGINT back from every thread, from now on. Before any thread is started.
class StopSignals {
  public:
    StopSignals();
    /// True when one of them came within this time.
    bool wait(std::chrono::seconds at_most) const;
};

/// This machine's address in its network, or 127.0.0.1.
std::string network_address();

/// Where this program lies.
std::filesystem::path program_path();

/// Says "READY=1" and the like to the service manager that started us, if one did.
void tell_service_manager(const std::string& state);

/// A QR code of `text` in half blocks, for a terminal.
std::string terminal_qr(const std::string& text);

}  // namespace breather
