#include "app/watch/checks.h"
#include "engines/mail/line.h"

namespace breather::watch {
namespace {

const char* key_of(mail::Outcome outcome) {
    switch (outcome) {
        case mail::Outcome::Sent:
        case mail::Outcome::Stopped:
            return "doctor.mail_fine";
        case mail::Outcome::Unreachable:
            return "doctor.mail_unreachable";
        case mail::Outcome::Slow:
            return "doctor.mail_slow";
        case mail::Outcome::Unsafe:
            return "doctor.mail_unsafe";
        case mail::Outcome::NotSignedIn:
            return "doctor.mail_not_signed_in";
        case mail::Outcome::Refused:
            break;
    }
    return "doctor.mail_refused";
}

}  // namespace

Findings look_at_mail(const Configuration& configuration) {
    if (configuration.mail_server.empty()) return {{"", State::Fine, "doctor.mail_none", {}}};
    Findings findings;
    if (configuration.mail_from.empty())
        findings.push_back({"", State::Fault, "doctor.mail_unsaid", {{"key", "mail_from"}}});
    if (!configuration.mail_user.empty() && !configuration.mail_password_file)
        findings.push_back(
            {"", State::Fault, "doctor.mail_unsaid", {{"key", "mail_password_file"}}});
    if (!findings.empty()) return findings;
    const mail::Server server = configuration.mail();
    const mail::Delivery greeted = mail::greet(server);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(server.patience).count();
    return {{"",
             greeted.outcome == mail::Outcome::Sent ? State::Fine : State::Fault,
             key_of(greeted.outcome),
             {{"server", configuration.mail_server},
              {"says", greeted.says},
              {"seconds", std::to_string(seconds)}}}};
}

}  // namespace breather::watch
