#include "app/cli/convert.h"

#include <iostream>

#include "app/cli/progress.h"
#include "app/exit.h"
#include "engines/datafiles/file.h"
#include "engines/datafiles/write.h"

namespace breather::cli {
namespace {

bool is_same(const std::filesystem::path& one, const std::filesystem::path& other) {
    std::error_code ignored;
    return std::filesystem::equivalent(one, other, ignored);
}

}  // namespace

void convert(const std::filesystem::path& from, const std::filesystem::path& to, const Clock& clock,
             const Crew& crew) {
    const std::string kind = to.extension().string();
    if (kind != ".sav" && kind != ".csv")
        throw Stop(Exit::Usage,
                   "Tables are written as .sav or as .csv, not as " + to.string() + ".");
    auto codebook = to;
    codebook.replace_extension(".codebook.csv");
    if (is_same(from, to) || is_same(from, codebook))
        throw Stop(Exit::Usage, "The table's own file would be written over. Name another one.");
    ShownProgress progress(clock);
    progress("Reading " + from.filename().string());
    const auto read = datafiles::read_table(from, {.crew = crew});
    if (!read.faults.empty())
        throw Stop(Exit::Usage, datafiles::in_words(read.faults, from.filename().string()) +
                                    "\nNothing was written.");
    progress("Writing " + to.filename().string());
    for (const auto& note : read.notes) std::cerr << note << "\n";
    try {
        if (kind == ".sav") {
            for (const auto& note : datafiles::write_sav(read.table, to, clock.now()))
                std::cerr << note << "\n";
            std::cout << to.string() << "\n";
        } else {
            datafiles::write_csv(read.table, to);
            datafiles::write_codebook(read.table, codebook);
            std::cout << to.string() << "\n" << codebook.string() << "\n";
        }
    } catch (const std::system_error& fault) {
        throw Stop(Exit::FolderNotWritable, to.string() + " could not be written (" +
                                                fault.code().message() +
                                                "). Look at the folder's rights and at the room "
                                                "on the disk.");
    }
}

}  // namespace breather::cli
