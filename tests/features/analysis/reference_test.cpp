// Every case of tests/reference and tests/reference_more, held to R's numbers within the tolerances
// given there (the rule of compare.py: |got - expected| <= max(rel |expected|, abs)).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "features/analysis/method.h"

namespace breather::testing {
namespace {

namespace json = boost::json;
const std::filesystem::path folders[] = {BREATHER_SOURCE_DIR "/tests/reference",
                                         BREATHER_SOURCE_DIR "/tests/reference_more"};

struct Tolerance {
    double rel = 1e-6, abs = 1e-12;
};

class Comparison {
  public:
    explicit Comparison(Tolerance tolerance) : tolerance_(tolerance) {}
    std::vector<std::string> faults;
    std::size_t compared = 0;

    void walk(const json::value& expected, const json::value& got, const std::string& path) {
        if (expected.is_object()) return object(expected.as_object(), got, path);
        if (expected.is_array()) return list(expected.as_array(), got, path);
        ++compared;
        if (!same(expected, got))
            faults.push_back(path + ": expected " + json::serialize(expected) + ", got " +
                             json::serialize(got));
    }

  private:
    Tolerance tolerance_;

    bool same(const json::value& expected, const json::value& got) const {
        if (!expected.is_number()) return expected == got;
        if (!got.is_number()) return false;
        const double e = expected.to_number<double>(), g = got.to_number<double>();
        return std::isfinite(g) &&
               std::abs(g - e) <= std::max(tolerance_.rel * std::abs(e), tolerance_.abs);
    }

    void object(const json::object& expected, const json::value& got, const std::string& path) {
        for (const auto& [key, value] : expected) {
            const json::value* own = got.is_object() ? got.as_object().if_contains(key) : nullptr;
            walk(value, own ? *own : json::value("(missing)"), path + "/" + std::string(key));
        }
    }

    static const json::value* keyed(const json::array& list, std::string_view key,
                                    const json::value& value) {
        for (const auto& each : list)
            if (each.is_object() && each.as_object().contains(key) &&
                json::serialize(each.at(key)) == json::serialize(value))
                return &each;
        return nullptr;
    }

    void list(const json::array& expected, const json::value& got, const std::string& path) {
        const json::array none;
        const json::array& own = got.is_array() ? got.as_array() : none;
        std::string_view key;
        for (const std::string_view each :
             {"term", "item", "label", "level", "arm", "day", "module"})
            if (key.empty() && !expected.empty() && expected[0].is_object() &&
                expected[0].as_object().contains(each))
                key = each;
        if (key.empty() && own.size() > expected.size())
            faults.push_back(path + ": more entries than expected");
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const json::value* mate = !key.empty()     ? keyed(own, key, expected[i].at(key))
                                      : i < own.size() ? &own[i]
                                                       : nullptr;
            const std::string name =
                key.empty() ? std::to_string(i) : json::serialize(expected[i].at(key));
            walk(expected[i], mate ? *mate : json::value("(missing)"), path + "[" + name + "]");
        }
    }
};

struct Reference {
    std::filesystem::path folder;
    json::object analysis;
    std::string name() const { return folder.filename().string(); }
};

std::vector<Reference> references() {
    std::vector<Reference> out;
    for (const auto& folder : folders)
        for (const auto& each : std::filesystem::directory_iterator(folder)) {
            std::ifstream in(each.path() / "expected.json");
            if (!in) continue;
            const auto tree = json::parse(std::string{std::istreambuf_iterator<char>(in), {}});
            for (const auto& analysis : tree.at("analyses").as_array())
                out.push_back({each.path(), analysis.as_object()});
        }
    std::stable_sort(out.begin(), out.end(),
                     [](const auto& a, const auto& b) { return a.folder < b.folder; });
    return out;
}

std::string test_name(const ::testing::TestParamInfo<Reference>& info) {
    std::string out =
        info.param.name() + "_" + std::string(info.param.analysis.at("id").as_string());
    for (char& c : out)
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    return out;
}

class MeetsR : public ::testing::TestWithParam<Reference> {};

TEST_P(MeetsR, within_the_tolerances) {
    const auto& analysis = GetParam().analysis;
    const auto asked = analysis::read_case(analysis);
    analysis::Files files(GetParam().folder);
    Tolerance tolerance;
    if (const auto* own = analysis.if_contains("tol"))
        tolerance = {own->at("rel").to_number<double>(), own->at("abs").to_number<double>()};
    Comparison comparison(tolerance);
    comparison.walk(analysis.at("expected"), analysis::run(asked, files), "");
    EXPECT_THAT(comparison.faults, ::testing::IsEmpty());
    EXPECT_GT(comparison.compared, 0u);
}

INSTANTIATE_TEST_SUITE_P(Cases, MeetsR, ::testing::ValuesIn(references()), test_name);

}  // namespace
}  // namespace breather::testing
