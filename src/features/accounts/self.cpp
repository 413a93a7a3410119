#include "features/accounts/self.h"

#include "base/refusal.h"

namespace breather::accounts {

storage::RecordKey Self::key() const {
    if (auto key = keys_->find(org(), person())) return std::move(*key);
    throw Refusal::not_signed_in("accounts.session_ended");
}

}  // namespace breather::accounts
