#pragma once
// A thin owner of one libpq connection for the hot path (append, tail reads): libpqxx 6.4 reconnects silently
// and has no pipeline; everything off the hot path uses libpqxx. Blocking; one thread at a time.

#include <libpq-fe.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/uuid.hpp"

namespace daybook::pg {

/// An operational failure. `connection_lost`: nothing is known about a COMMIT in flight; `retryable`: the
/// same work may succeed later (lost connection, shutdown, out of resources).
struct Error : std::runtime_error {
  Error(const std::string& what, std::string sqlstate, bool lost)
      : std::runtime_error(what), state(std::move(sqlstate)), connection_lost(lost) {}
  std::string state;  ///< SQLSTATE, "" when unknown
  bool connection_lost = false;
  bool retryable() const {
    return connection_lost || state.starts_with("08") || state.starts_with("57") || state.starts_with("53") ||
           state.starts_with("40") || state == "55P03";  // lock_timeout
  }
};

/// Asked of a connection that nobody may wait for now (Connection::Silence).
struct WouldWait : Error {
  WouldWait() : Error("the store would have to be waited for", "", false) {}
};

class Rows {
 public:
  explicit Rows(PGresult* result) : result_(result, PQclear) {}
  int size() const { return PQntuples(result_.get()); }
  bool null(int row, int column) const { return PQgetisnull(result_.get(), row, column) == 1; }
  std::string_view text(int row, int column) const {
    return {PQgetvalue(result_.get(), row, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
  }
  /// Whether the column came in binary.
  bool binary(int column) const { return PQfformat(result_.get(), column) == 1; }
  /// In either form.
  std::int64_t integer(int row, int column) const;
  /// A timestamptz in either form: microseconds since 1970.
  std::int64_t micros(int row, int column) const;
  /// Columns that came in binary.
  std::int64_t binary_integer(int row, int column) const;
  Uuid binary_uuid(int row, int column) const;
  bool binary_boolean(int row, int column) const { return text(row, column) != std::string_view("\0", 1); }
  /// A bytea column in text form ("\x…") as bytes.
  std::string bytes(int row, int column) const;
  int affected() const;

 private:
  std::shared_ptr<PGresult> result_;
};

/// Text parameters; nullopt is NULL.
using Params = std::vector<std::optional<std::string>>;

/// A statement; `name`, which it is kept under, is unique among those of a connection.
struct Statement {
  const char* name;
  const char* sql;
};

/// One run of a statement in a pipeline; parameters and results travel in binary.
struct Query {
  /// `once`: kept on the connection. `each_time`: not, so that no plan outlives the sizes it was made for.
  enum class Plan { once, each_time };
  const Statement* statement;
  std::vector<std::optional<std::string>> parameters;
  Plan plan = Plan::once;
};

class Connection {
 public:
  /// Connects; throws Error. `settings` are session settings as in PGOPTIONS ("-c lock_timeout=5s").
  explicit Connection(std::string url, std::string settings = "");
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Rows exec(const std::string& sql, const Params& params = {});
  /// COPY … FROM STDIN with rows already in COPY's text format.
  void copy_in(const std::string& copy_sql, std::string_view rows);
  /// All queries in one round trip, each seeing what the ones before it did. Outside of a transaction they
  /// are one of their own: when this returns, it is committed. Throws the first error: nothing behind it ran.
  /// `first_done`, if given, is told once the first has succeeded.
  std::vector<Rows> pipeline(std::span<const Query> queries, const std::function<void()>& first_done = {});
  /// The same without waiting: when `answered` after the socket was readable, receive() gives the rows, or
  /// throws.
  void send(std::span<const Query> queries) { send(queries, false); }
  bool answered();
  std::vector<Rows> receive(const std::function<void()>& first_done = {});
  int socket() const { return PQsocket(conn_); }
  /// Statements in one simple query; the n-th COPY … FROM STDIN among them takes copies[n]. Throws the first
  /// error: the statements behind it did not run. `first_copy`, if given, is told when those before the first
  /// COPY have.
  void script(const std::string& sql, std::span<const std::string_view> copies,
              const std::function<void()>& first_copy = {});
  /// False once the server is known to be gone.
  bool alive() const;
  /// Connects again if it is. Throws Error.
  void revive();
  void reconnect();
  /// The server's process behind this connection, also after it was lost.
  int backend() const { return backend_; }
  /// For what has no method here (COPY … TO STDOUT, in adapters/postgres/copy_stream.hpp).
  PGconn* native() { return conn_; }

  /// While it lives, the connection asks nothing and does not connect: it throws WouldWait.
  class Silence {
   public:
    explicit Silence(Connection& connection) : connection_(connection) { connection_.silent_ = true; }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;
    ~Silence() { connection_.silent_ = false; }

   private:
    Connection& connection_;
  };

 private:
  struct Sent {
    const Statement* statement;
    bool prepares;  ///< first
  };
  void may_ask() const {
    if (silent_) throw WouldWait();
  }
  void send(std::span<const Query> queries, bool tell_first);
  Rows check(PGresult* result);
  Error error_of(const PGresult* result) const;
  void reset();
  std::string url_;
  std::string settings_;
  std::set<const Statement*> prepared_;
  std::vector<Sent> sent_;  ///< and not received yet
  bool silent_ = false;
  PGconn* conn_ = nullptr;
  int backend_ = 0;
};

/// The connection, made now or connected again if need be. Throws Error.
Connection& connected(std::unique_ptr<Connection>& connection, const std::string& url,
                      const std::string& settings = "");

/// COPY text format: appends the field escaped.
void copy_field(std::string& out, std::string_view text);
/// "\x…" for a bytea parameter or COPY field (double backslash when `copy`).
std::string bytea(std::string_view bytes);
/// Array parameters in binary.
std::string binary_uuids(std::span<const Uuid> values);
std::string binary_texts(std::span<const std::string> values);
/// A text[] literal of these values.
std::string text_array(const std::vector<std::string>& values);
/// Microseconds of "2026-11-21 03:38:00.000000+00"; how timestamptz travels in text with TimeZone=UTC.
std::int64_t micros_of(std::string_view timestamp);

}  // namespace daybook::pg
