#include "engines/storage/postgres_standing.h"

#include <boost/describe/class.hpp>

#include "engines/storage/postgres_connection.h"

namespace breather::storage {
namespace {

struct Row {
    std::string version_number, version, synchronous_commit, standbys, syncs;
};
BOOST_DESCRIBE_STRUCT(Row, (), (version_number, version, synchronous_commit, standbys, syncs))

constexpr Statement select_standing{
    "select_standing",
    "select current_setting('server_version_num') as version_number, "
    "current_setting('server_version') as version, "
    "current_setting('synchronous_commit') as synchronous_commit, "
    "current_setting('synchronous_standby_names') as standbys, "
    "current_setting('fsync') as syncs"};

}  // namespace

PostgresStanding ask_standing(const std::string& address) {
    PostgresConnection connection(address);
    connection.connect();
    const auto row = connection.find<Row>(select_standing).value();
    return {.version_number = std::stoll(row.version_number),
            .version = row.version.substr(0, row.version.find(' ')),
            .synchronous_commit = row.synchronous_commit,
            .standbys = row.standbys,
            .syncs = row.syncs == "on"};
}

}  // namespace breather::storage
