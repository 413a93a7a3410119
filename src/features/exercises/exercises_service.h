// Keeping what a person writes: takes sealed fields in, merges them by version, gives them back,
// forgets on request.
#pragma once
#include "features/accounts/doors.h"
#include "features/accounts/personal_room.h"
#include "features/exercises/entry.h"

namespace breather::exercises {

class ExercisesService {
  public:
    /// A page of everything that stands, in the order of entry, field, version. `after` comes from
    /// the page before.
    EntriesAnswer list(const accounts::Self& self, storage::Reader& reader,
                       const std::optional<Cursor>& after) const;

    /// Refuses: not_found (never was, or is somebody else's), gone (deleted).
    EntryAnswer get(const accounts::Self& self, storage::Reader& reader, EntryId entry) const;

    /// Each field's new version comes in and takes exactly those with it that it names. The first
    /// write makes the entry. Refuses: invalid (see check), gone (deleted: nothing comes back),
    /// conflict "exercises.shelf_full".
    storage::Work<FieldsAnswer> write(const accounts::Self& self, EntryId entry,
                                      const WriteAsk& ask) const;

    /// Its words go at once; its empty name stays, so that a late write brings nothing back, also
    /// of an entry nobody had heard of yet.
    storage::Work<accounts::Nothing> remove(const accounts::Self& self, EntryId entry) const;

    accounts::PersonalRoom personal_room() const;
};

}  // namespace breather::exercises
