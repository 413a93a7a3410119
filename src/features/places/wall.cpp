#include "features/places/wall.h"

#include <algorithm>
#include <set>

#include "engines/paper/sheets.h"

namespace breather::places {
namespace {

using content::LibraryText;
using paper::Ink;
using paper::Sheets;
using paper::Side;

constexpr Ink ink{0.118, 0.169, 0.18}, soft{0.267, 0.322, 0.337}, accent{0.082, 0.345, 0.329},
    wash{0.906, 0.945, 0.937}, line{0.72, 0.76, 0.76};

// These words stand on paper, not in the app: the server carries them itself.
struct WallWords {
    std::string_view title, minutes_before, minutes_after, minute_after, camera, nobody, network,
        run_by, for_people_of, cut;
    double step_points;  // so that a step of the usual length keeps to one line
};
constexpr WallWords english{
    "Pauses for the wall",
    "",
    " minutes",
    " minute",
    "With your phone, if you like:",
    "No account. Only how often this wall was used is counted, by week.",
    "Your own network is more private than work Wi-Fi.",
    "Run by ",
    "For people at ",
    "Pocket cards. Cut along the lines; they fit behind a badge.",
    22,
};
constexpr WallWords chinese{
    "墙上的小憩",
    "",
    " 分钟",
    " 分钟",
    "想用手机也可以：",
    "不用注册。只按周记这面墙用过几次，不记是谁。",
    "用手机流量，比单位的 Wi-Fi 更私密。",
    "运营方：",
    "面向：",
    "口袋卡，沿虚线剪下，可放在胸牌后面。",
    26,
};

const WallWords& words_of(Language language) {
    return language == Language::zh_Hans ? chinese : english;
}

std::string minutes_text(const LibraryText& pause, const WallWords& words) {
    const bool whole = pause.minutes == static_cast<double>(static_cast<int>(pause.minutes));
    auto number = std::to_string(static_cast<int>(pause.minutes));
    if (!whole) number += ".5";
    return number + std::string(pause.minutes == 1 ? words.minute_after : words.minutes_after);
}

std::string without_scheme(const std::string& link) {
    const auto at = link.find("://");
    return at == std::string::npos ? link : link.substr(at + 3);
}

constexpr double left = 20, width = 170;

/// The steps, each with its number; says where they end.
double write_steps(Sheets& sheets, const LibraryText& pause, double points, double y, double room) {
    const double each = room / static_cast<double>(std::max<std::size_t>(pause.card.size(), 1));
    double at = y;
    int number = 0;
    for (const std::string& step : pause.card) {
        sheets.write({.text = std::to_string(++number),
                      .x = left,
                      .y = at,
                      .width = 12,
                      .points = points,
                      .ink = accent});
        const auto high = sheets.write({.text = step,
                                        .x = left + 14,
                                        .y = at,
                                        .width = width - 14,
                                        .points = points,
                                        .ink = ink,
                                        .height_max = each - 2});
        at += std::min(each, high + 9);
    }
    return at;
}

/// The lower part: a picture for a phone, and what happens with it.
void write_foot(Sheets& sheets, const Wall& wall, const LibraryText& pause,
                const WallWords& words) {
    constexpr double top = 218, side = 46, right = left + side + 6;
    sheets.frame({left, top - 5, width, 0.001}, line);
    const auto link = sheet_link(wall, pause);
    sheets.qr(link, left - 3, top - 3, side);
    double y = top;
    const auto says = [&](std::string_view text, double points, Ink colour) {
        y += sheets.write({.text = text,
                           .x = right,
                           .y = y,
                           .width = width - side - 6,
                           .points = points,
                           .ink = colour,
                           .height_max = 13}) +
             1.8;
    };
    says(words.camera, 14, ink);
    says(without_scheme(link), 12, accent);
    says(words.nobody, 11, soft);
    says(words.network, 11, soft);
    sheets.write({.text = pause.risks,
                  .x = left,
                  .y = 265,
                  .width = width,
                  .points = 11,
                  .ink = soft,
                  .height_max = 11});
    const auto who = std::string(words.for_people_of) + wall.organisation + "  ·  " +
                     std::string(words.run_by) + wall.operator_name;
    sheets.write({.text = who,
                  .x = left,
                  .y = 280,
                  .width = width,
                  .points = 9,
                  .ink = soft,
                  .height_max = 8});
}

void write_sheet(Sheets& sheets, const Wall& wall, const LibraryText& pause,
                 const WallWords& words) {
    sheets.fill({0, 0, paper::sheet_width, 12}, wash);
    double y = 24;
    y += sheets.write({.text = minutes_text(pause, words),
                       .x = left,
                       .y = y,
                       .width = width,
                       .points = 15,
                       .ink = accent}) +
         3;
    y += sheets.write({.text = pause.title,
                       .x = left,
                       .y = y,
                       .width = width,
                       .points = 42,
                       .ink = ink,
                       .height_max = 36}) +
         3;
    y += sheets.write({.text = pause.summary,
                       .x = left,
                       .y = y,
                       .width = width,
                       .points = 17,
                       .ink = soft,
                       .height_max = 22}) +
         9;
    const double ends = write_steps(sheets, pause, words.step_points, y, 192 - y);
    sheets.write({.text = pause.when,
                  .x = left,
                  .y = std::max(ends + 3, 190.0),
                  .width = width,
                  .points = 13,
                  .ink = accent,
                  .height_max = 14});
    write_foot(sheets, wall, pause, words);
}

void write_card(Sheets& sheets, const Wall& wall, const LibraryText& pause, double x, double y,
                double wide, double high) {
    sheets.frame({x, y, wide, high}, line, true);
    constexpr double edge = 4, side = 21;
    double at = y + edge;
    at += sheets.write({.text = pause.title,
                        .x = x + edge,
                        .y = at,
                        .width = wide - 2 * edge,
                        .points = 13,
                        .ink = accent,
                        .height_max = 11}) +
          1.5;
    std::string steps;
    for (const std::string& step : pause.card) steps += (steps.empty() ? "" : "\n") + step;
    sheets.write({.text = steps,
                  .x = x + edge,
                  .y = at,
                  .width = wide - 2 * edge - side - 1,
                  .points = 10,
                  .ink = ink,
                  .height_max = y + high - edge - at});
    sheets.qr(sheet_link(wall, pause), x + wide - side - 2, y + high - side - 2, side);
}

void write_cards(Sheets& sheets, const Wall& wall, const WallIn& in) {
    constexpr double wide = 90, high = 62, from_left = 15, from_top = 22;
    sheets.write({.text = words_of(in.language).cut,
                  .x = from_left,
                  .y = 11,
                  .width = 180,
                  .points = 11,
                  .ink = soft});
    for (std::size_t i = 0; i < in.pauses.size(); ++i)
        write_card(sheets, wall, in.pauses[i], from_left + wide * static_cast<double>(i % 2),
                   from_top + high * static_cast<double>(i / 2), wide, high);
}

}  // namespace

std::vector<LibraryText> chosen_for_a_wall(const std::vector<LibraryText>& all) {
    std::vector<LibraryText> chosen, others;
    std::set<std::string> needs;
    for (const LibraryText& pause : all) {
        if (pause.minutes > 2 || pause.sound || pause.posture == "lying" || pause.card.empty())
            continue;
        const bool is_new = !pause.need.empty() && needs.insert(pause.need.front()).second;
        (is_new ? chosen : others).push_back(pause);
    }
    chosen.insert(chosen.end(), others.begin(), others.end());
    if (chosen.size() > sheets_max) chosen.resize(sheets_max);
    return chosen;
}

std::string sheet_link(const Wall& wall, const LibraryText& pause) {
    auto address = wall.address;
    while (!address.empty() && address.back() == '/') address.pop_back();
    return address + "/w/" + SheetCode{wall.place, tag_of(pause.id)}.kept();
}

std::string print(const Wall& wall) {
    const auto& first = wall.languages.empty() ? english : words_of(wall.languages[0].language);
    Sheets sheets(Sheets::usual_font(), first.title, wall.made_at);
    bool begun = false;
    const auto begin = [&] {
        if (begun) sheets.next();
        begun = true;
    };
    for (const WallIn& in : wall.languages) {
        sheets.speak(in.language);
        for (const LibraryText& pause : in.pauses) {
            begin();
            write_sheet(sheets, wall, pause, words_of(in.language));
        }
        begin();
        write_cards(sheets, wall, in);
    }
    return sheets.finish();
}

}  // namespace breather::places
