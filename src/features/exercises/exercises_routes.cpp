#include "features/exercises/exercises_routes.h"

#include "base/refusal.h"

namespace breather::exercises {
namespace {

using accounts::Nothing;
using accounts::Self;
using web::Method;
using web::Request;

EntryId get_entry(const Request& request) {
    if (const auto entry = EntryId::parse(request.param("entry"))) return *entry;
    throw Refusal::not_found("exercises.entry");
}

std::optional<Cursor> find_cursor(const Request& request) {
    const auto after = request.query_value("after");
    if (!after) return {};
    return Cursor::read(*after);
}

}  // namespace

void add_routes(accounts::Doors& doors, const ExercisesService& service) {
    doors.my_read<EntriesAnswer>(
        {Method::Get, "/api/exercises/entries", "Everything I wrote, sealed, page by page", {400}},
        [&service](const Self& self, const Request& request, storage::Reader& reader) {
            return service.list(self, reader, find_cursor(request));
        });
    doors.my_read<EntryAnswer>(
        {Method::Get, "/api/exercises/entries/{entry}", "One entry I wrote", {404, 410}},
        [&service](const Self& self, const Request& request, storage::Reader& reader) {
            return service.get(self, reader, get_entry(request));
        });
    doors.my_write<WriteAsk, FieldsAnswer>(
        {Method::Post,
         "/api/exercises/entries/{entry}/fields",
         "Keep fields of an entry; what the writer did not see stays",
         {404, 409, 410}},
        [&service](const Self& self, const WriteAsk& ask, const Request& request) {
            return service.write(self, get_entry(request), ask);
        });
    doors.my_write<Nothing, Nothing>(
        {Method::Delete, "/api/exercises/entries/{entry}", "Delete an entry for good", {404}},
        [&service](const Self& self, const Nothing&, const Request& request) {
            return service.remove(self, get_entry(request));
        });
}

}  // namespace breather::exercises
