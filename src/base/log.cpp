#include "base/log.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>

namespace breather::log {
namespace {

// spdlog keeps one default logger for the process; this file is the only one that knows.
void use(spdlog::sink_ptr sink, const char* pattern = "%Y-%m-%dT%H:%M:%S.%eZ %l %v") {
    auto logger = std::make_shared<spdlog::logger>("breather", std::move(sink));
    logger->set_pattern(pattern, spdlog::pattern_time_type::utc);
    logger->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
}

spdlog::logger& logger() {
    static const bool started = [] {
        if (spdlog::default_logger()->name() != "breather")
            use(std::make_shared<spdlog::sinks::stderr_sink_mt>());
        return true;
    }();
    (void)started;
    return *spdlog::default_logger_raw();
}

class ListenerSink final : public spdlog::sinks::base_sink<std::mutex> {
  public:
    using Listener = std::function<void(Level, std::string_view)>;
    explicit ListenerSink(Listener listener) : listener_(std::move(listener)) {}

  private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        const auto level = message.level >= spdlog::level::err    ? Level::Error
                           : message.level >= spdlog::level::warn ? Level::Warning
                                                                  : Level::Info;
        listener_(level, {message.payload.data(), message.payload.size()});
    }
    void flush_() override {}
    Listener listener_;
};

/// A value stays on its line and in its field whatever it holds.
void append_value(std::string& line, std::string_view value) {
    const bool plain = !value.empty() && value.find_first_of(" =\"\\\n\r\t") == value.npos;
    if (plain) {
        line += value;
        return;
    }
    line += '"';
    for (const char c : value) {
        if (c == '"' || c == '\\') line += '\\';
        line += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    line += '"';
}

void say(spdlog::level::level_enum level, std::string_view event, Fields fields) {
    std::string line(event);
    for (const auto& field : fields) {
        line.append(" ").append(field.name).append("=");
        append_value(line, field.value);
    }
    logger().log(level, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace

void info(std::string_view event, Fields fields) { say(spdlog::level::info, event, fields); }
void warning(std::string_view event, Fields fields) { say(spdlog::level::warn, event, fields); }
void error(std::string_view event, Fields fields) { say(spdlog::level::err, event, fields); }

void to_file(const std::filesystem::path& file) {
    use(std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string()));
}

void to_listener(std::function<void(Level, std::string_view)> listener) {
    if (!listener) return use(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    use(std::make_shared<ListenerSink>(std::move(listener)));
}

void flush() { logger().flush(); }

}  // namespace breather::log
