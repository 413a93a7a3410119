#include "support/postgres_cluster.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string_view>

#include "engines/storage/postgres_connection.h"

namespace breather::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* programs = "/usr/lib/postgresql/15/bin";

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

bool on_postgres() {
    const char* wanted = std::getenv("BREATHER_TEST_DATABASE");
    return wanted != nullptr && std::string_view(wanted) == "postgres";
}

PostgresCluster::PostgresCluster(bool synced) : synced_(synced) {
    std::string pattern = (fs::temp_directory_path() / "breather-pg-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    if (::geteuid() == 0) {
        // PostgreSQL refuses to run as root.
        const auto* postgres = ::getpwnam("postgres");
        if (postgres != nullptr &&
            ::chown(folder_.c_str(), postgres->pw_uid, postgres->pw_gid) == 0)
            as_ = "runuser -u postgres -- ";
    }
    if (shell(as_ + programs + "/initdb --no-sync -A trust -U breather -E UTF8 --locale=C -D " +
              (folder_ / "data").string()))
        start();
}

PostgresCluster::~PostgresCluster() {
    if (started_) crash();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

bool PostgresCluster::is_installed() { return fs::exists(programs); }

PostgresCluster& PostgresCluster::shared() {
    static PostgresCluster cluster;
    return cluster;
}

std::string PostgresCluster::what_happened() const {
    return content_of(folder_ / "shell") + content_of(folder_ / "log");
}

std::string PostgresCluster::address(const std::string& database) const {
    return "host=" + folder_.string() + " user=breather dbname=" + database;
}

std::string PostgresCluster::fresh() {
    const auto name = "test_" + std::to_string(++made_);
    storage::PostgresConnection connection(address());
    connection.connect();
    connection.run_script("create database " + name);
    return address(name);
}

void PostgresCluster::crash() {
    shell(as_ + programs + "/pg_ctl -m immediate -D " + (folder_ / "data").string() + " stop");
    started_ = false;
}

void PostgresCluster::start() {
    const auto data = (folder_ / "data").string(), log = (folder_ / "log").string();
    started_ =
        shell(as_ + programs + "/pg_ctl -w -D " + data + " -l " + log + " -o \"-k " +
              folder_.string() + " -c listen_addresses='' -c fsync=" + (synced_ ? "on" : "off") +
              " -c shared_buffers=8MB\" start");
}

bool PostgresCluster::shell(const std::string& command) const {
    // From the folder itself: the user postgres may not be allowed where the test was started.
    return std::system(("cd " + folder_.string() + " && " + command + " >>" +
                        (folder_ / "shell").string() + " 2>&1")
                           .c_str()) == 0;
}

}  // namespace breather::testing
