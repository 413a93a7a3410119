// The only SQL about what the site's clinicians signed.
#pragma once
#include <map>
#include <vector>

#include "engines/storage/database.h"
#include "features/content/sign_off.h"

namespace breather::content::store {

void add_signature(storage::Transaction& tx, std::string_view pack, const Signature& signature);

/// By the item's name, the oldest first.
using Signatures = std::map<std::string, std::vector<Signature>, std::less<>>;
Signatures list_signatures(storage::Reader& reader, std::string_view pack);

}  // namespace breather::content::store
