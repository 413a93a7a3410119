// A PostgreSQL 15 of its own in a temporary folder: no network, gone afterwards.
#pragma once
#include <filesystem>
#include <string>

namespace breather::testing {

/// Whether data and keys of this run stand in PostgreSQL.
bool on_postgres();

class PostgresCluster {
  public:
    /// `synced`: commits survive a crash of the machine, as in service; slower.
    explicit PostgresCluster(bool synced = false);
    ~PostgresCluster();
    PostgresCluster(const PostgresCluster&) = delete;
    PostgresCluster& operator=(const PostgresCluster&) = delete;

    static bool is_installed();
    /// One for the whole test program, started when it is first asked for.
    static PostgresCluster& shared();

    bool is_there() const { return started_; }
    std::string what_happened() const;
    /// A libpq connection string to a database of this cluster.
    std::string address(const std::string& database = "postgres") const;
    /// An empty database with a name nobody else has.
    std::string fresh();

    /// As when the machine loses its power, and comes back.
    void crash();
    void start();

  private:
    bool shell(const std::string& command) const;

    std::filesystem::path folder_;
    std::string as_;
    bool synced_;
    bool started_ = false;
    int made_ = 0;
};

}  // namespace breather::testing
