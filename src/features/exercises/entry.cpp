#include "features/exercises/entry.h"

#include "base/refusal.h"

namespace breather::exercises {
namespace {

bool is_field_name(std::string_view text) {
    if (text.empty() || text.size() > 64) return false;
    for (const char c : text) {
        const bool letter =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!letter) return false;
    }
    return true;
}

}  // namespace

FieldName::FieldName(std::string text) : text_(std::move(text)) {
    ensure(is_field_name(text_), "not a field's name");
}

std::optional<Fault> FieldName::take(std::string_view text, FieldName& out) {
    if (!is_field_name(text)) return Fault{"exercises.field_name", {}};
    out.text_ = text;
    return {};
}

void check(const WriteAsk& ask) {
    std::vector<FieldFault> faults;
    const auto too_long = [&](std::string path, std::size_t max) {
        faults.push_back({std::move(path), "field.list_too_long", {{"max", std::to_string(max)}}});
    };
    if (ask.fields.empty()) faults.push_back({"fields", "field.required", {}});
    if (ask.fields.size() > fields_max) too_long("fields", fields_max);
    for (std::size_t i = 0; i < ask.fields.size(); ++i) {
        const auto path = "fields[" + std::to_string(i) + "]";
        if (ask.fields[i].replaces.size() > replaces_max)
            too_long(path + ".replaces", replaces_max);
        if (!is_sealed(ask.fields[i].sealed.view())) {
            faults.push_back({path + ".sealed", "exercises.not_sealed", {}});
        }
    }
    if (!faults.empty()) throw Refusal::invalid(std::move(faults));
}

std::string Cursor::text() const {
    Bytes bytes(entry.bytes.begin(), entry.bytes.end());
    bytes.insert(bytes.end(), version.bytes.begin(), version.bytes.end());
    bytes.insert(bytes.end(), field.begin(), field.end());
    return to_base64url(bytes);
}

Cursor Cursor::read(std::string_view text) {
    const auto bytes = from_base64url(text);
    if (!bytes || bytes->size() <= 32) throw Refusal::malformed("exercises.cursor");
    const BytesView view(*bytes);
    Cursor cursor{*Uuid::from_bytes(view.first(16)), std::string(text_of(view.subspan(32))),
                  *Uuid::from_bytes(view.subspan(16, 16))};
    if (!is_field_name(cursor.field)) throw Refusal::malformed("exercises.cursor");
    return cursor;
}

}  // namespace breather::exercises
