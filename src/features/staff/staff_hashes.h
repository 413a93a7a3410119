// The hashes this room keeps names, tokens and codes under, and the seal on what is known about a
// member of staff: nothing of it can be repeated or opened without the instance key.
#pragma once
#include <memory>
#include <string_view>

#include "engines/storage/instance_key.h"
#include "engines/storage/sealed.h"
#include "features/staff/messages.h"
#include "features/staff/staff_session.h"

namespace breather::staff {

/// Small and capital letters are the same.
std::string canonical_name(std::string_view written);

class StaffHashes {
  public:
    StaffHashes(const storage::InstanceKey& instance, std::shared_ptr<const storage::Sealer> sealer)
        : instance_(instance), sealer_(std::move(sealer)) {}

    Hash name(std::string_view sign_in_name) const;
    Hash token(BytesView token) const;
    Hash code(std::string_view code) const;
    /// What a provider outside calls somebody.
    Hash outside(std::string_view issuer, std::string_view subject) const;
    /// Where a name stands, of somebody who has none.
    Hash no_name(const Uuid& staff) const;
    /// Of a way to the provider and back, for one purpose.
    Hash way(std::string_view purpose, BytesView way) const;
    /// Of whose guesses are counted.
    Hash guess(std::string_view who) const;
    Hash request(std::string_view method, std::string_view path, std::string_view body) const;
    /// What this browser is known by, once somebody signed in with this name here.
    std::string known_mark(const Hash& name) const;
    Key pepper() const { return instance_.subkey("stf_pepp"); }

    /// The same for the same staff and key, so that a repeated request gives the same link.
    std::string code_for(const Uuid& by, const Uuid& key) const;
    Uuid id_for(const Uuid& by, const Uuid& key) const;

    storage::Sealed seal(std::string_view table, std::string_view column, const Uuid& row,
                         std::string_view text) const;
    std::string open(std::string_view table, std::string_view column, const Uuid& row,
                     const storage::Sealed& sealed) const;

  private:
    Hash keyed(std::string_view purpose, std::initializer_list<BytesView> parts) const;
    storage::RecordKey key_of(const Uuid& row) const;

    storage::InstanceKey instance_;
    std::shared_ptr<const storage::Sealer> sealer_;
};

}  // namespace breather::staff
