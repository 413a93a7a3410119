// Sheets of A4 that become one PDF. Whoever prints says where things stand, in millimetres from the
// upper left corner; text that is too long is set smaller, never cut.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/language.h"

namespace breather::paper {

inline constexpr double sheet_width = 210, sheet_height = 297;

/// Red, green, blue from 0 to 1.
struct Ink {
    double red = 0, green = 0, blue = 0;
};

enum class Side { Left, Middle };

struct Lines {
    std::string_view text;
    double x = 0, y = 0, width = 0;
    double points = 12;
    Ink ink = {};
    Side side = Side::Left;
    double height_max = sheet_height;  // set smaller until it fits
};

struct Box {
    double x = 0, y = 0, width = 0, height = 0;
};

class Sheets {
  public:
    /// The font that holds both scripts, of Debian's fonts-wqy-microhei.
    static const std::filesystem::path& usual_font();

    /// Throws std::runtime_error, naming the file, when the font is not there. `made` is the date
    /// the file bears.
    Sheets(const std::filesystem::path& font, std::string_view title, Instant made);
    ~Sheets();
    Sheets(const Sheets&) = delete;
    Sheets& operator=(const Sheets&) = delete;

    /// Begins a sheet; the first one is begun already.
    void next();
    /// In which language the lines from now on are.
    void speak(Language language);
    /// How high it came out, in millimetres.
    double write(const Lines& lines);
    void fill(const Box& box, Ink ink);
    void frame(const Box& box, Ink ink, bool dashed = false);
    /// A QR code with sides of `side` millimetres, quiet zone included.
    void qr(std::string_view text, double x, double y, double side);

    /// The file. Nothing can be written afterwards.
    std::string finish();

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace breather::paper
