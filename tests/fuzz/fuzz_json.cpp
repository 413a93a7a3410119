// Any bytes as the body of a write: bound or refused, and what was bound is written and bound again
// to the same.
#include <cstdint>

#include "base/blob.h"
#include "base/bounded.h"
#include "base/ensure.h"
#include "base/id.h"
#include "base/json.h"
#include "base/refusal.h"
#include "base/text.h"
#include "engines/web/problem.h"

namespace breather {

enum class Keep { Own, Shared };
BOOST_DESCRIBE_ENUM(Keep, Own, Shared)

struct FuzzedField {
    Text<64, 1> field;
    Blob<16, 16> version;
    std::vector<Uuid> replaces;
    std::optional<Blob<256>> sealed;
    bool operator==(const FuzzedField&) const = default;
};
BOOST_DESCRIBE_STRUCT(FuzzedField, (), (field, version, replaces, sealed))

struct FuzzedAsk {
    std::vector<FuzzedField> fields;
    std::optional<Bounded<0, 10>> feeling;
    std::optional<Keep> keep;
    std::optional<bool> done;
    bool operator==(const FuzzedAsk&) const = default;
};
BOOST_DESCRIBE_STRUCT(FuzzedAsk, (), (fields, feeling, keep, done))

}  // namespace breather

using namespace breather;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    try {
        const auto ask = json::bind<FuzzedAsk>(bytes);
        const auto written = json::write(ask);
        ensure(json::bind<FuzzedAsk>(written) == ask, "what is written is what was bound");
    } catch (const Refusal& refusal) {
        for (const auto language : {Language::en_GB, Language::zh_Hans})
            ensure(is_utf8(web::problem_body(refusal, language, "/fuzz")), "a problem is UTF-8");
    }
    return 0;
}
