#include "engines/storage/postgres_connection.h"

#include <libpq-fe.h>

#include <array>

#include "base/refusal.h"
#include "engines/storage/migrations.h"

namespace breather::storage {
namespace {

constexpr Oid type_bytes = 17, type_whole = 20, type_text = 25, type_id = 2950;
constexpr int binary = 1;

/// Sixty-four bits in network order, as PostgreSQL sends them.
std::array<char, 8> to_network(std::int64_t value) {
    std::array<char, 8> out{};
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (56 - 8 * i));
    return out;
}

class PostgresColumns final : public Columns {
  public:
    PostgresColumns(const PGresult* result, bool names_are_new)
        : result_(result), names_are_new_(names_are_new) {}
    void go_to(int row, bool names_are_new) {
        row_ = row;
        names_are_new_ = names_are_new;
    }

    int count() const override { return PQnfields(result_); }
    std::string_view name(int column) const override { return PQfname(result_, column); }
    bool is_null(int column) const override { return PQgetisnull(result_, row_, column) != 0; }
    std::int64_t whole(int column) const override {
        expect(column, type_whole);
        std::uint64_t value = 0;
        for (const auto byte : bytes_of(raw(column))) value = value << 8 | byte;
        return static_cast<std::int64_t>(value);
    }
    std::string_view text(int column) const override {
        expect(column, type_text);
        return raw(column);
    }
    BytesView bytes(int column) const override {
        if (type(column) != type_id) expect(column, type_bytes);
        return bytes_of(raw(column));
    }
    bool names_are_new() const override { return names_are_new_; }

  private:
    Oid type(int column) const { return PQftype(result_, column); }
    std::string_view raw(int column) const {
        return {PQgetvalue(result_, row_, column),
                static_cast<std::size_t>(PQgetlength(result_, row_, column))};
    }
    void expect(int column, Oid wanted) const {
        if (type(column) != wanted)
            throw BadRow("column " + std::string(name(column)) +
                         " holds another type than is read");
    }
    const PGresult* result_;
    int row_ = 0;
    bool names_are_new_;
};

}  // namespace

void PostgresConnection::Clear::operator()(pg_result* result) const { PQclear(result); }

PostgresConnection::PostgresConnection(std::string address, std::string opening)
    : address_(std::move(address)), opening_(std::move(opening)) {}

PostgresConnection::~PostgresConnection() { disconnect(); }

void PostgresConnection::disconnect() {
    PQfinish(handle_);
    handle_ = nullptr;
    prepared_.clear();
    unheard_.clear();
}

bool PostgresConnection::is_connected() const {
    return handle_ != nullptr && PQstatus(handle_) == CONNECTION_OK;
}

void PostgresConnection::connect() {
    if (is_connected()) return;
    disconnect();
    handle_ = PQconnectdb(address_.c_str());
    if (!is_connected()) throw_loss();
    // What it would only tell us (a table that exists already) is not for our log.
    PQsetNoticeProcessor(
        handle_, [](void*, const char*) {}, nullptr);
    if (!opening_.empty()) run_script(opening_);
}

void PostgresConnection::throw_loss() const { throw PostgresError("", PQerrorMessage(handle_)); }

int PostgresConnection::socket() const { return PQsocket(handle_); }

void PostgresConnection::forget_notices() {
    if (PQconsumeInput(handle_) == 0) throw_loss();
    while (PGnotify* notice = PQnotifies(handle_)) PQfreemem(notice);
}

bool PostgresConnection::in_good_transaction() const {
    return is_connected() && PQtransactionStatus(handle_) == PQTRANS_INTRANS;
}

bool PostgresConnection::in_transaction() const {
    return is_connected() && PQtransactionStatus(handle_) != PQTRANS_IDLE;
}

void PostgresConnection::refuse_failed(const Result& result, std::string_view doing) const {
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
    const char* told = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    const std::string state = told == nullptr ? "" : told;
    if (state == "53100") throw Refusal::storage_full();
    if (state == "57014") throw Refusal::unavailable("storage.slow", std::chrono::seconds{1});
    std::string says = "PostgreSQL, ";
    says.append(doing).append(": ");
    says.append(result ? PQresultErrorMessage(result.get()) : PQerrorMessage(handle_));
    throw PostgresError(state, says);
}

PostgresConnection::Prepared& PostgresConnection::prepare(const Statement& statement) {
    auto& slot = prepared_[statement.sql.data()];
    if (!slot.name.empty() && slot.sql == statement.sql) return slot;
    hear_all();  // or a failure before it would keep it from being prepared
    slot = {"", std::string(statement.sql), std::string(statement.name), true};
    const auto name = "s" + std::to_string(++prepared_count_);
    const auto sql = in_dialect(Dialect::Postgres, statement.sql);
    use_pipeline();
    if (PQsendPrepare(handle_, name.c_str(), sql.c_str(), 0, nullptr) != 1) throw_loss();
    unheard_.push_back(&slot);
    hear_all();
    slot.name = name;
    return slot;
}

