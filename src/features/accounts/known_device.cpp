#include "features/accounts/known_device.h"

#include <sodium.h>

#include <algorithm>

namespace breather::accounts {

std::optional<KnownDevice> KnownDevice::read(std::string_view cookie) {
    if (cookie.size() > 256) return {};
    const auto bytes = from_base64url(cookie);
    if (!bytes || bytes->size() < 16 || bytes->size() % 16 != 0 ||
        bytes->size() / 16 > 1 + accounts_max) {
        return {};
    }
    KnownDevice device;
    std::copy_n(bytes->begin(), 16, device.id_.begin());
    for (std::size_t at = 16; at < bytes->size(); at += 16) {
        Mark mark;
        std::copy_n(bytes->begin() + static_cast<std::ptrdiff_t>(at), 16, mark.begin());
        device.marks_.push_back(mark);
    }
    return device;
}

KnownDevice KnownDevice::make(Random& random) {
    KnownDevice device;
    random.fill(device.id_);
    return device;
}

bool KnownDevice::knows(const Key& key, BytesView name_hash) const {
    const auto wanted = mark_of(key, name_hash);
    bool found = false;
    for (const auto& mark : marks_) found = equal_secrets(mark, wanted) || found;
    return found;
}

void KnownDevice::mark(const Key& key, BytesView name_hash) {
    unmark(key, name_hash);
    marks_.push_back(mark_of(key, name_hash));
    if (marks_.size() > accounts_max) marks_.erase(marks_.begin());
}

void KnownDevice::unmark(const Key& key, BytesView name_hash) {
    std::erase(marks_, mark_of(key, name_hash));
}

std::string KnownDevice::cookie() const {
    Bytes bytes(id_.begin(), id_.end());
    for (const auto& mark : marks_) bytes.insert(bytes.end(), mark.begin(), mark.end());
    return to_base64url(bytes);
}

KnownDevice::Mark KnownDevice::mark_of(const Key& key, BytesView name_hash) const {
    Bytes text(id_.begin(), id_.end());
    text.insert(text.end(), name_hash.begin(), name_hash.end());
    Mark mark;
    crypto_generichash(mark.data(), mark.size(), text.data(), text.size(), key.data(), Key::size());
    return mark;
}

}  // namespace breather::accounts
