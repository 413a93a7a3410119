#include "features/organisations/poster.h"

#include <qrencode.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "base/markup.h"

namespace breather::organisations {
namespace {

struct PosterWords {
    std::string_view language, title;
    std::array<std::string_view, 3> promise;
    std::string_view how, or_type, private_network, run_by, for_people_of;
};

// These words stand on paper, not in the app: the server carries them itself.
constexpr PosterWords english{
    "en-GB",
    "One minute",
    {"One minute.", "No account.", "Nobody is told."},
    "Point your phone’s camera here.",
    "or type",
    "Your own network is more private than work Wi-Fi.",
    "Run by ",
    "For people at ",
};
constexpr PosterWords chinese{
    "zh-Hans",
    "一分钟",
    {"一分钟", "不用注册", "不告诉任何人"},
    "用手机相机对准这里。",
    "或输入",
    "用手机流量，比单位的 Wi-Fi 更私密。",
    "运营方：",
    "面向：",
};

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", value);
    return text;
}

std::string line(double y, double size, std::string_view colour, std::string_view text,
                 std::string_view more = {}) {
    std::string out = "<text x=\"105\" y=\"" + number(y) + "\" font-size=\"" + number(size) +
                      "\" fill=\"" + std::string(colour) + "\"";
    if (!more.empty()) out += " " + std::string(more);
    return out + ">" + escaped_in_markup(text) + "</text>\n";
}

/// Long addresses and names are set smaller rather than cut.
double fitting(double size, std::size_t letters, double width) {
    return std::min(size, width / (0.56 * static_cast<double>(std::max<std::size_t>(letters, 1))));
}

std::string without_scheme(const std::string& link) {
    const auto at = link.find("://");
    return at == std::string::npos ? link : link.substr(at + 3);
}

std::string svg(const Poster& poster, const PosterWords& words) {
    constexpr std::string_view ink = "#1e2b2e", soft = "#445256", accent = "#155854";
    const auto link = poster_link(poster);
    const auto shown = without_scheme(link);
    std::string out =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 210 297\" width=\"100%\" "
        "role=\"img\" "
        "text-anchor=\"middle\" font-family=\"Seravek, Ubuntu, Calibri, 'DejaVu Sans', 'PingFang "
        "SC', "
        "'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif\">\n<title>" +
        escaped_in_markup(words.title) +
        "</title>\n<rect width=\"210\" height=\"297\" fill=\"#fffdf9\"/>\n";
    // A cup with a little steam, in one line.
    out +=
        "<g fill=\"none\" stroke=\"#155854\" stroke-width=\"1.4\" stroke-linecap=\"round\" "
        "stroke-linejoin=\"round\"><path d=\"M88 42h30v11a12 12 0 0 1-12 12h-6a12 12 0 0 "
        "1-12-12z\"/>"
        "<path d=\"M118 45h4a5 5 0 0 1 0 11h-4.500\"/><path d=\"M84 69h38\"/>"
        "<path d=\"M98 36c-3-4 3-6 0-10M108 36c-3-4 3-6 0-10\"/></g>\n";
    double y = 92;
    for (const auto& promise : words.promise) {
        out += line(y, 17, ink, promise, "font-weight=\"600\"");
        y += 21;
    }
    out += qr_group(link, 65, 146, 80);
    out += line(236, 6.5, ink, words.how);
    out += line(246, 5, soft, words.or_type);
    out += line(256, fitting(8, shown.size(), 180), accent, shown, "font-weight=\"600\"");
    out += line(268, 5, soft, words.private_network);
    const auto who = std::string(words.for_people_of) + poster.organisation;
    const auto runs = std::string(words.run_by) + poster.operator_name;
    out += line(280, fitting(4.5, who.size(), 185), soft, who);
    out += line(287, fitting(4.5, runs.size(), 185), soft, runs);
    return out + "</svg>\n";
}

}  // namespace

std::string poster_link(const Poster& poster) {
    auto address = poster.address;
    while (!address.empty() && address.back() == '/') address.pop_back();
    return address + "/p/" + poster.code.kept();
}

std::string qr_group(const std::string& text, double x, double y, double side) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
    if (!code) throw std::runtime_error("this address is too long for a QR code: " + text);
    constexpr int quiet = 4;
    const double unit = side / (code->width + 2 * quiet);
    std::string path;
    for (int row = 0; row < code->width; ++row) {
        for (int column = 0; column < code->width; ++column) {
            if ((code->data[row * code->width + column] & 1) == 0) continue;
            int run = 1;
            while (column + run < code->width &&
                   (code->data[row * code->width + column + run] & 1)) {
                ++run;
            }
            path += "M" + std::to_string(column + quiet) + " " + std::to_string(row + quiet) + "h" +
                    std::to_string(run) + "v1h-" + std::to_string(run) + "z";
            column += run;
        }
    }
    return "<g transform=\"translate(" + number(x) + " " + number(y) + ") scale(" + number(unit) +
           ")\" shape-rendering=\"crispEdges\"><path fill=\"#000000\" d=\"" + path + "\"/></g>\n";
}

std::string poster_html(const Poster& poster) {
    const auto& words = poster.language == Language::zh_Hans ? chinese : english;
    return "<!doctype html>\n<html lang=\"" + std::string(words.language) +
           "\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
           "content=\"width=device-width\">\n<title>" +
           escaped_in_markup(words.title) + "</title>\n" + svg(poster, words) + "</html>\n";
}

}  // namespace breather::organisations
