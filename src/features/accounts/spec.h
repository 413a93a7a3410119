// What a room says about a route, and what it hears of one.
#pragma once
#include "engines/storage/idempotency.h"
#include "engines/web/spec.h"
#include "features/accounts/cookies.h"
#include "features/accounts/session.h"

namespace breather::accounts {

using web::Answered;
using web::Nothing;
using web::Spec;

/// A long write that somebody signed in asks for, with what is needed to do it once.
struct Asked {
    Session session;
    Token token;
    storage::IdempotencyMark mark;
    const web::Request& request;
};

}  // namespace breather::accounts
