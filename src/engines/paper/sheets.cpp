#include "engines/paper/sheets.h"

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <qrencode.h>

#include <cctype>
#include <ctime>
#include <map>
#include <mutex>
#include <stdexcept>

#include "base/ensure.h"

namespace breather::paper {
namespace {

constexpr double points_per_mm = 72 / 25.4;

template <auto free>
struct Freed {
    template <class T>
    void operator()(T* held) const {
        free(held);
    }
};
template <class T, auto free>
using Held = std::unique_ptr<T, Freed<free>>;

cairo_status_t take_bytes(void* file, const unsigned char* bytes, unsigned int size) {
    static_cast<std::string*>(file)->append(reinterpret_cast<const char*>(bytes), size);
    return CAIRO_STATUS_SUCCESS;
}

/// Only this font: what else a machine has must not change what is printed.
FcConfig* only(const std::filesystem::path& font) {
    FcConfig* config = FcConfigCreate();
    const auto* file = reinterpret_cast<const FcChar8*>(font.c_str());
    if (!std::filesystem::exists(font) || FcConfigAppFontAddFile(config, file) != FcTrue) {
        FcConfigDestroy(config);
        throw std::runtime_error("The font " + font.string() +
                                 " is not there. Install the package fonts-wqy-microhei.");
    }
    return config;
}

/// Read once and kept while the program runs: the libraries keep what they found in a font for
/// ever.
struct Font {
    FcConfig* config = nullptr;
    PangoFontMap* map = nullptr;
};

/// They are for one thread at a time.
std::recursive_mutex& fonts_in_use() {
    static auto* const mutex = new std::recursive_mutex;
    return *mutex;
}

const Font& font_at(const std::filesystem::path& file) {
    static auto* const known = new std::map<std::filesystem::path, Font>;
    const std::lock_guard lock(fonts_in_use());
    if (const auto found = known->find(file); found != known->end()) return found->second;
    const Font font{only(file), pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT)};
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(font.map), font.config);
    return known->emplace(file, font).first->second;
}

std::string day_of(Instant made) {
    const std::time_t seconds =
        std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(made));
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

/// The font draws curled quotes as wide as a Chinese sign; beside Latin letters they stand
/// straight.
std::string typed(std::string_view text, bool is_chinese) {
    constexpr std::string_view apostrophe = "\u2019", opening = "\u201c", closing = "\u201d";
    std::string out;
    while (!text.empty()) {
        const bool after_letter =
            !out.empty() && std::isalpha(static_cast<unsigned char>(out.back()));
        if (text.starts_with(apostrophe) && (after_letter || !is_chinese)) {
            out += '\'';
            text.remove_prefix(apostrophe.size());
        } else if (!is_chinese && (text.starts_with(opening) || text.starts_with(closing))) {
            out += '"';
            text.remove_prefix(opening.size());
        } else {
            out += text.front();
            text.remove_prefix(1);
        }
    }
    return out;
}

}  // namespace

struct Sheets::Parts {
    std::unique_lock<std::recursive_mutex> alone{fonts_in_use()};
    std::string file;
    Held<cairo_surface_t, cairo_surface_destroy> surface;
    Held<cairo_t, cairo_destroy> pen;
    Held<PangoContext, g_object_unref> context;
    bool is_chinese = false;

