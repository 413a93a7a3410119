// How servers on one database hear that something they keep in memory changed there. A hint says
// what kind of thing, never what of it: whoever hears it looks again. It is noted in the
// transaction that changes the thing; one line out of each program then sends one NOTIFY for all
// that was noted since the last, never inside that transaction. Whoever misses it finds the note
// at their next look, a moment later. For what changes seldom: notes of all servers take turns.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engines/storage/database.h"

namespace breather::storage {

struct HintOptions {
    /// Where the other servers are heard, as PostgresOptions; empty: there are none.
    std::string address;
    std::chrono::milliseconds look_every{2000};
    /// Off as the control of a test: then only looking finds what is new.
    bool sends = true;
};

class Hints {
  public:
    Hints(Database& database, HintOptions options);
    ~Hints();
    Hints(const Hints&) = delete;
    Hints& operator=(const Hints&) = delete;

    /// In the transaction that changes the thing.
    void note(Transaction& tx, std::string_view topic) const;
    /// After its commit: the others hear soon.
    void send();

    /// Before `start`. `hear` runs on a thread of its own, for the notes of this server too, and
    /// may run without need.
    void listen(std::string topic, std::function<void()> hear);
    void start();
    /// No `hear` runs afterwards.
    void stop();

    /// Tells what is new since the last look; how many topics that were. `start` sees to it.
    int look();

  private:
    struct Line;
    Database& database_;
    HintOptions options_;
    std::unique_ptr<Line> line_;
};

}  // namespace breather::storage