PostgresConnection::Prepared& PostgresConnection::post(const Statement& statement,
                                                       std::span<const Parameter> parameters) {
    auto& prepared = prepare(statement);
    const auto count = parameters.size();
    std::vector<std::array<char, 8>> wholes(count);
    std::vector<const char*> values(count);
    std::vector<int> lengths(count), formats(count, binary);
    for (std::size_t i = 0; i < count; ++i) {
        const auto point_to = [&](const char* data, std::size_t size) {
            values[i] = size == 0 ? "" : data;
            lengths[i] = static_cast<int>(size);
        };
        if (const auto* whole = std::get_if<std::int64_t>(&parameters[i])) {
            wholes[i] = to_network(*whole);
            point_to(wholes[i].data(), wholes[i].size());
        } else if (const auto* text = std::get_if<std::string_view>(&parameters[i])) {
            point_to(text->data(), text->size());
        } else if (const auto* bytes = std::get_if<BytesView>(&parameters[i])) {
            const auto view = text_of(*bytes);
            point_to(view.data(), view.size());
        }
    }
    use_pipeline();
    if (PQsendQueryPrepared(handle_, prepared.name.c_str(), static_cast<int>(count), values.data(),
                            lengths.data(), formats.data(), binary) != 1)
        throw_loss();
    unheard_.push_back(&prepared);
    return prepared;
}

void PostgresConnection::end_segment() {
    if (PQpipelineSync(handle_) != 1) throw_loss();
    unheard_.push_back(nullptr);
}

void PostgresConnection::use_pipeline() {
    if (PQpipelineStatus(handle_) == PQ_PIPELINE_OFF && PQenterPipelineMode(handle_) != 1)
        throw_loss();
}

/// Scripts and copies do not go in a pipeline.
void PostgresConnection::leave_pipeline() {
    hear_all();
    if (PQexitPipelineMode(handle_) != 1) throw_loss();
}

void PostgresConnection::leave() {
    if (!unheard_.empty()) end_segment();
}

void PostgresConnection::hear_all() { hear(); }

void PostgresConnection::forget_unheard() {
    try {
        hear_all();
    } catch (const std::exception&) {
        // Whoever comes next asks how the transaction stands.
    }
}

PostgresConnection::Result PostgresConnection::hear() {
    if (unheard_.empty()) return {};
    end_segment();
    Result last;
    std::exception_ptr fault;
    for (const auto* each : unheard_) {
        Result result(PQgetResult(handle_));
        if (each == nullptr) continue;
        try {
            if (!fault) {
                refuse_failed(result, each->statement);
                ++answered_;
            }
        } catch (...) {
            fault = std::current_exception();
        }
        last = std::move(result);
        while (Result(PQgetResult(handle_))) {
        }
    }
    unheard_.clear();
    if (fault) std::rethrow_exception(fault);
    return last;
}

void PostgresConnection::query(const Statement& statement, std::span<const Parameter> parameters,
                               const RowTaker& take) {
    auto& prepared = post(statement, parameters);
    const auto result = hear();
    const int rows = PQntuples(result.get());
    PostgresColumns row(result.get(), false);
    for (int i = 0; i < rows; ++i) {
        row.go_to(i, std::exchange(prepared.names_are_new, false));
        take(row);
    }
}

std::int64_t PostgresConnection::change(const Statement& statement,
                                        std::span<const Parameter> parameters) {
    post(statement, parameters);
    const auto result = hear();
    const std::string_view rows = PQcmdTuples(result.get());
    return rows.empty() ? 0 : std::stoll(std::string(rows));
}

void PostgresConnection::change_unheard(const Statement& statement,
                                        std::span<const Parameter> parameters) {
    post(statement, parameters);
}

void PostgresConnection::run_script(std::string_view sql) {
    leave_pipeline();
    refuse_failed(Result(PQexec(handle_, std::string(sql).c_str())), "running a script");
}

void PostgresConnection::begin_copy(const std::string& sql) {
    leave_pipeline();
    const Result result(PQexec(handle_, sql.c_str()));
    if (PQresultStatus(result.get()) != PGRES_COPY_IN) refuse_failed(result, "copying");
}

void PostgresConnection::copy(std::string_view part) {
    if (PQputCopyData(handle_, part.data(), static_cast<int>(part.size())) != 1) throw_loss();
}

void PostgresConnection::end_copy() {
    if (PQputCopyEnd(handle_, nullptr) != 1) throw_loss();
    while (const Result result{PQgetResult(handle_)}) refuse_failed(result, "copying");
}

}  // namespace breather::storage
