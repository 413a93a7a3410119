// The stream on the disk: sealed to a public key, in pieces, so that whoever lacks the secret key
// reads nothing, and a file that was changed, reordered or cut short is refused.
//
//     "breather backup 1\n" · length and clear head (JSON) · sealed stream key · stream header ·
//     pieces: length and ciphertext, the last one marked as the last
//
// The clear head (which kind, when, by which program, for which key) is bound to every piece.
#pragma once
#include <boost/describe.hpp>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "base/clock.h"
#include "features/backups/durable.h"
#include "features/backups/key_pair.h"

namespace breather::backups {

enum class FileKind { Data, Keys, Tombstones };
BOOST_DESCRIBE_ENUM(FileKind, Data, Keys, Tombstones)

/// What anybody may read of a backup.
struct Head {
    FileKind kind{};
    Instant made_at;
    std::string program;
    std::string public_key;
    std::string backup;  // the id both files of one backup share
};

/// This file is not what was written, or not for this key.
class BadFile : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

class SealedOut {
  public:
    SealedOut(const std::filesystem::path& file, const Head& head, const PublicKey& to,
              Random& random);
    ~SealedOut();
    void write(BytesView bytes);
    /// Marks the end, and makes the file durable under its name.
    void keep();
    std::int64_t size() const { return file_.size(); }

  private:
    struct Stream;
    void push(bool last);

    FileOut file_;
    Bytes waiting_;
    std::unique_ptr<Stream> stream_;
};

class SealedIn {
  public:
    /// Throws BadFile: not a backup, for another key.
    SealedIn(const std::filesystem::path& file, const KeyPair& keys);
    ~SealedIn();
    const Head& head() const { return head_; }
    /// Exactly that much. Throws BadFile: changed, or at its end.
    BytesView read(std::size_t count);
    /// Throws BadFile unless everything was read and the last piece was there.
    void expect_end();

  private:
    struct Stream;
    bool pull();
    [[noreturn]] void fail(const std::string& why) const;

    std::filesystem::path path_;
    std::ifstream file_;
    Head head_;
    Bytes plain_;
    std::size_t at_ = 0;
    bool ended_ = false;
    std::unique_ptr<Stream> stream_;
};

/// Throws BadFile.
Head read_head(const std::filesystem::path& file);

}  // namespace breather::backups
