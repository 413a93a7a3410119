// One mail address and nothing else: it goes into a header, and to a server that reads commands.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace breather::mail {

class Address {
  public:
    /// Letters, digits and common signs on both sides of one @; nothing for all else, so that no
    /// second address, name or line can come with it.
    static std::optional<Address> read(std::string_view written);

    const std::string& text() const { return text_; }
    std::string domain() const { return text_.substr(text_.find('@') + 1); }

  private:
    explicit Address(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace breather::mail
