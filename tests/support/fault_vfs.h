// A file system for SQLite that misbehaves when told to: it counts and records what reaches it,
// fails writes and syncs, fills the disk, and can show what a power cut would have left behind.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"

struct sqlite3_vfs;

namespace breather::testing {

class FaultVfs {
  public:
    FaultVfs();
    ~FaultVfs();
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;

    /// For SqliteOptions::vfs.
    const std::string& name() const { return name_; }

    void fill_disk(bool full);
    void fail_syncs(bool fail);
    /// A disk that hangs: whoever writes or syncs waits until it is let go.
    void hold(bool holds);
    /// How many wait now.
    int held() const;
    /// The k-th write, sync or truncation from now on fails once; 0 is none.
    void fail_call(int k);
    /// Writes, syncs and truncations so far.
    int calls() const;

    /// What happened in order: "write a.db-wal", "sync a.db-wal", and what tests note between.
    std::vector<std::string> story() const;
    void note(const std::string& what);

    /// From the next opening on, remembers what is synced and what is not. What a file held before
    /// counts as synced.
    void watch_power();
    /// A disk that says it synced and did not: the control of every power cut.
    void lie_about_syncs();
    /// At the k-th write, sync or truncation from now on the power goes: what is left is written
    /// into `folder`, and the process ends with `power_gone`.
    void cut_power_at(int k, std::filesystem::path folder, Random& random);
    static constexpr int power_gone = 99;
    /// Writes into `folder` what could be on the disk if the power went now: everything synced, and
    /// any part of the rest, torn at sectors, in any order.
    void cut_power(const std::filesystem::path& folder, Random& random) const;

    // For the file functions beneath.
    void opened(const std::filesystem::path& file);
    int before_write(const std::string& file, std::int64_t at, BytesView bytes);
    int before_truncate(const std::string& file, std::int64_t size);
    int before_sync(const std::string& file);
    void after_sync(const std::string& file);
    void removed(const std::string& file);
    sqlite3_vfs* beneath() const { return beneath_; }

  private:
    struct Change {
        std::int64_t at;
        Bytes bytes;
        bool truncates = false;
    };
    struct Image {
        Bytes synced;
        std::vector<Change> waiting;
    };
    static void apply(Bytes& image, const Change& change);
    bool fails_now();
    void leave_images(const std::filesystem::path& folder, Random& random) const;

    std::string name_;
    sqlite3_vfs* beneath_;
    std::unique_ptr<sqlite3_vfs> mine_;
    mutable std::mutex mutex_;
    void wait_while_held(std::unique_lock<std::mutex>& lock);
    std::condition_variable let_go_;
    bool holds_ = false;
    int held_ = 0;
    bool full_ = false;
    bool fail_syncs_ = false;
    int fail_call_ = 0;
    int calls_ = 0;
    bool watching_ = false;
    bool lies_ = false;
    int cut_at_ = 0;
    std::filesystem::path cut_into_;
    Random* cut_random_ = nullptr;
    std::vector<std::string> story_;
    std::map<std::string, Image> images_;
};

}  // namespace breather::testing
