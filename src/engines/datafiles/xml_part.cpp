#include "engines/datafiles/xml_part.h"

#include <libxml/parser.h>

#include <exception>
#include <memory>

#include "engines/datafiles/unreadable.h"

namespace breather::datafiles {
namespace {

struct State {
    XmlWalk& walk;
    xmlParserCtxtPtr parser = nullptr;
    Attributes attributes = {};
    std::exception_ptr thrown = {};
    bool refused = false;  // a document type: no workbook has one
};

std::string_view view(const xmlChar* text) {
    return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view{};
}

/// What a walk throws must not pass through the C code between.
template <class Work>
void guarded(void* context, Work&& work) {
    auto& state = *static_cast<State*>(context);
    if (state.thrown) return;
    try {
        work(state);
    } catch (...) {
        state.thrown = std::current_exception();
        xmlStopParser(state.parser);
    }
}

void on_begin(void* context, const xmlChar* name, const xmlChar*, const xmlChar*, int,
              const xmlChar**, int count, int, const xmlChar** attributes) {
    guarded(context, [&](State& state) {
        state.attributes.clear();
        for (int i = 0; i < count; ++i) {
            const xmlChar** one = attributes + std::ptrdiff_t{5} * i;
            const auto* from = reinterpret_cast<const char*>(one[3]);
            const auto* to = reinterpret_cast<const char*>(one[4]);
            state.attributes.emplace_back(
                view(one[0]), std::string_view(from, static_cast<std::size_t>(to - from)));
        }
        state.walk.begin(view(name), state.attributes);
    });
}

void on_end(void* context, const xmlChar* name, const xmlChar*, const xmlChar*) {
    guarded(context, [&](State& state) { state.walk.end(view(name)); });
}

void on_text(void* context, const xmlChar* text, int size) {
    guarded(context, [&](State& state) {
        state.walk.text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
    });
}

void on_document_type(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
    auto& state = *static_cast<State*>(context);
    state.refused = true;
    xmlStopParser(state.parser);
}

void say_nothing(void*, xmlErrorPtr) {}

xmlSAXHandler handlers() {
    xmlSAXHandler out{};
    out.initialized = XML_SAX2_MAGIC;
    out.startElementNs = on_begin;
    out.endElementNs = on_end;
    out.characters = on_text;
    out.cdataBlock = on_text;
    out.internalSubset = on_document_type;
    out.serror = say_nothing;
    return out;
}

}  // namespace

std::string_view attribute(const Attributes& all, std::string_view name) {
    for (const auto& [own, value] : all)
        if (own == name) return value;
    return {};
}

void walk(std::string_view archive, const ZipEntry& part, XmlWalk& walk) {
    State state{walk};
    xmlSAXHandler calls = handlers();
    const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(
        xmlCreatePushParserCtxt(&calls, &state, nullptr, 0, nullptr), xmlFreeParserCtxt);
    if (!parser) throw std::bad_alloc();
    state.parser = parser.get();
    xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET | XML_PARSE_COMPACT);
    bool ended = true;
    unpack(archive, part, [&](std::string_view piece) {
        const int fault =
            xmlParseChunk(parser.get(), piece.data(), static_cast<int>(piece.size()), 0);
        ended = fault == 0 && !walk.is_done();
        return ended;
    });
    if (state.thrown) std::rethrow_exception(state.thrown);
    if (walk.is_done()) return;
    if (ended) ended = xmlParseChunk(parser.get(), nullptr, 0, 1) == 0;
    if (state.thrown) std::rethrow_exception(state.thrown);
    if (!ended || state.refused || !parser->wellFormed)
        throw Unreadable("Its part " + part.name +
                         " is damaged or cut short. Copy it again, or save it once more.");
}

}  // namespace breather::datafiles
