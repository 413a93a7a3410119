// What is sent, and how its head is written.
#pragma once
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "engines/mail/address.h"

namespace breather::mail {

struct Letter {
    Address to;
    std::string subject;  // UTF-8; says nothing that a phone on a table must not show
    std::string text;
};

/// Date, Message-ID, From, To, Subject, and that no person wrote it; one line each.
std::vector<std::string> head_of(const Letter& letter, const Address& from, Instant now,
                                 Random& random);
/// As a header holds it: plain where it can be, else in words of RFC 2047.
std::string header_text(std::string_view text);
/// RFC 5322, in UTC.
std::string date_text(Instant now);

}  // namespace breather::mail
