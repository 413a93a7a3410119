// Bytes in a request or an answer, at most (and at least) so many; base64url in JSON.
#pragma once
#include <utility>

#include "base/bytes.h"
#include "base/ensure.h"
#include "base/text_form.h"

namespace breather {

std::optional<Fault> take_blob(std::string_view text, std::size_t min, std::size_t max, Bytes& out);

template <std::size_t Max, std::size_t Min = 0>
class Blob {
  public:
    Blob() = default;
    explicit Blob(Bytes bytes) : bytes_(std::move(bytes)) {
        ensure(bytes_.size() >= Min && bytes_.size() <= Max, "these bytes break their own limits");
    }

    const Bytes& bytes() const { return bytes_; }
    BytesView view() const { return bytes_; }
    bool operator==(const Blob&) const = default;

    static std::optional<Fault> take(std::string_view text, Blob& out) {
        return take_blob(text, Min, Max, out.bytes_);
    }
    std::string json_text() const { return to_base64url(bytes_); }
    static TextRule rule() { return {(Min * 4 + 2) / 3, (Max * 4 + 2) / 3, "^[A-Za-z0-9_-]*$"}; }

  private:
    Bytes bytes_;
};

}  // namespace breather
