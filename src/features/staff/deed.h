// A write of the staff: what it changes, what it was for the ledger, and what is answered. Written
// down in the same transaction, so that neither can be without the other.
#pragma once
#include <functional>
#include <string>

#include "engines/storage/database.h"

namespace breather::staff {

/// "staff.invited", and an id or word it was about; never anything of a participant.
struct Told {
    std::string deed;
    std::string about;
};

template <class Answer>
struct Deed {
    std::function<Told(storage::Transaction&)> apply;
    /// From what the database now holds; a repeated request hears only this.
    std::function<Answer(storage::Reader&)> answer;
    /// Once it is durable, before anybody is answered: what this process holds in memory. A
    /// repeat runs it too, because the first may not have come so far; it changes no row.
    std::function<void()> after = {};
};

/// A write that is finished after the commit by somebody else, who may take long and holds up
/// nobody meanwhile: a mail server.
template <class Answer>
struct Errand {
    std::function<Told(storage::Transaction&)> apply;
    /// Once it is durable, the first time only; tells how it went, from any thread.
    std::function<void(std::function<void(const Answer&)>)> go;
    /// What a repeat hears.
    Answer repeated;
};

}  // namespace breather::staff
