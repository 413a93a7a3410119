// The slow hash a passphrase's secret is kept under: Argon2id over a keyed hash (the pepper stands
// outside the database). At most four run at once, 64 MiB each, whoever asks: all hashes of one
// program share their places. Counts its runs, so that a test can see that an unknown name costs as
// much as a known one.
#pragma once
#include <atomic>
#include <cstdint>
#include <semaphore>

#include "base/bytes.h"
#include "base/random.h"
#include "base/secret.h"

namespace breather::credentials {

/// How many slow hashes may run at once in this program.
class SlowPlaces {
  public:
    static constexpr std::ptrdiff_t at_once_max = 4;
    /// Runs `work` as soon as a place is free.
    template <typename Work>
    auto in_turn(Work&& work) {
        free_.acquire();
        ++turns_;
        const struct GiveBack {
            std::counting_semaphore<at_once_max>& free;
            ~GiveBack() { free.release(); }
        } give_back{free_};
        return work();
    }
    std::int64_t turns() const { return turns_; }

  private:
    std::atomic<std::int64_t> turns_ = 0;
    std::counting_semaphore<at_once_max> free_{at_once_max};
};

class PassphraseHash {
  public:
    struct Cost {
        std::uint64_t passes = 2;
        std::size_t memory = 64 * 1024 * 1024;
        bool also_for_nobody = true;  // false only in a negative control
    };

    /// Tests hand in a small cost.
    PassphraseHash(Key pepper, Cost cost, SlowPlaces& places)
        : pepper_(pepper), cost_(cost), places_(places) {}

    /// What to keep: format 1, a fresh salt, the hash.
    Bytes make(BytesView secret, Random& random) const;

    /// Runs the hash once whatever `kept` is; an empty one matches nothing.
    bool matches(BytesView secret, BytesView kept) const;

    std::int64_t runs() const { return runs_; }

  private:
    Bytes run(BytesView secret, BytesView salt) const;

    Key pepper_;
    Cost cost_;
    mutable std::atomic<std::int64_t> runs_ = 0;
    SlowPlaces& places_;
};

}  // namespace breather::credentials
