// The different words of one column, numbered in the order of their appearance.
#pragma once
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace breather::datafiles {

/// NA as R, spreadsheets and survey tools write it.
bool says_missing(std::string_view cell);

/// A word with its first eight bytes as a number (all of it, where it has no more), by which it is
/// found.
struct Word {
    std::string_view text;
    std::uint64_t head = 0;

    explicit Word(std::string_view word) : text(word), head(head_of(word)) {}
    /// The same quicker, where eight bytes can be read from the word's first on. Not of an empty
    /// one.
    static Word readable(std::string_view word) {
        std::uint64_t bytes;
        std::memcpy(&bytes, word.data(), 8);
        return {word, word.size() > 8 ? both_ends(word) : bytes & ~0ull >> (64 - 8 * word.size())};
    }

  private:
    Word(std::string_view word, std::uint64_t bytes) : text(word), head(bytes) {}
    static std::uint64_t head_of(std::string_view word);
    /// Long words often begin alike, or end alike.
    static std::uint64_t both_ends(std::string_view word) {
        std::uint64_t first, last;
        std::memcpy(&first, word.data(), 8);
        std::memcpy(&last, word.data() + word.size() - 8, 8);
        return first * 0x9e3779b97f4a7c15u ^ last;
    }
};

/// The words are not copied: they must outlive this.
class ChunkLabels {
  public:
    static constexpr std::int32_t missing = -1;

    /// Its number; `missing` where it says so.
    std::int32_t code(const Word& word) {
        if (slots_.empty()) grow();
        const std::size_t at = find(word);
        return slots_[at].code == none ? put(word, at) : slots_[at].code;
    }
    /// Of a word that stands nowhere as it is: it is kept here.
    std::int32_t code_kept(std::string word);
    const std::vector<std::string_view>& in_order() const { return labels_; }
    /// No more words come.
    void close() { slots_ = {}; }

  private:
    static constexpr std::int32_t none = -2;
    struct Slot {
        std::uint64_t head = 0;
        std::uint32_t size = 0;
        std::int32_t code = none;
    };
    std::vector<Slot> slots_;  // a power of two, at most half of them taken
    int shift_ = 63;
    std::size_t taken_ = 0;
    std::vector<std::string_view> labels_;
    std::deque<std::string> kept_;

    bool holds(const Slot& slot, const Word& word) const {
        return slot.head == word.head && slot.size == word.text.size() &&
               (slot.size <= 8 || labels_[static_cast<std::size_t>(slot.code)] == word.text);
    }
    std::size_t place_of(std::uint64_t head, std::uint64_t size) const {
        return (head ^ size * 0x9e3779b97f4a7c15u) * 0xd6e8feb86659fd93u >> shift_;
    }
    /// Where it stands, or would.
    std::size_t find(const Word& word) const {
        std::size_t at = place_of(word.head, word.text.size());
        while (slots_[at].code != none && !holds(slots_[at], word))
            at = (at + 1) & (slots_.size() - 1);
        return at;
    }
    std::int32_t put(const Word& word, std::size_t at);
    void grow();
};

}  // namespace breather::datafiles
