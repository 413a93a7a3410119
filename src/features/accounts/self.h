// Proof that a person asks for themselves. Only accounts can make one, from a session that has not
// ended: a call that takes `const Self&` cannot be written by whoever has no such proof.
#pragma once
#include "engines/storage/keys.h"
#include "features/accounts/session.h"

namespace breather::accounts {

class Self {
  public:
    OrgId org() const { return session_.org_id; }
    PersonId person() const { return session_.person_id; }
    WayId way() const { return session_.way_id; }
    Keep keep() const { return session_.keep; }

    /// Whether it is by this session that they ask.
    bool asks_by(const Session& session) const { return session.token_hash == session_.token_hash; }

    /// The person's record key. Refuses: not_signed_in, when the person was erased a moment ago.
    storage::RecordKey key() const;

  private:
    friend class Doorway;
    Self(const Session& session, storage::Keys& keys) : session_(session), keys_(&keys) {}

    Session session_;
    storage::Keys* keys_;
};

}  // namespace breather::accounts
