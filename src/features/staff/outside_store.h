// The SQL about who comes in through a provider outside.
#pragma once
#include <optional>

#include "engines/storage/database.h"
#include "features/staff/staff_store.h"

namespace breather::staff::store {

/// False when this identity is somebody else's already, or she has one.
bool bind_outside(Transaction& tx, const Hash& identity, StaffId id, Instant day);
std::optional<StaffId> find_by_outside(Reader& reader, const Hash& identity);
bool is_outside(Reader& reader, StaffId id);
void unbind_outside(Transaction& tx, StaffId id);

/// False when it led somewhere before.
bool use_way(Transaction& tx, const Hash& way, Instant ends_at);

std::optional<InvitationRow> find_invitation(Reader& reader, InvitationId id);
/// She has a sign-in name from now on. False when it is taken.
bool rename_staff(Transaction& tx, StaffId id, const Hash& name, const storage::Sealed& sealed);
void note_sign_in(Transaction& tx, StaffId id, Instant day);

std::int64_t sweep_outside(Transaction& tx, Instant now);

}  // namespace breather::staff::store
