#include "features/programmes/recommend.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace breather::programmes {
namespace {

using content::Library;
using content::Outline;
using content::OutlineModule;
using content::OutlineStep;
using organisations::Country;

OutlineStep step(std::string id, double minutes, std::optional<double> brief) {
    OutlineStep made;
    made.id = id;
    made.title = "The step " + id;
    made.kind = "do";
    made.minutes = minutes;
    made.short_minutes = brief;
    made.has_short = brief.has_value();
    return made;
}

OutlineModule module(std::string id, std::string code, bool optional,
                     std::vector<OutlineStep> steps) {
    OutlineModule made;
    made.id = id;
    made.code = code;
    made.optional_ = optional;
    made.steps = std::move(steps);
    return made;
}

Outline outline() {
    Outline made;
    made.pack = "small";
    made.recommended = {"body", "know"};
    made.modules = {module("know", "C1", false, {step("a", 6, 3), step("b", 4, 2)}),
                    module("body", "C2", false, {step("c", 5, 2), step("d", 8, 3)}),
                    module("nights", "O3", true, {step("e", 3, 1)})};
    return made;
}

Library library() {
    Library made;
    for (const auto& [id, minutes] :
         {std::pair{"breath", 1.0}, {"senses", 1.5}, {"settle", 3.0}, {"feet", 1.0}}) {
        content::LibraryText pause;
        pause.id = id;
        pause.minutes = minutes;
        made.pauses.push_back(pause);
    }
    return made;
}

Standing standing(const std::vector<StepName>& done, std::optional<StepName> last = std::nullopt) {
    Standing made;
    for (const StepName& one : done) made.steps[one].done = true;
    if (last) made.steps[*last];
    made.last = last;
    return made;
}

Suggestion suggest(const Standing& where, double minutes, Country country = Country::GB) {
    return recommend(outline(), library(), where, {minutes, country});
}

TEST(Recommend, begins_with_the_recommended_module) {
    const Suggestion first = suggest({}, 5);
    EXPECT_EQ(first.kind, SuggestionKind::Step);
    EXPECT_EQ(first.step, "c");
    EXPECT_EQ(first.short_, false);
    EXPECT_EQ(first.why.key, "why.start");
    EXPECT_EQ(first.why.params.at("title"), "The step c");
    EXPECT_EQ(suggest({}, 5, Country::CN).why.key, "why.body_first");
}

TEST(Recommend, takes_the_short_version_where_the_whole_does_not_fit) {
    const Suggestion brief = suggest({}, 3);
    EXPECT_EQ(brief.step, "c");
    EXPECT_EQ(brief.short_, true);
    EXPECT_EQ(brief.why.key, "why.short");
    EXPECT_EQ(brief.why.params.at("minutes"), "2");
}

TEST(Recommend, goes_on_where_the_person_stopped) {
    EXPECT_EQ(suggest(standing({}, StepName{"know", "b"}), 5).why.key, "why.continue");
    EXPECT_EQ(suggest(standing({}, StepName{"know", "b"}), 5).step, "b");
    EXPECT_EQ(suggest(standing({}, StepName{"know", "b"}), 3).short_, true);
    const Suggestion after = suggest(standing({{"know", "b"}}, StepName{"know", "b"}), 10);
    EXPECT_EQ(after.step, "c");
    EXPECT_EQ(after.why.key, "why.next");
}

TEST(Recommend, with_one_minute_takes_what_fits_anywhere_or_a_pause) {
    EXPECT_EQ(suggest({}, 1).step, "e");
    const Suggestion pause = suggest(standing({{"nights", "e"}}), 1);
    EXPECT_EQ(pause.kind, SuggestionKind::Pause);
    EXPECT_TRUE(pause.pause == "breath" || pause.pause == "feet");
    EXPECT_EQ(pause.why.key, "why.pause");
}

TEST(Recommend, extra_modules_come_after_the_core) {
    const Suggestion last =
        suggest(standing({{"body", "c"}, {"body", "d"}, {"know", "a"}, {"know", "b"}}), 10);
    EXPECT_EQ(last.step, "e");
}

TEST(Recommend, what_is_for_a_hard_hour_comes_to_nobody_unasked) {
    content::Library library;
    for (const auto& [id, minutes, need] :
         {std::tuple{"after-a-hard-conversation", 5.0, "after_hard_event"},
          std::tuple{"settle-lying-down", 5.0, "sleep"}, std::tuple{"ten-steps", 3.0, "energy"}}) {
        content::LibraryText pause;
        pause.id = id;
        pause.minutes = minutes;
        pause.need = {need, "calm"};
        library.pauses.push_back(pause);
    }
    const auto offered =
        recommend({}, library, {}, {.minutes = 5, .country = organisations::Country::GB});
    EXPECT_EQ(offered.pause, "ten-steps");
}

TEST(Recommend, with_everything_done_offers_a_pause_and_says_so) {
    const Standing all =
        standing({{"body", "c"}, {"body", "d"}, {"know", "a"}, {"know", "b"}, {"nights", "e"}});
    const Suggestion done = suggest(all, 3);
    EXPECT_EQ(done.kind, SuggestionKind::Done);
    EXPECT_EQ(done.pause, "settle");
    EXPECT_EQ(done.why.key, "why.done");
    EXPECT_EQ(suggest(all, 2).pause, "senses") << "a minute and a half, for whoever has two";
}

TEST(Recommend, a_pack_without_pauses_still_answers) {
    const Suggestion none = recommend({}, {}, {}, {1, Country::Other});
    EXPECT_EQ(none.kind, SuggestionKind::Done);
    EXPECT_FALSE(none.pause);
}

// Whatever somebody has done, what is suggested fits the time and is not done already.
TEST(Recommend, never_suggests_what_is_done_or_does_not_fit) {
    const std::vector<StepName> all{
        {"body", "c"}, {"body", "d"}, {"know", "a"}, {"know", "b"}, {"nights", "e"}};
    EXPECT_TRUE(rc::check([&] {
        std::vector<StepName> done;
        for (const StepName& one : all)
            if (*rc::gen::arbitrary<bool>()) done.push_back(one);
        std::optional<StepName> last;
        if (*rc::gen::arbitrary<bool>()) last = *rc::gen::elementOf(all);
        const double minutes = *rc::gen::element(1.0, 3.0, 5.0, 10.0);
        const Standing where = standing(done, last);
        const Suggestion given = suggest(where, minutes);
        RC_ASSERT((given.kind == SuggestionKind::Done) == (done.size() == all.size()));
        if (given.kind != SuggestionKind::Step) return;
        RC_ASSERT(!where.is_done(*given.module, *given.step));
        const Outline from = outline();
        const OutlineStep* found = from.find_step(*given.module, *given.step);
        RC_ASSERT(found != nullptr);
        RC_ASSERT((*given.short_ ? *found->short_minutes : found->minutes) <= minutes);
    }));
}

}  // namespace
}  // namespace breather::programmes
