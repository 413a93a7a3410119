#include "engines/storage/postgres_opening.h"

#include <libpq-fe.h>

#include "engines/storage/filling.h"
#include "engines/storage/postgres_connection.h"

namespace breather::storage {
namespace {

constexpr std::string_view unlock_schema = "select pg_advisory_unlock(7093843832301184370)";

/// Only PostgreSQL knows of these.
constexpr Statement which_database{
    "which_database",
    "select cast(c.system_identifier as text) || ' ' || cast(d.oid as text) "
    "from pg_control_system() c, pg_database d where d.datname = current_database()"};

void connect_or_say(PostgresConnection& connection) {
    try {
        connection.connect();
    } catch (const PostgresError& error) {
        throw std::runtime_error(std::string("PostgreSQL does not answer: ") + error.what());
    }
}

std::string identity_of(const std::string& address) {
    PostgresConnection connection(address);
    connect_or_say(connection);
    return connection.find<std::string>(which_database).value();
}

/// Held by its connection: a server that dies lets go of it.
class SchemaLock {
  public:
    explicit SchemaLock(const std::string& address) : connection_(address) {
        connect_or_say(connection_);
        connection_.run_script(lock_schema);
    }
    ~SchemaLock() {
        try {
            connection_.run_script(unlock_schema);
        } catch (const std::exception&) {
            connection_.disconnect();  // which lets go of it as well
        }
    }
    void refuse_unfinished_filling() const {
        if (PostgresFilling::is_unfinished(connection_)) throw UnfinishedFilling();
    }
    SchemaLock(const SchemaLock&) = delete;
    SchemaLock& operator=(const SchemaLock&) = delete;

  private:
    mutable PostgresConnection connection_;
};

}  // namespace

std::string postgres_address_fault(const std::string& address) {
    const auto free_options = [](PQconninfoOption* options) { PQconninfoFree(options); };
    char* why = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(free_options)> options(
        PQconninfoParse(address.c_str(), &why), free_options);
    PQfreemem(why);  // it may repeat what was written, and with it a password
    if (!options)
        return "must be a PostgreSQL connection string, such as "
               "\"host=/run/postgresql dbname=breather\".";
    bool names_database = false;
    for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
        const std::string_view keyword = option->keyword;
        if (option->val == nullptr || *option->val == '\0') continue;
        if (keyword == "password" || keyword == "sslpassword")
            return "must not hold a password. Name a file with passfile=, or a service with "
                   "service=.";
        names_database |= keyword == "dbname" || keyword == "service";
    }
    return names_database ? "" : "must name its database with dbname= (or service=).";
}

bool is_same_postgres(const std::string& one, const std::string& other) {
    return identity_of(one) == identity_of(other);
}

std::unique_ptr<PostgresDatabase> open_postgres(PostgresOptions options,
                                                std::span<const Migration> migrations) {
    const SchemaLock lock(options.address);
    lock.refuse_unfinished_filling();
    auto database = std::make_unique<PostgresDatabase>(std::move(options));
    migrate(*database, Dialect::Postgres, migrations);
    return database;
}

}  // namespace breather::storage
