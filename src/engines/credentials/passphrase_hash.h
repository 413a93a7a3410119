// The slow hash a passphrase's secret is kept under: Argon2id over a keyed hash (the pepper stands
// outside the database). At most four run at once, 64 MiB each, whoever asks. Counts its runs, so
// that a test can see that an unknown name costs as much as a known one.
#pragma once
#include <atomic>
#include <cstdint>
#include <semaphore>

#include "base/bytes.h"
#include "base/random.h"
#include "base/secret.h"

namespace breather::credentials {

class PassphraseHash {
  public:
    struct Cost {
        std::uint64_t passes = 2;
        std::size_t memory = 64 * 1024 * 1024;
        bool also_for_nobody = true;  // false only in a negative control
    };
    static constexpr std::ptrdiff_t at_once_max = 4;

    /// Tests hand in a small cost.
    PassphraseHash(Key pepper, Cost cost) : pepper_(pepper), cost_(cost) {}
    explicit PassphraseHash(Key pepper) : PassphraseHash(pepper, Cost{}) {}

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
    mutable std::counting_semaphore<at_once_max> free_{at_once_max};
};

}  // namespace breather::credentials
