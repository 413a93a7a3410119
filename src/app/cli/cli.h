// The command line. Each file of this folder adds its commands; what they do stands elsewhere.
#pragma once
#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>

#include "app/installed.h"
#include "app/serve.h"

namespace breather::cli {

/// Where data lies unless --data says otherwise.
inline const std::filesystem::path data_usual = installed::data_usual();

/// What another program than the shipped one adds: tests build one with protections taken away.
struct Extra {
    std::function<void(CLI::App& serve_command, ServeFlags& flags)> serve;
};

void add_serve(CLI::App& program, const Extra& extra);
void add_demo(CLI::App& program);
void add_organisation(CLI::App& program);
void add_content(CLI::App& program);
void add_staff(CLI::App& program);
void add_migrate(CLI::App& program);
void add_roll_back(CLI::App& program);
void add_doctor(CLI::App& program);
void add_backup(CLI::App& program);  // backup, restore
void add_analyse(CLI::App& program);
void add_check_results(CLI::App& program);
void add_about(CLI::App& program);  // api, version

/// The whole program; what it returns is the exit code. Every failure is one sentence on standard
/// error.
int run(int count, const char* const* words, const Extra& extra = {});

}  // namespace breather::cli
