// Any bytes where a person types or a browser hands back: names, codes, cookies, ids. What is read
// is written and read again to the same.
#include <cstdint>

#include "base/bytes.h"
#include "base/ensure.h"
#include "base/id.h"
#include "base/text.h"
#include "engines/web/request.h"
#include "features/accounts/known_device.h"
#include "features/accounts/link_code.h"
#include "features/accounts/name.h"
#include "features/exercises/sealed_value.h"
#include "features/organisations/code.h"

using namespace breather;

namespace {

void read_codes(std::string_view typed) {
    if (const auto code = accounts::LinkCode::read(typed)) {
        ensure(code->str().size() == accounts::LinkCode::length, "a link code is whole");
        ensure(accounts::LinkCode::read(code->str()) == code, "a link code reads itself");
    }
    if (const auto code = organisations::Code::read(typed)) {
        ensure(organisations::Code::read(code->printed()) == code, "a poster's code reads itself");
        ensure(organisations::Code::read(code->kept()) == code, "and as it is kept");
    }
}

void read_name(std::string_view typed) {
    const auto once = accounts::canonical(typed);
    ensure(once.size() <= typed.size(), "a canonical name grows no longer");
    if (!is_utf8(typed)) return;  // it never is: names are Text
    ensure(is_utf8(once), "and stays text");
    ensure(accounts::canonical(once) == once, "and stays as it is");
}

void read_cookies(std::string_view held) {
    web::Request request(web::Method::Get, "/");
    request.add_header("cookie", held);
    for (const auto* name : {"__Host-breather", "__Host-known", "a", ""}) request.cookie(name);
    if (const auto device = accounts::KnownDevice::read(held)) {
        const auto again = accounts::KnownDevice::read(device->cookie());
        ensure(again && again->cookie() == device->cookie(), "a known device reads itself");
        ensure(device->id().size() == 16, "and has an id");
    }
}

void read_ids(std::string_view given) {
    if (const auto id = Uuid::parse(given))
        ensure(Uuid::parse(id->text())->text() == id->text(), "an id reads itself");
    if (const auto bytes = from_base64url(given)) {
        ensure(to_base64url(*bytes) == given, "base64url has one way to write");
        exercises::is_sealed(*bytes);
    }
    if (const auto bytes = from_hex(given))
        ensure(from_hex(to_hex(*bytes)) == bytes, "hex reads itself");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read_codes(bytes);
    read_name(bytes);
    read_cookies(bytes);
    read_ids(bytes);
    return 0;
}
