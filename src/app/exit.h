// How the program ends: one sentence for the person, one number for the script that started it.
#pragma once
#include <stdexcept>
#include <string>

namespace breather {

enum class Exit {
    Ok = 0,
    Failed = 1,          // something unexpected; the sentence says what
    Usage = 2,           // the command line
    Configuration = 10,  // breather.toml
    FolderInUse = 11,    // another breather has the data folder
    FolderNotWritable = 12,
    NewerData = 13,  // written by a newer program
    Keys = 14,       // instance.key is missing, damaged, or of another installation
    PortInUse = 15,
    MissingApp = 16,  // the app's files
    BrokenPack = 17,  // content with faults
    NotFound = 18,    // no such organisation, code, pack or file
    StorageFull = 19,
    Warnings = 20,        // the doctor has something to look at when there is time
    Faults = 21,          // the doctor has something to put right now
    BrokenBackup = 22,    // changed, cut short, of another key, or two that do not belong together
    KeysTooOld = 23,      // a restore would bring back who was erased
    NotRestored = 24,     // a restore into this folder did not end
    FolderNotEmpty = 25,  // a restore needs a folder of its own
    FailedSync = 74,      // the disk did not keep what it was told to; decided by storage
};

/// Ends the program with its sentence; caught in main only.
class Stop : public std::runtime_error {
  public:
    Stop(Exit exit, const std::string& sentence) : std::runtime_error(sentence), code(exit) {}
    Exit code;
};

/// Ends the program with its number when everything is said already; caught in main only.
struct Ended {
    explicit Ended(Exit exit) : code(exit) {}
    Exit code;
};

}  // namespace breather
