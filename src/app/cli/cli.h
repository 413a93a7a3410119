// The command line. Each file of this folder adds its commands; what they do stands elsewhere.
#pragma once
#include <CLI/CLI.hpp>
#include <filesystem>

namespace breather::cli {

/// Where data lies unless --data says otherwise.
inline constexpr const char* data_usual = "breather-data";

void add_serve(CLI::App& program);
void add_demo(CLI::App& program);
void add_organisation(CLI::App& program);
void add_content(CLI::App& program);
void add_about(CLI::App& program);  // api, version

/// The whole program; what it returns is the exit code. Every failure is one sentence on standard error.
int run(int count, const char* const* words);

}  // namespace breather::cli
