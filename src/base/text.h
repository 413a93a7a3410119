// Text a person or program may send us: UTF-8, bounded in characters, without control characters
// other than line feed and tab. The limit is part of the type.
#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "base/ensure.h"
#include "base/text_form.h"

namespace breather {

bool is_utf8(std::string_view text);
/// Characters (code points) of valid UTF-8.
std::size_t count_characters(std::string_view text);
/// What keeps `text` from being a Text of `min` to `max` characters, if anything.
std::optional<Fault> text_fault(std::string_view text, std::size_t min, std::size_t max);

template <std::size_t Max, std::size_t Min = 0>
class Text {
  public:
    Text() = default;
    /// For text we make ourselves; breaking the rule is our mistake, not the asker's.
    explicit Text(std::string text) : text_(std::move(text)) {
        ensure(!text_fault(text_, Min, Max), "this text breaks its own limits");
    }

    const std::string& str() const { return text_; }
    std::string_view view() const { return text_; }
    bool empty() const { return text_.empty(); }
    bool operator==(const Text&) const = default;
    auto operator<=>(const Text&) const = default;

    static std::optional<Fault> take(std::string_view text, Text& out) {
        if (auto fault = text_fault(text, Min, Max)) return fault;
        out.text_ = text;
        return std::nullopt;
    }
    const std::string& json_text() const { return text_; }
    static TextRule rule() { return {Min, Max, {}}; }

  private:
    std::string text_;
};

}  // namespace breather
