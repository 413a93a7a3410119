#include "app/api_description.h"

#include "app/data_folder.h"
#include "app/house.h"
#include "base/files.h"

namespace breather {
namespace {

/// Two blanks a level, so that a change shows as the lines it changed.
void append_pretty(std::string& out, const boost::json::value& value, const std::string& indent) {
    const std::string deeper = indent + "  ";
    const char* between = "\n";
    if (const auto* object = value.if_object(); object && !object->empty()) {
        out += '{';
        for (const auto& [key, inner] : *object) {
            out += between + deeper + boost::json::serialize(boost::json::value(key)) + ": ";
            append_pretty(out, inner, deeper);
            between = ",\n";
        }
        out += "\n" + indent + "}";
    } else if (const auto* array = value.if_array(); array && !array->empty()) {
        out += '[';
        for (const auto& inner : *array) {
            out += between + deeper;
            append_pretty(out, inner, deeper);
            between = ",\n";
        }
        out += "\n" + indent + "]";
    } else {
        out += boost::json::serialize(value);
    }
}

}  // namespace

std::string api_description(Realm realm) {
    // Routes belong to rooms, and rooms need a database: an empty one, gone when this is written.
    const TemporaryFolder place("api");
    const DataFolder folder(place.path());
    const SystemClock clock;
    SystemRandom random;
    House house(options_of(folder, "http://localhost"), clock, random);
    std::string text;
    const auto& router = realm == Realm::Staff ? house.staff_router() : house.router();
    append_pretty(text, boost::json::parse(web::openapi(router.routes(), BREATHER_VERSION)), "");
    return text + "\n";
}

}  // namespace breather
