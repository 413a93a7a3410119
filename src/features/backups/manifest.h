// What a backup says of itself: in clear beside it, and sealed at its end, where it is believed.
#pragma once
#include "features/backups/records.h"

namespace breather::backups {

struct Manifest {
    Head head;
    std::string instance;  // which installation
    std::vector<storage::Ran> schema;
    std::vector<Part> tables, files;
    std::string audit_head;  // hex; empty where nothing is audited yet
    std::string mark;        // hash under the instance key: that this installation wrote it

    std::int64_t rows() const;
};

std::string manifest_text(const Manifest& manifest);
/// Everything but the mark, which is made of it.
std::string text_to_mark(const Manifest& manifest);
/// Throws BadFile.
Manifest read_manifest(std::string_view text);

std::string schema_text(const std::vector<storage::Ran>& schema);
std::vector<storage::Ran> read_schema(std::string_view text);

/// "2026-11-21T02:30:00Z", for people.
std::string time_text(Instant instant);

}  // namespace breather::backups
