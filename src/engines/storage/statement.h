// One SQL text, good for both databases. Rooms keep theirs as named constants in `<room>_store.cpp`
// and always write the text as R"sql( … )sql", so that the house test finds and prepares each.
//
// Parameters are $1..$n. Portable: returning, on conflict, window functions, filter, recursive
// common tables, row-value paging, cast(sum(x) as bigint). Not portable: booleans as values (use
// bigint 0/1), JSON operators, date functions, = any(), ilike. Tokens: {skip_locked}.
#pragma once
#include <string_view>

namespace breather::storage {

struct Statement {
    std::string_view name;
    std::string_view sql;
};

}  // namespace breather::storage
