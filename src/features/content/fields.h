// Takes the keys of a front matter or an exercise one by one, and tells every fault with its line:
// what is missing, what has the wrong form, and, at the end, what nobody knows.
#pragma once
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engines/markdown/yaml.h"
#include "features/content/pack.h"

namespace breather::content {

class Fields {
  public:
    /// `path` leads from the document to the object that is read; both must outlive this.
    Fields(const markdown::Yaml& yaml, std::string file, Findings& findings, std::string path = "");

    bool has(std::string_view key) const;
    /// One line or more of text; required unless `optional_`.
    std::string text(std::string_view key);
    std::string optional_text(std::string_view key);
    /// Lower-case words joined by hyphens, as file names are; fields of exercises may use `_`.
    std::string slug(std::string_view key);
    std::vector<std::string> slugs(std::string_view key);
    std::vector<std::string> texts(std::string_view key, std::size_t max);
    std::string one_of(std::string_view key, std::initializer_list<std::string_view> words);
    double number(std::string_view key, double lo, double hi);
    bool flag(std::string_view key);
    bool optional_flag(std::string_view key, bool otherwise);
    /// 2027-11-30
    std::string optional_date(std::string_view key);
    /// An object inside; what is missing is told once and reads as empty.
    Fields inner(std::string_view key);
    /// The objects of a list.
    std::vector<Fields> list(std::string_view key, bool required);
    std::vector<std::string> keys() const;

    int line_of(std::string_view key) const;
    void fault(std::string_view key, std::string says) const;
    const std::string& file() const { return file_; }
    /// Tells every key that was never asked for.
    void finish() const;

  private:
    const boost::json::value* find(std::string_view key);
    const boost::json::value* get(std::string_view key);
    std::string path_of(std::string_view key) const;
    static const boost::json::object* object_at(const boost::json::value& root,
                                                std::string_view path);

    const markdown::Yaml* yaml_;
    std::string file_;
    Findings* findings_;
    std::string path_;
    const boost::json::object* object_;
    std::set<std::string, std::less<>> known_;
};

bool is_slug(std::string_view text);
bool is_date(std::string_view text);

}  // namespace breather::content
