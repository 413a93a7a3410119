#include <iostream>

#include "app/cli/cli.h"
#include "app/exit.h"

namespace breather::cli {
namespace {

int end_with(Exit code, const std::string& sentence) {
    std::cerr << sentence << (sentence.ends_with('\n') ? "" : "\n");
    return static_cast<int>(code);
}

}  // namespace

int run(int count, const char* const* words, const Extra& extra) {
    CLI::App program("Breather: guided programmes for pressure at work, on your own server.",
                     "breather");
    program.require_subcommand(1);
    add_serve(program, extra);
    add_demo(program);
    add_organisation(program);
    add_content(program);
    add_staff(program);
    add_migrate(program);
    add_roll_back(program);
    add_doctor(program);
    add_backup(program);
    add_analyse(program);
    add_check_results(program);
    add_about(program);
    try {
        program.parse(count, words);
        return static_cast<int>(Exit::Ok);
    } catch (const CLI::Success& asked_for_help) {
        return program.exit(asked_for_help);
    } catch (const CLI::ParseError& error) {
        return end_with(Exit::Usage,
                        std::string(error.what()) + "\n`breather --help` shows what there is.");
    } catch (const Ended& ended) {
        return static_cast<int>(ended.code);
    } catch (const Stop& stop) {
        return end_with(stop.code, stop.what());
    } catch (const std::filesystem::filesystem_error& error) {
        if (error.code() == std::errc::permission_denied)
            return end_with(Exit::FolderNotWritable, "This account may not look into " +
                                                         error.path1().string() +
                                                         ". Put sudo before the command.");
        return end_with(Exit::Failed, error.what());
    } catch (const std::exception& error) {
        return end_with(Exit::Failed, error.what());
    }
}

}  // namespace breather::cli
