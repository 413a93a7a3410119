#include "engines/datafiles/chunk_labels.h"

#include <bit>
#include <cstring>

namespace breather::datafiles {
namespace {

template <class Number>
std::uint64_t bytes_at(const char* p) {
    Number out;
    std::memcpy(&out, p, sizeof out);
    return out;
}

}  // namespace

bool says_missing(std::string_view cell) {
    if (cell.size() < 2 || cell.size() > 4 || (cell[0] != 'N' && cell[0] != '#')) return false;
    return cell == "NA" || cell == "N/A" || cell == "#N/A" || cell == "NaN";
}

std::uint64_t Word::head_of(std::string_view word) {
    const std::size_t size = word.size();
    const char* const p = word.data();
    if (size > 8) return both_ends(word);
    if (size >= 4)
        return bytes_at<std::uint32_t>(p) | bytes_at<std::uint32_t>(p + size - 4) << 8 * (size - 4);
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < size; ++i) out |= bytes_at<std::uint8_t>(p + i) << 8 * i;
    return out;
}

std::int32_t ChunkLabels::put(const Word& word, std::size_t at) {
    const bool absent = says_missing(word.text);
    const auto code = absent ? missing : static_cast<std::int32_t>(labels_.size());
    if (!absent) labels_.push_back(word.text);
    slots_[at] = {word.head, static_cast<std::uint32_t>(word.text.size()), code};
    if (++taken_ * 2 > slots_.size()) grow();
    return code;
}

std::int32_t ChunkLabels::code_kept(std::string word) {
    const std::size_t before = labels_.size();
    kept_.push_back(std::move(word));
    const auto out = code(Word(kept_.back()));
    if (labels_.size() == before) kept_.pop_back();
    return out;
}

void ChunkLabels::grow() {
    constexpr std::size_t at_first = 64;
    std::vector<Slot> old(slots_.empty() ? at_first : slots_.size() * 4);
    old.swap(slots_);
    shift_ = 64 - std::countr_zero(slots_.size());
    for (const Slot& slot : old) {
        if (slot.code == none) continue;
        std::size_t at = place_of(slot.head, slot.size);
        while (slots_[at].code != none) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = slot;
    }
}

}  // namespace breather::datafiles
