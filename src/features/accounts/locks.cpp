#include "features/accounts/locks.h"

#include "base/refusal.h"

namespace breather::accounts {
namespace {

storage::Place half_place(const WayId& way) {
    return {.table = "device_lock", .column = "half", .row = way.view()};
}

Refusal own_only() { return Refusal::not_allowed("accounts.lock_own_only"); }
Refusal not_recognised() { return Refusal::not_signed_in("accounts.not_recognised"); }

}  // namespace

storage::Work<Nothing> Locks::set(const Self& self, const LockAsk& ask) const {
    if (self.keep() != Keep::Own) throw own_only();
    const auto proof = parts_.hashes.lock_proof(self.way().uuid, ask.proof.view());
    const store::LockRow row{Bytes(proof.begin(), proof.end()),
                             self.key().seal(half_place(self.way()), text_of(ask.half.view())),
                             tries_max};
    return {.apply =
                [self, row, ask](storage::Transaction& tx) {
                    const auto way = store::find_way_of(tx, self.org(), self.person(), self.way());
                    if (!way || way->kind != WayKind::Device) throw own_only();
                    store::refuse_without_paper(tx, self.org(), self.person());
                    store::replace_wrap(tx, self.org(), self.person(), self.way(),
                                        {ask.wrap.bytes()}, ask.commitment.bytes());
                    store::put_lock(tx, self.org(), self.person(), self.way(), row);
                },
            .answer = [](storage::Reader&) { return Nothing{}; }};
}

storage::Work<Nothing> Locks::remove(const Self& self, const LockRemoval& ask) const {
    if (self.keep() != Keep::Own) throw own_only();
    return {.apply =
                [self, ask](storage::Transaction& tx) {
                    store::replace_wrap(tx, self.org(), self.person(), self.way(),
                                        {ask.wrap.bytes()}, ask.commitment.bytes());
                    store::remove_lock(tx, self.org(), self.person(), self.way());
                },
            .answer = [](storage::Reader&) { return Nothing{}; }};
}

Locks::Unlocked Locks::open(const UnlockAsk& ask, const Browser& browser) {
    const auto way = parts_.database.read_now([&](storage::Reader& reader) {
        return accounts_.find_device(reader, ask.id, ask.secret.view());
    });
    if (!way) throw not_recognised();
    const auto proof = parts_.hashes.lock_proof(way->way_id.uuid, ask.proof.view());
    struct Tried {
        bool right = false;
        store::LockRow lock;
    };
    const auto tried = parts_.database.write_now([&](storage::Transaction& tx) {
        auto lock = store::find_lock(tx, way->org_id, way->person_id, way->way_id);
        if (!lock) {
            // Another window took the lock off, or the fifth try the device.
            if (store::find_way_of(tx, way->org_id, way->person_id, way->way_id))
                throw Refusal::conflict("accounts.no_lock");
            throw not_recognised();
        }
        const bool right = equal_secrets(lock->proof_hash, proof);
        lock->tries_left = right ? tries_max : lock->tries_left - 1;
        if (lock->tries_left > 0) {
            store::set_tries(tx, way->org_id, way->person_id, way->way_id, lock->tries_left);
        } else {
            store::remove_way(tx, way->org_id, way->person_id, way->way_id);
        }
        return Tried{right, std::move(*lock)};
    });
    if (!tried.right) {
        if (tried.lock.tries_left == 0) parts_.sessions.forget(way->person_id);
        return {{tried.lock.tries_left, {}, {}}, {}};
    }
    const auto key = parts_.keys.find(way->org_id, way->person_id);
    if (!key) throw not_recognised();  // erased a moment ago
    const auto half = key->open(half_place(way->way_id), tried.lock.half);
    auto opened = accounts_.let_in(*way, Keep::Own, browser);
    UnlockAnswer answer{tries_max, SignInSecret(Bytes(half.begin(), half.end())), opened.answer};
    return {std::move(answer), std::move(opened)};
}

}  // namespace breather::accounts