    Held<PangoLayout, g_object_unref> layout_of(const Lines& lines, double points) const {
        Held<PangoLayout, g_object_unref> layout(pango_layout_new(context.get()));
        const Held<PangoFontDescription, pango_font_description_free> font(
            pango_font_description_from_string("WenQuanYi Micro Hei"));
        pango_font_description_set_absolute_size(font.get(), points * PANGO_SCALE);
        pango_layout_set_font_description(layout.get(), font.get());
        pango_layout_set_width(layout.get(),
                               static_cast<int>(lines.width * points_per_mm * PANGO_SCALE));
        pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
        pango_layout_set_line_spacing(layout.get(), 1.15F);
        pango_layout_set_alignment(
            layout.get(), lines.side == Side::Middle ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
        const auto text = typed(lines.text, is_chinese);
        pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
        return layout;
    }
    static double height_of(PangoLayout* layout) {
        int width = 0, height = 0;
        pango_layout_get_size(layout, &width, &height);
        return static_cast<double>(height) / PANGO_SCALE / points_per_mm;
    }
    void rectangle(const Box& box, Ink ink) const {
        cairo_set_source_rgb(pen.get(), ink.red, ink.green, ink.blue);
        cairo_rectangle(pen.get(), box.x * points_per_mm, box.y * points_per_mm,
                        box.width * points_per_mm, box.height * points_per_mm);
    }
};

const std::filesystem::path& Sheets::usual_font() {
    static const std::filesystem::path path = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc";
    return path;
}

Sheets::Sheets(const std::filesystem::path& font, std::string_view title, Instant made)
    : parts_(std::make_unique<Parts>()) {
    Parts& p = *parts_;
    const Font& drawn_with = font_at(font);
    p.surface.reset(cairo_pdf_surface_create_for_stream(
        take_bytes, &p.file, sheet_width * points_per_mm, sheet_height * points_per_mm));
    const std::string called(title);
    cairo_pdf_surface_set_metadata(p.surface.get(), CAIRO_PDF_METADATA_TITLE, called.c_str());
    cairo_pdf_surface_set_metadata(p.surface.get(), CAIRO_PDF_METADATA_CREATE_DATE,
                                   day_of(made).c_str());
    p.pen.reset(cairo_create(p.surface.get()));
    p.context.reset(pango_font_map_create_context(drawn_with.map));
    pango_cairo_context_set_resolution(p.context.get(), 72);
    const Held<cairo_font_options_t, cairo_font_options_destroy> options(
        cairo_font_options_create());
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(p.context.get(), options.get());
    pango_context_set_round_glyph_positions(p.context.get(), FALSE);
    speak(Language::en_GB);
}

Sheets::~Sheets() = default;

void Sheets::next() { cairo_show_page(parts_->pen.get()); }

void Sheets::speak(Language language) {
    parts_->is_chinese = language == Language::zh_Hans;
    pango_context_set_language(parts_->context.get(),
                               pango_language_from_string(parts_->is_chinese ? "zh-cn" : "en-gb"));
}

double Sheets::write(const Lines& lines) {
    const Parts& p = *parts_;
    double points = lines.points;
    auto layout = p.layout_of(lines, points);
    for (; Parts::height_of(layout.get()) > lines.height_max && points > 5; points *= 0.95)
        layout = p.layout_of(lines, points * 0.95);
    cairo_set_source_rgb(p.pen.get(), lines.ink.red, lines.ink.green, lines.ink.blue);
    cairo_move_to(p.pen.get(), lines.x * points_per_mm, lines.y * points_per_mm);
    pango_cairo_show_layout(p.pen.get(), layout.get());
    return Parts::height_of(layout.get());
}

void Sheets::fill(const Box& box, Ink ink) {
    parts_->rectangle(box, ink);
    cairo_fill(parts_->pen.get());
}

void Sheets::frame(const Box& box, Ink ink, bool dashed) {
    cairo_t* pen = parts_->pen.get();
    parts_->rectangle(box, ink);
    const double dashes[] = {4, 4};
    cairo_set_dash(pen, dashes, dashed ? 2 : 0, 0);
    cairo_set_line_width(pen, 0.6);
    cairo_stroke(pen);
}

void Sheets::qr(std::string_view text, double x, double y, double side) {
    const std::string whole(text);
    const Held<QRcode, QRcode_free> code(QRcode_encodeString8bit(whole.c_str(), 0, QR_ECLEVEL_M));
    if (!code) throw std::runtime_error("this address is too long for a QR code: " + whole);
    constexpr int quiet = 4;
    const double unit = side * points_per_mm / (code->width + 2 * quiet);
    fill({x, y, side, side}, {1, 1, 1});
    cairo_t* pen = parts_->pen.get();
    cairo_set_source_rgb(pen, 0, 0, 0);
    for (int row = 0; row < code->width; ++row)
        for (int column = 0; column < code->width; ++column) {
            int run = 0;
            while (column + run < code->width && (code->data[row * code->width + column + run] & 1))
                ++run;
            if (run > 0)
                cairo_rectangle(pen, x * points_per_mm + (column + quiet) * unit,
                                y * points_per_mm + (row + quiet) * unit, run * unit, unit);
            column += run;
        }
    cairo_fill(pen);
}

std::string Sheets::finish() {
    cairo_show_page(parts_->pen.get());
    cairo_surface_finish(parts_->surface.get());
    ensure(cairo_surface_status(parts_->surface.get()) == CAIRO_STATUS_SUCCESS,
           "a PDF could not be written");
    return std::move(parts_->file);
}

}  // namespace breather::paper
