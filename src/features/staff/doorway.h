// What stands behind every door of the staff: finding the session and the roles as they are now,
// the idempotency key, the ledger, the answer after the commit. Rooms see only `staff_doors.h`.
#pragma once
#include <functional>
#include <memory>
#include <span>

#include "base/json.h"
#include "base/refusal.h"
#include "engines/ledger/ledger.h"
#include "engines/storage/idempotency.h"
#include "engines/web/router.h"
#include "engines/web/spec.h"
#include "features/staff/deed.h"
#include "features/staff/seat.h"
#include "features/staff/staff_hashes.h"

namespace breather::staff {

inline constexpr std::string_view staff_cookie_name = "__Host-staff";
inline constexpr std::string_view staff_known_name = "__Host-staff-known";
std::string staff_cookie(const Token& token);
std::string no_staff_cookie();
std::string staff_known_cookie(std::string_view mark);

/// Whether passphrase and code must have been given within the last five minutes.
enum class Fresh { NotNeeded, Needed };

class Doorway {
  public:
    struct Parts {
        web::Router& router;
        storage::Database& database;
        const ledger::Ledger& ledger;
        const StaffHashes& hashes;
        web::LongPool& long_pool;
        const Clock& clock;
    };
    explicit Doorway(const Parts& parts) : parts_(parts) {}

  protected:
    /// "staff", or the roles that may, and whether it must be fresh: "author or administrator".
    static std::string guard_of(std::span<const Role> any_of, Fresh fresh);

    template <class Ask>
    static Ask bind(const web::Request& request) {
        const bool nothing = request.method == web::Method::Delete && request.body.empty();
        return json::bind<Ask>(nothing ? "{}" : std::string_view(request.body));
    }

    /// Refuses: not_signed_in, not_allowed "staff.not_allowed", "staff.not_fresh".
    Staff get_staff(storage::Reader& reader, const Hash& token, std::span<const Role> any_of,
                    Fresh fresh) const;
    template <class Proof>
    Proof prove(storage::Reader& reader, const Hash& token, Fresh fresh) const {
        const Staff staff = get_staff(reader, token, Proof::needed, fresh);
        return Proof(staff.session(), staff.roles());
    }
    Hash get_token(const web::Request& request) const;
    /// Refuses: malformed "idempotency.missing", "idempotency.not_a_key".
    storage::IdempotencyMark mark_of(const Staff& staff, const web::Request& request) const;
    /// Nobody waits for this write: lost with a crash, a session ends a minute early.
    void touch(const Staff& staff) const;

    Parts parts_;
};

}  // namespace breather::staff
