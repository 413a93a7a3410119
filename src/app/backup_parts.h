// What the room of backups is handed from this house.
#pragma once
#include "app/house.h"
#include "engines/storage/instance_key.h"

namespace breather {

struct BackupParts {
    const HouseOptions& options;
    const storage::InstanceKey& instance_key;
    storage::Database& keys;
    storage::Database& data;
    std::shared_ptr<const storage::Sealer> sealer;
    const Clock& clock;
    Random& random;
};
backups::BackupsService::Parts backup_parts(const BackupParts& from);

/// A hash under the instance key: that this installation wrote a manifest.
Hash backup_mark(const storage::InstanceKey& key, BytesView manifest);

}  // namespace breather
