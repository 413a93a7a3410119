#include "features/study_reports/svg.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/markup.h"

namespace breather::study_reports {
namespace {

constexpr double line_height = 16;

std::string short_number(double value) {
    std::array<char, 40> room;
    const auto end =
        std::to_chars(room.data(), room.data() + room.size(), std::round(value * 100) / 100 + 0.0);
    return {room.data(), end.ptr};
}

std::string attribute(std::string_view name, double value) {
    return " " + std::string(name) + "=\"" + short_number(value) + "\"";
}

std::string of_kind(std::string_view kind) {
    return kind.empty() ? "" : " class=\"" + std::string(kind) + "\"";
}

}  // namespace

Svg::Svg(double width, double height, std::string title, std::string description)
    : head_("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " +
            short_number(width) + " " + short_number(height) + "\" class=\"" +
            (width < 500 ? "slim" : "broad") + "\"" + attribute("width", width) + "><title>" +
            escaped_in_markup(title) + "</title><desc>" + escaped_in_markup(description) +
            "</desc>\n") {}

void Svg::text(double x, double y, std::string_view text, Anchor anchor, std::string_view kind) {
    const char* const names[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
    body_ += "<text" + attribute("x", x) + attribute("y", y) + names[static_cast<int>(anchor)] +
             of_kind(kind) + ">" + escaped_in_markup(text) + "</text>\n";
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view kind) {
    body_ += "<line" + attribute("x1", x1) + attribute("y1", y1) + attribute("x2", x2) +
             attribute("y2", y2) + of_kind(kind) + "/>\n";
}

void Svg::box(double x, double y, double width, double height, std::string_view kind) {
    body_ += "<rect" + attribute("x", x) + attribute("y", y) + attribute("width", width) +
             attribute("height", height) + of_kind(kind) + "/>\n";
}

void Svg::dot(double x, double y, double radius, std::string_view kind) {
    body_ += "<circle" + attribute("cx", x) + attribute("cy", y) + attribute("r", radius) +
             of_kind(kind) + "/>\n";
}

void Svg::path(const std::vector<Point>& points, std::string_view kind) {
    std::string way;
    for (const auto& point : points)
        way += (way.empty() ? "M" : "L") + short_number(point.x) + " " + short_number(point.y);
    body_ += "<path d=\"" + way + "\"" + of_kind(kind) + "/>\n";
}

void Svg::shape(const std::vector<Point>& corners, std::string_view kind) {
    std::string way;
    for (const auto& point : corners)
        way += (way.empty() ? "M" : "L") + short_number(point.x) + " " + short_number(point.y);
    body_ += "<path d=\"" + way + "Z\"" + of_kind(kind) + "/>\n";
}

void Svg::lines(double x, double y, const std::vector<std::string>& lines, Anchor anchor,
                std::string_view kind) {
    double at = y + 5 - line_height * (double(lines.size()) - 1) / 2;
    for (const auto& line : lines) {
        text(x, at, line, anchor, kind);
        at += line_height;
    }
}

std::string Svg::finished() const { return head_ + body_ + "</svg>"; }

double width_of(std::string_view text) {
    double out = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0) == 0x80) continue;  // the rest of a sign
        out += byte >= 0xE3 ? 13.5 : 8;
    }
    return out;
}

namespace {

/// The signs of a text: whole UTF-8 sequences.
std::vector<std::string> signs_of(std::string_view text) {
    std::vector<std::string> out;
    for (const char c : text) {
        const bool rest = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
        if (rest && !out.empty())
            out.back() += c;
        else
            out.emplace_back(1, c);
    }
    return out;
}

bool is_wide(const std::string& sign) { return static_cast<unsigned char>(sign[0]) >= 0xE3; }

/// A sign that may not begin a line, as Chinese sets it.
bool clings(const std::string& sign) {
    for (const char* each : {"，", "。", "：", "；", "）", "、", "？", "！", "”"})
        if (sign == each) return true;
    return false;
}

/// What holds together: a word with the blank after it, or one Chinese sign.
std::vector<std::string> pieces_of(std::string_view text) {
    std::vector<std::string> out;
    bool open = false;
    for (const auto& sign : signs_of(text)) {
        const bool wide = is_wide(sign);
        if (open && !wide)
            out.back() += sign;
        else if (!out.empty() && clings(sign))
            out.back() += sign;
        else
            out.push_back(sign);
        open = !wide && sign != " ";
    }
    return out;
}

void shorten(std::string& line, double width) {
    auto signs = signs_of(line);
    while (!signs.empty() && width_of(line) + 9 > width) {
        signs.pop_back();
        line.clear();
        for (const auto& sign : signs) line += sign;
    }
    line += "…";
}

}  // namespace

std::vector<std::string> wrapped(std::string_view text, double width, std::size_t most) {
    std::vector<std::string> out(1);
    bool cut = false;
    for (const auto& piece : pieces_of(text)) {
        const bool fits = width_of(out.back()) + width_of(piece) <= width || out.back().empty();
        if (!fits && out.size() == most) {
            cut = true;
            break;
        }
        if (!fits) out.emplace_back();
        out.back() += piece;
    }
    for (auto& line : out) {
        while (line.ends_with(' ')) line.pop_back();
        if (width_of(line) > width + 8) shorten(line, width);
    }
    if (cut) shorten(out.back(), width);
    return out;
}

double Scale::at(double value) const {
    const double share = log ? (std::log(value) - std::log(from)) / (std::log(to) - std::log(from))
                             : (value - from) / (to - from);
    return left + (std::isfinite(share) ? share : 0.5) * (right - left);
}

std::vector<double> ticks(double from, double to, bool log) {
    std::vector<double> out;
    if (log) {
        const bool wide = std::log10(to / from) > 3;
        for (double ten = std::pow(10, std::floor(std::log10(from))); ten <= to; ten *= 10)
            for (const double step : {1.0, 2.0, 5.0})
                if (ten * step >= from * 0.999 && ten * step <= to * 1.001 && (!wide || step == 1))
                    out.push_back(ten * step);
        return out;
    }
    const double rough = (to - from) / 5, ten = std::pow(10, std::floor(std::log10(rough)));
    const double step = ten * (rough / ten < 1.5   ? 1
                               : rough / ten < 3.5 ? 2
                               : rough / ten < 7.5 ? 5
                                                   : 10);
    const double first = std::ceil(from / step - 1e-9) * step;
    for (int i = 0; i < 20; ++i) {
        const double value = first + i * step;
        if (!std::isfinite(value) || value > to + step * 1e-9) break;
        out.push_back(std::abs(value) < step * 1e-9 ? 0 : value);
        if (value + step == value) break;  // too large to be told from the next
    }
    return out;
}

}  // namespace breather::study_reports
