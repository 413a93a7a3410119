#include "engines/datafiles/plain_rows.h"

#include <algorithm>
#include <bit>

#include "base/wide.h"
#include "engines/datafiles/marks.h"

namespace breather::datafiles {
namespace {

constexpr std::size_t block = 64;
constexpr std::size_t cells_at_once = 4096;  // they and their text stay in the nearest cache

/// Writes the place after each bit, sixteen at a time without asking; some room is needed behind.
[[gnu::always_inline]] inline std::uint32_t* put_places(std::uint64_t bits, std::uint32_t from,
                                                        std::uint32_t* out) {
    const int count = std::popcount(bits);
    for (int done = 0; done < count; done += 16)
        for (int i = 0; i < 16; ++i) {
            out[done + i] = from + static_cast<std::uint32_t>(std::countr_zero(bits)) + 1;
            bits &= bits - 1;
        }
    return out + count;
}

}  // namespace

PlainRows::PlainRows(char delimiter, std::size_t columns)
    : delimiter_(delimiter),
      columns_(columns),
      past_(1 + std::max(cells_at_once, columns) + 2 * block),
      lines_(past_.size()) {}

BREATHER_WIDE void PlainRows::look(std::size_t bytes) {
    std::uint32_t* cells = past_.data() + 1;
    std::uint32_t* lines = lines_.data();
    const std::uint32_t* const enough = cells + std::max(cells_at_once, columns_);
    past_[0] = 0;
    for (std::size_t at = 0; at + block <= bytes && cells < enough; at += block) {
        if (either_of(text_ + at, '"', '"')) break;
        const auto from = static_cast<std::uint32_t>(at);
        const std::uint64_t line_ends = either_of(text_ + at, '\n', '\n');
        cells = put_places(either_of(text_ + at, delimiter_, '\n'), from, cells);
        for (std::uint64_t left = line_ends; left; left &= left - 1)
            *lines++ = from + static_cast<std::uint32_t>(std::countr_zero(left)) + 1;
    }
    const auto most = std::min(static_cast<std::size_t>(lines - lines_.data()),
                               static_cast<std::size_t>(cells - past_.data() - 1) / columns_);
    while (rows_ < most && past_[(rows_ + 1) * columns_] == lines_[rows_]) ++rows_;
}

void PlainRows::find(std::string_view text, std::size_t begin) {
    constexpr std::size_t most = std::size_t{1} << 31;
    text_ = text.data() + begin;
    begin_ = begin;
    rows_ = 0;
    const std::size_t left = text.size() - begin;
    if (left > readable) look(std::min(left - readable, most));
}

void PlainRows::keep(std::size_t last, std::size_t most) {
    rows_ = std::min(rows_, most);
    while (rows_ > 0 && begin_ + past_[(rows_ - 1) * columns_] > last) --rows_;
}

}  // namespace breather::datafiles
