// What the operator may read: one line an event, `name=value` fields. Never what a person wrote,
// never who: no address, account or id of a person goes in here.
#pragma once
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

namespace breather::log {

enum class Level { Info, Warning, Error };

struct Field {
    std::string_view name;
    std::string value;
    Field(std::string_view field, std::string says) : name(field), value(std::move(says)) {}
    Field(std::string_view field, std::string_view says) : name(field), value(says) {}
    Field(std::string_view field, const char* says) : name(field), value(says) {}
    template <class Number>
    requires std::is_arithmetic_v<Number> Field(std::string_view field, Number number)
        : name(field), value(std::to_string(number)) {}
};
using Fields = std::initializer_list<Field>;

void info(std::string_view event, Fields fields = {});
void warning(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

/// Where lines go from now on; standard error until told otherwise.
void to_file(const std::filesystem::path& file);
/// Every line is handed to `listener` instead; an empty one gives standard error back. For tests.
void to_listener(std::function<void(Level, std::string_view line)> listener);
void flush();

}  // namespace breather::log
