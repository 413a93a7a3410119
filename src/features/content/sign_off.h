// What a clinician of the site says of one item in one version, and how an item stands after all
// that was said of it. Nothing that was said is ever changed or taken away.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/enum_names.h"
#include "base/text.h"
#include "features/staff/role.h"

namespace breather::content {

enum class ReviewerRole {
    Psychologist,
    Psychiatrist,
    Psychotherapist,
    OccupationalPhysician,
    NurseSpecialist,
    Other
};
BOOST_DESCRIBE_ENUM(ReviewerRole, Psychologist, Psychiatrist, Psychotherapist,
                    OccupationalPhysician, NurseSpecialist, Other)

enum class Verdict { Agree, AgreeWithChanges, NotForUs };
BOOST_DESCRIBE_ENUM(Verdict, Agree, AgreeWithChanges, NotForUs)

/// What she sends. `version` is the one she read.
struct SignOff {
    Text<64, 64> version;
    ReviewerRole role{};
    Text<80> role_words;  // what she is, where the list has no word for it
    Verdict verdict{};
    Text<2000> comment;
};
BOOST_DESCRIBE_STRUCT(SignOff, (), (version, role, role_words, verdict, comment))

/// Refuses: invalid, naming the field: "other" without words, anything but agreement without a
/// reason.
void check(const SignOff& said);

struct Signature {
    std::string item, version;
    staff::StaffId staff_id;
    ReviewerRole role{};
    std::string role_words;
    Verdict verdict{};
    std::string comment;
    Instant signed_at{};
};
BOOST_DESCRIBE_STRUCT(Signature, (),
                      (item, version, staff_id, role, role_words, verdict, comment, signed_at))

enum class ReviewState { NotYet, EarlierVersion, Signed, ChangesAskedFor, NotForUs };
BOOST_DESCRIBE_ENUM(ReviewState, NotYet, EarlierVersion, Signed, ChangesAskedFor, NotForUs)

struct ReviewStanding {
    ReviewState state = ReviewState::NotYet;
    std::optional<Signature> by;  // what makes it so
};

/// Whether nobody here is offered an item of which this was said, the oldest first. "Not for us"
/// holds for every version until somebody signs otherwise: a corrected comma must not bring back
/// what a clinician took out.
bool is_taken_out(const std::vector<Signature>& said);

/// Where it is not taken out, the newest word on this very version counts.
ReviewStanding standing_of(const std::string& version, const std::vector<Signature>& said);

}  // namespace breather::content
