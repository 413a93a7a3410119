// What the operator says about this site: who runs it, in which languages and for which countries,
// and whether anybody is there to answer when somebody is at risk.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/language.h"
#include "base/refusal.h"
#include "base/text.h"
#include "features/organisations/organisation.h"

namespace breather::site {

using organisations::Country;

/// Whether a person of this site answers, and when. Where nobody does, the app says so.
enum class Responder { Nobody, OfficeHours, Always };
BOOST_DESCRIBE_ENUM(Responder, Nobody, OfficeHours, Always)
constexpr std::string_view json_name(Responder responder) {
    switch (responder) {
        case Responder::Nobody:
            return "none";
        case Responder::OfficeHours:
            return "office_hours";
        case Responder::Always:
            return "always";
    }
    return "";
}

struct Says {
    Language language{};
    Text<400, 1> text;
};
BOOST_DESCRIBE_STRUCT(Says, (), (language, text))

struct Site {
    Text<120> operator_name;
    std::vector<Language> languages;
    std::vector<Country> regions;
    Responder responder = Responder::Nobody;
    std::vector<Says> responder_says;  // how to reach them and when, in each language
    bool instance_key_copied = false;
};
BOOST_DESCRIBE_STRUCT(Site, (),
                      (operator_name, languages, regions, responder, responder_says,
                       instance_key_copied))

/// Refuses: invalid, naming the fields: what cannot be kept, whether the wizard is done or not.
void check(const Site& site);
/// What is still missing before people can come: words keys by field.
std::vector<FieldFault> missing(const Site& site);

}  // namespace breather::site
