// What a room says about a route, and what it hears of one.
#pragma once
#include <boost/describe/class.hpp>
#include <string>
#include <utility>
#include <vector>

#include "engines/storage/idempotency.h"
#include "engines/web/request.h"
#include "features/accounts/cookies.h"
#include "features/accounts/session.h"

namespace breather::accounts {

struct Spec {
    web::Method method = web::Method::Get;
    std::string pattern;
    std::string summary;
    std::vector<int> refusals = {};  // beside those every door of its kind has
    int status = 200;
};

/// What is asked where nothing is: `{}`.
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

/// An answer with cookies or other headers beside it.
template <class Answer>
struct Answered {
    Answer answer;
    std::vector<std::pair<std::string_view, std::string>> headers = {};
};

/// A long write that somebody signed in asks for, with what is needed to do it once.
struct Asked {
    Session session;
    Token token;
    storage::IdempotencyMark mark;
    const web::Request& request;
};

}  // namespace breather::accounts
