// Why the provider did not vouch for somebody. The reason is for the log: it holds nothing of the
// token.
#pragma once
#include <stdexcept>
#include <string>

namespace breather::oidc {

class Trouble : public std::runtime_error {
  public:
    enum class Kind {
        Away,       // it does not answer, or with nonsense
        Refused,    // it does not take this code
        Wrong,      // what it says does not hold
        Clock,      // its clock and ours differ
        NotAnew,    // the person was not asked to prove anything just now
        OneFactor,  // a second factor was demanded and is not vouched for
    };
    Trouble(Kind of_kind, const std::string& why) : std::runtime_error(why), kind(of_kind) {}
    Kind kind;
};

}  // namespace breather::oidc
