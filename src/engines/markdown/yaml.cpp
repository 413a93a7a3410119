#include "engines/markdown/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <charconv>
#include <sstream>

namespace breather::markdown {
namespace {

constexpr std::size_t size_max = 64 * 1024;
constexpr std::size_t values_max = 5000;
constexpr std::size_t depth_max = 12;

struct Stop {
    int line;
    std::string says;
};

boost::json::value plain_value(const std::string& text) {
    if (text == "true") return true;
    if (text == "false") return false;
    const char* const end = text.data() + text.size();
    std::int64_t whole = 0;
    if (auto [at, error] = std::from_chars(text.data(), end, whole);
        error == std::errc() && at == end)
        return whole;
    double number = 0;
    if (auto [at, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
        error == std::errc() && at == end)
        return number;
    return boost::json::string(text);
}

// Builds the JSON value while yaml-cpp reads, so that no alias is ever unfolded.
class Builder : public YAML::EventHandler {
  public:
    explicit Builder(int first_line) : first_line_(first_line) {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { put(mark, nullptr); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        throw Stop{line(mark), "References with * are not read here. Write the value out again."};
    }
    void OnAnchor(const YAML::Mark& mark, const std::string&) override {
        throw Stop{line(mark), "A value that begins with & must stand in quotation marks."};
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  const std::string& text) override {
        refuse_tag(mark, tag);
        if (!frames_.empty() && frames_.back().value.is_object() && !frames_.back().key) {
            take_key(mark, text);
            return;
        }
        put(mark, tag == "!" ? boost::json::value(boost::json::string(text)) : plain_value(text));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
        refuse_tag(mark, tag);
        open(mark, boost::json::array());
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {
        refuse_tag(mark, tag);
        open(mark, boost::json::object());
    }
    void OnMapEnd() override { close(); }

    Yaml take() && { return std::move(result_); }

  private:
    struct Frame {
        boost::json::value value;
        std::string path;
        std::optional<std::string> key;
    };

    int line(const YAML::Mark& mark) const { return first_line_ + std::max(0, mark.line); }

    void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
        if (tag.empty() || tag == "?" || tag == "!") return;
        throw Stop{line(mark), "A value that begins with ! must stand in quotation marks."};
    }

    void refuse_key_that_is_no_word(const YAML::Mark& mark) const {
        if (!frames_.empty() && frames_.back().value.is_object() && !frames_.back().key)
            throw Stop{line(mark), "A key before a colon must be a plain word."};
    }

    void take_key(const YAML::Mark& mark, const std::string& text) {
        Frame& frame = frames_.back();
        if (frame.value.as_object().contains(text))
            throw Stop{line(mark), "“" + text + "” is written twice. Keep one of them."};
        frame.key = text;
        // The key's line is the one an author looks for; a block value's own mark is the line after
        // it.
        result_.lines[inner_path(frame)] = line(mark);
    }

    static std::string inner_path(const Frame& frame) {
        if (frame.key) return frame.path.empty() ? *frame.key : frame.path + "." + *frame.key;
        return frame.path + "[" + std::to_string(frame.value.as_array().size()) + "]";
    }

    void count(const YAML::Mark& mark) {
        if (++values_ > values_max) throw Stop{line(mark), "This is too long. Split it in two."};
    }

    std::string next_path(const YAML::Mark& mark) {
        count(mark);
        refuse_key_that_is_no_word(mark);
        const std::string path = frames_.empty() ? std::string() : inner_path(frames_.back());
        result_.lines.try_emplace(path, line(mark));
        return path;
    }

    void put(const YAML::Mark& mark, boost::json::value value) {
        next_path(mark);
        place(std::move(value));
    }

    void place(boost::json::value value) {
        if (frames_.empty()) {
            result_.value = std::move(value);
            return;
        }
        Frame& frame = frames_.back();
        if (frame.value.is_array()) {
            frame.value.as_array().push_back(std::move(value));
        } else {
            frame.value.as_object()[*frame.key] = std::move(value);
            frame.key.reset();
        }
    }

    void open(const YAML::Mark& mark, boost::json::value value) {
        std::string path = next_path(mark);
        if (frames_.size() >= depth_max)
            throw Stop{line(mark), "This is nested too deeply. Keep it to a few levels."};
        frames_.push_back({std::move(value), std::move(path), std::nullopt});
    }

    void close() {
        boost::json::value done = std::move(frames_.back().value);
        frames_.pop_back();
        place(std::move(done));
    }

    int first_line_;
    std::size_t values_ = 0;
    std::vector<Frame> frames_;
    Yaml result_;
};

}  // namespace

int Yaml::line_of(std::string_view path) const {
    std::string near(path);
    while (true) {
        if (auto found = lines.find(near); found != lines.end()) return found->second;
        if (near.empty()) return 1;
        const auto cut = near.find_last_of(".[");
        near.resize(cut == std::string::npos ? 0 : cut);
    }
}

Yaml read_yaml(std::string_view text, int first_line) {
    auto failed = [&](int line, std::string says) {
        Yaml none;
        none.lines[""] = first_line;
        none.faults.push_back({line, std::move(says)});
        return none;
    };
    if (text.size() > size_max)
        return failed(first_line, "This is longer than 64 KiB. Split it in two.");
    std::istringstream stream{std::string(text)};
    Builder builder(first_line);
    try {
        YAML::Parser parser(stream);
        parser.HandleNextDocument(builder);
        Yaml result = std::move(builder).take();
        result.lines.try_emplace("", first_line);
        return result;
    } catch (const Stop& stop) {
        return failed(stop.line, stop.says);
    } catch (const YAML::Exception& error) {
        return failed(
            first_line + std::max(0, error.mark.line),
            "This is not readable as “key: value” lines (" + error.msg +
                "). Text with a colon or a quotation mark must stand in quotation marks.");
    }
}

}  // namespace breather::markdown
