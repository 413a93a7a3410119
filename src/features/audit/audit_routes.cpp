#include "features/audit/audit_routes.h"

#include <charconv>

namespace breather::audit {

using accounts::Self;
using web::Method;

struct LooksAnswer {
    std::vector<Look> looks;
};
BOOST_DESCRIBE_STRUCT(LooksAnswer, (), (looks))

/// A deed of the staff. A look at somebody's record only counts here: whose it was, and at what,
/// is for that person to read.
struct EntryAnswer {
    std::int64_t number = 0;
    Instant at{};
    std::optional<std::string> who;  // absent: the program, or its command line
    std::string deed;
    std::optional<std::string> about;
};
BOOST_DESCRIBE_STRUCT(EntryAnswer, (), (number, at, who, deed, about))

struct ChainAnswer {
    bool whole = true;
    std::int64_t length = 0;
    std::optional<std::int64_t> broken_at;
    std::string head;
};
BOOST_DESCRIBE_STRUCT(ChainAnswer, (), (whole, length, broken_at, head))

struct AuditAnswer {
    std::vector<EntryAnswer> entries;
    std::optional<std::int64_t> next;  // ask again with ?before= this
    std::optional<ChainAnswer> chain;  // with the first page: all of it is read for that
};
BOOST_DESCRIBE_STRUCT(AuditAnswer, (), (entries, next, chain))

namespace {

constexpr std::int64_t page = 50;

std::optional<std::int64_t> before_of(const web::Request& request) {
    const auto asked = request.query_value("before");
    if (!asked) return std::nullopt;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(asked->data(), asked->data() + asked->size(), number);
    if (error != std::errc() || end != asked->data() + asked->size() || number < 1)
        throw Refusal::invalid({FieldFault{"before", "field.not_number", {}}});
    return number;
}

/// An id of the staff among the words becomes the name.
std::string about_of(storage::Reader& reader, const staff::StaffService& staff,
                     const std::string& about) {
    std::string says;
    std::string_view rest = about;
    while (!rest.empty()) {
        const auto end = rest.find(' ');
        const auto word = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        const auto id = Uuid::parse(word);
        const auto name = id ? staff.find_name(reader, *id) : std::nullopt;
        says.append(says.empty() ? "" : " ").append(name ? *name : std::string(word));
    }
    return says;
}

AuditAnswer read_ledger(storage::Reader& reader, const ledger::Ledger& ledger,
                        const staff::StaffService& staff, std::optional<std::int64_t> before) {
    AuditAnswer answer;
    for (const ledger::Row& row : ledger::Ledger::list(reader, before, page)) {
        EntryAnswer entry{row.number, row.at, staff.find_name(reader, row.by), row.deed, {}};
        if (!row.about.empty()) entry.about = about_of(reader, staff, row.about);
        answer.entries.push_back(std::move(entry));
    }
    if (answer.entries.size() == page && answer.entries.back().number > 1)
        answer.next = answer.entries.back().number;
    if (!before) {
        const auto chain = ledger.verify(reader);
        answer.chain = {chain.whole, chain.length, chain.broken_at, to_hex(chain.head)};
    }
    return answer;
}

}  // namespace

accounts::PersonalRoom personal_room() {
    return {.name = "audit",
            .erase = Looks::erase,
            .kept = [](const Self& self, storage::Reader& reader) {
                boost::json::object row{{"looks", Looks::count(reader, self.key())}};
                return std::vector<accounts::KeptTable>{{"ledger_trail", {std::move(row)}}};
            }};
}

void add_routes(accounts::Doors& doors) {
    doors.my_read<LooksAnswer>(
        {Method::Get, "/api/audit/mine", "Which of the staff looked at my record, and when"},
        [](const Self& self, const web::Request&, storage::Reader& reader) {
            return LooksAnswer{Looks::list(reader, self.key())};
        });
}

void add_desk_routes(staff::Doors& doors, const ledger::Ledger& ledger,
                     const staff::StaffService& staff) {
    doors.long_read<staff::Administrator, AuditAnswer>(
        {Method::Get,
         "/api/audit",
         "What staff did, the newest first, and whether the chain is whole; ?before=",
         {422}},
        [&ledger, &staff](const staff::Administrator&, const web::Request& request,
                          storage::Reader& reader) {
            return read_ledger(reader, ledger, staff, before_of(request));
        });
}

}  // namespace breather::audit
