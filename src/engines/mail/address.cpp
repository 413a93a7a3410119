#include "engines/mail/address.h"

#include <algorithm>

namespace breather::mail {
namespace {

constexpr std::size_t length_max = 254;  // RFC 5321, 4.5.3.1.3, without its angle brackets
constexpr std::string_view signs_before = ".!#$%&'*+-/=?^_`{|}~";  // RFC 5322 atext, and the dot
constexpr std::string_view signs_behind = ".-";

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool holds_only(std::string_view text, std::string_view signs) {
    return !text.empty() && text.front() != '.' && text.back() != '.' &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return is_plain(c) || signs.find(c) != std::string_view::npos;
           });
}

}  // namespace

std::optional<Address> Address::read(std::string_view written) {
    const auto at = written.find('@');
    if (written.size() > length_max || at == std::string_view::npos) return std::nullopt;
    if (!holds_only(written.substr(0, at), signs_before) ||
        !holds_only(written.substr(at + 1), signs_behind))
        return std::nullopt;
    return Address(std::string(written));
}

}  // namespace breather::mail
