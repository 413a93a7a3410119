// The key pair of backups: the server seals to the public half, the operator keeps the secret half
// elsewhere. Each has one written form that a slip of the pen does not survive.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "base/random.h"
#include "base/secret.h"

namespace breather::backups {

class PublicKey {
  public:
    explicit PublicKey(const std::array<std::uint8_t, 32>& bytes) : bytes_(bytes) {}
    static std::optional<PublicKey> read(std::string_view text);
    /// What stands in the first line of a file.
    static std::optional<PublicKey> load(const std::filesystem::path& file);
    std::string text() const;
    const std::array<std::uint8_t, 32>& bytes() const { return bytes_; }
    bool operator==(const PublicKey&) const = default;

  private:
    std::array<std::uint8_t, 32> bytes_;
};

struct KeyPair {
    PublicKey public_key;
    Key secret;

    static KeyPair make(Random& random);
    /// A new file, mode 0400, durable, and the public half beside it (".pub"). Throws
    /// std::runtime_error when there is one already.
    void write(const std::filesystem::path& file) const;
    /// Throws std::runtime_error with one sentence.
    static KeyPair load(const std::filesystem::path& file);
};

}  // namespace breather::backups
