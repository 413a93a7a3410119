#include "features/staff/staff_hashes.h"

#include "engines/storage/key_work.h"

namespace breather::staff {

std::string canonical_name(std::string_view written) {
    std::string out;
    for (const char c : written) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

Hash StaffHashes::keyed(std::string_view purpose, std::initializer_list<BytesView> parts) const {
    storage::PartsHash hash(instance_.subkey("stf_hash"));
    hash.add(bytes_of(purpose));
    for (const auto part : parts) hash.add(part);
    return hash.end();
}

Hash StaffHashes::name(std::string_view sign_in_name) const {
    return keyed("staff/name", {bytes_of(canonical_name(sign_in_name))});
}

Hash StaffHashes::token(BytesView token) const { return keyed("staff/token", {token}); }

Hash StaffHashes::code(std::string_view code) const {
    return keyed("staff/code", {bytes_of(code)});
}

Hash StaffHashes::outside(std::string_view issuer, std::string_view subject) const {
    return keyed("staff/outside", {bytes_of(issuer), bytes_of(subject)});
}

Hash StaffHashes::no_name(const Uuid& staff) const {
    return keyed("staff/no_name", {staff.view()});
}

Hash StaffHashes::way(std::string_view purpose, BytesView way) const {
    return keyed("staff/way", {bytes_of(purpose), way});
}

Hash StaffHashes::guess(std::string_view who) const {
    return keyed("staff/guess", {bytes_of(who)});
}

Hash StaffHashes::request(std::string_view method, std::string_view path,
                          std::string_view body) const {
    return keyed("staff/request", {bytes_of(method), bytes_of(path), bytes_of(body)});
}

std::string StaffHashes::known_mark(const Hash& name) const {
    return to_base64url(keyed("staff/known", {name}));
}

std::string StaffHashes::code_for(const Uuid& by, const Uuid& key) const {
    const Hash hash = keyed("staff/link", {by.view(), key.view()});
    return to_base64url(BytesView(hash).first(24));
}

Uuid StaffHashes::id_for(const Uuid& by, const Uuid& key) const {
    const Hash hash = keyed("staff/row", {by.view(), key.view()});
    return *Uuid::from_bytes(BytesView(hash).first(16));
}

storage::RecordKey StaffHashes::key_of(const Uuid& row) const {
    return {OrgId{}, PersonId{row}, 1, instance_.subkey("stf_seal"), sealer_};
}

storage::Sealed StaffHashes::seal(std::string_view table, std::string_view column, const Uuid& row,
                                  std::string_view text) const {
    return key_of(row).seal({.table = table, .column = column}, text);
}

std::string StaffHashes::open(std::string_view table, std::string_view column, const Uuid& row,
                              const storage::Sealed& sealed) const {
    return key_of(row).open({.table = table, .column = column}, sealed);
}

}  // namespace breather::staff
