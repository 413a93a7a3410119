#include "features/content/sign_off.h"

#include <algorithm>

#include "base/refusal.h"

namespace breather::content {
namespace {

ReviewState state_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::Agree:
            return ReviewState::Signed;
        case Verdict::AgreeWithChanges:
            return ReviewState::ChangesAskedFor;
        case Verdict::NotForUs:
            return ReviewState::NotForUs;
    }
    return ReviewState::NotYet;
}

}  // namespace

void check(const SignOff& said) {
    std::vector<FieldFault> faults;
    if (said.role == ReviewerRole::Other && said.role_words.empty())
        faults.push_back({"role_words", "field.required", {}});
    if (said.verdict != Verdict::Agree && said.comment.empty())
        faults.push_back({"comment", "content.why_missing", {}});
    if (!faults.empty()) throw Refusal::invalid(std::move(faults));
}

bool is_taken_out(const std::vector<Signature>& said) {
    return !said.empty() && said.back().verdict == Verdict::NotForUs;
}

ReviewStanding standing_of(const std::string& version, const std::vector<Signature>& said) {
    if (said.empty()) return {};
    if (is_taken_out(said)) return {ReviewState::NotForUs, said.back()};
    const auto found = std::find_if(said.rbegin(), said.rend(),
                                    [&](const Signature& each) { return each.version == version; });
    if (found == said.rend()) return {ReviewState::EarlierVersion, said.back()};
    // Taken out once and let back in by a word on another version: this one is not signed by that.
    if (found->verdict == Verdict::NotForUs) return {ReviewState::EarlierVersion, said.back()};
    return {state_of(found->verdict), *found};
}

}  // namespace breather::content
