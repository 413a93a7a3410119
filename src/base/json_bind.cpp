#include "base/json_bind.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <span>
#include <utility>

namespace breather::json {
namespace {

// A hostile body must not buy a long answer.
constexpr std::size_t faults_max = 50;

/// Names from outside are shown back shortened and without anything that could disturb a line.
std::string readable(std::string_view field) {
    constexpr std::size_t length_max = 64;
    std::string out;
    for (const char c : field.substr(0, length_max))
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    // Never end within a character.
    if (field.size() > length_max) {
        while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xc0) == 0x80)
            out.pop_back();
        if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xc0) out.pop_back();
    }
    return out;
}

/// Builds the tree and watches for repeated keys, which the tree itself would hide.
class StrictHandler {
  public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    explicit StrictHandler(Faults& faults) : faults_(faults) { stack_.reset(); }
    boost::json::value release() { return stack_.release(); }

    using Code = boost::json::error_code;
    using View = boost::json::string_view;
    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code&) {
        open_.push_back({false, 0, {}});
        return true;
    }
    bool on_object_end(std::size_t count, Code&) {
        report_repeated();
        stack_.push_object(count);
        return close();
    }
    bool on_array_begin(Code&) {
        open_.push_back({true, 0, {}});
        return true;
    }
    bool on_array_end(std::size_t count, Code&) {
        stack_.push_array(count);
        return close();
    }
    bool on_key_part(View part, std::size_t, Code&) {
        key_.append(part.data(), part.size());
        stack_.push_chars(part);
        return true;
    }
    bool on_key(View part, std::size_t, Code&) {
        key_.append(part.data(), part.size());
        open_.back().keys.push_back(std::exchange(key_, {}));
        stack_.push_key(part);
        return true;
    }
    bool on_string_part(View part, std::size_t, Code&) {
        stack_.push_chars(part);
        return true;
    }
    bool on_string(View part, std::size_t, Code&) {
        stack_.push_string(part);
        return value_done();
    }
    bool on_number_part(View, Code&) { return true; }
    bool on_int64(std::int64_t number, View, Code&) {
        stack_.push_int64(number);
        return value_done();
    }
    bool on_uint64(std::uint64_t number, View, Code&) {
        stack_.push_uint64(number);
        return value_done();
    }
    bool on_double(double number, View, Code&) {
        stack_.push_double(number);
        return value_done();
    }
    bool on_bool(bool yes, Code&) {
        stack_.push_bool(yes);
        return value_done();
    }
    bool on_null(Code&) {
        stack_.push_null();
        return value_done();
    }
    bool on_comment_part(View, Code&) { return true; }
    bool on_comment(View, Code&) { return true; }

  private:
    /// An object or list that has begun and not ended.
    struct Open {
        bool is_list;
        std::size_t items;
        std::vector<std::string> keys;
    };
    bool close() {
        open_.pop_back();
        return value_done();
    }
    bool value_done() {
        if (!open_.empty()) ++open_.back().items;
        return true;
    }
    std::string path() const {
        std::string path;
        for (const auto& open : std::span(open_).first(open_.size() - 1)) {
            if (open.is_list)
                path += '[' + std::to_string(open.items) + ']';
            else
                path += (path.empty() ? "" : ".") + readable(open.keys.back());
        }
        return path;
    }
    void report_repeated() {
        auto keys = std::move(open_.back().keys);
        std::sort(keys.begin(), keys.end());
        auto it = std::adjacent_find(keys.begin(), keys.end());
        while (it != keys.end()) {
            const auto before = path();
            faults_.add_at(before + (before.empty() ? "" : ".") + readable(*it),
                           {"field.repeated", {}});
            it = std::adjacent_find(std::upper_bound(it, keys.end(), *it), keys.end());
        }
    }

    Faults& faults_;
    boost::json::value_stack stack_;
    std::string key_;
    std::vector<Open> open_;
};

}  // namespace

void Faults::add(Fault fault) { add_at(path_, std::move(fault)); }

void Faults::add_at(std::string path, Fault fault) {
    if (list_.size() < faults_max)
        list_.push_back({std::move(path), std::move(fault.key), std::move(fault.params)});
}

void Faults::refuse_if_any() {
    if (!list_.empty()) throw Refusal::invalid(std::move(list_));
}

Faults::Step::Step(Faults& faults, std::string_view field)
    : faults_(faults), before_(faults.path_.size()) {
    if (!faults_.path_.empty()) faults_.path_ += '.';
    faults_.path_ += readable(field);
}

Faults::Step::Step(Faults& faults, std::size_t item)
    : faults_(faults), before_(faults.path_.size()) {
    faults_.path_ += '[' + std::to_string(item) + ']';
}

boost::json::value parse_strictly(std::string_view body, Faults& faults) {
    boost::json::parse_options options;
    options.max_depth = 32;
    boost::json::basic_parser<StrictHandler> parser(options, faults);
    boost::json::error_code code;
    const auto taken = parser.write_some(false, body.data(), body.size(), code);
    if (code == boost::json::error::too_deep) throw Refusal::malformed("body.too_deep");
    const bool only_space_left = body.find_first_not_of(" \t\r\n", taken) == body.npos;
    if (code || !only_space_left || !parser.done()) throw Refusal::malformed("body.not_json");
    return parser.handler().release();
}

void report_unknown_fields(const boost::json::object& object,
                           const std::vector<std::string_view>& known, Faults& faults) {
    for (const auto& [name, value] : object) {
        const std::string_view field(name.data(), name.size());
        if (std::find(known.begin(), known.end(), field) != known.end()) continue;
        const Faults::Step step(faults, field);
        faults.add({"field.unknown", {}});
    }
}

std::optional<std::int64_t> take_whole(const boost::json::value& value, std::int64_t lo,
                                       std::int64_t hi, Faults& faults) {
    const auto* number = value.if_int64();
    if (number == nullptr && !value.is_uint64()) {
        faults.add({"field.not_number", {}});
        return std::nullopt;
    }
    if (number == nullptr || *number < lo || *number > hi) {
        faults.add(
            {"field.out_of_range", {{"min", std::to_string(lo)}, {"max", std::to_string(hi)}}});
        return std::nullopt;
    }
    return *number;
}

}  // namespace breather::json
