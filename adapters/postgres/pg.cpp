#include "adapters/postgres/pg.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "adapters/postgres/binary_format.hpp"
#include "core/instant.hpp"
#include "events/log/encoding.hpp"

namespace daybook::pg {

std::int64_t Rows::integer(int row, int column) const {
  if (binary(column)) return binary_integer(row, column);
  return std::strtoll(PQgetvalue(result_.get(), row, column), nullptr, 10);
}

std::int64_t Rows::micros(int row, int column) const {
  return binary(column) ? binary_integer(row, column) + kMicrosTo2000 : micros_of(text(row, column));
}

std::string Rows::bytes(int row, int column) const {
  const auto value = text(row, column);
  if (!value.starts_with("\\x")) throw std::runtime_error("a bytea column is not in hex form");
  auto bytes = log::from_hex(value.substr(2));
  if (!bytes) throw std::runtime_error("a bytea column holds broken hex");
  return *bytes;
}

int Rows::affected() const { return std::atoi(PQcmdTuples(result_.get())); }

namespace {

template <class Values, class Bytes>
std::string binary_array(ColumnType type, const Values& values, Bytes&& bytes) {
  std::string out;
  append_array_header(out, type, values.size());
  for (const auto& value : values) {
    const std::string_view text = bytes(value);
    append_be(out, static_cast<std::int32_t>(text.size()));
    out += text;
  }
  return out;
}

}  // namespace

std::string binary_uuids(std::span<const Uuid> values) {
  return binary_array(types::uuid, values, [](const Uuid& v) {
    return std::string_view(reinterpret_cast<const char*>(v.bytes.data()), v.bytes.size());
  });
}
std::string binary_texts(std::span<const std::string> values) {
  return binary_array(types::text, values, [](const std::string& v) { return std::string_view(v); });
}

std::int64_t Rows::binary_integer(int row, int column) const {
  const auto value = text(row, column);
  if (value.empty()) throw std::runtime_error("a binary number has no bytes");
  std::uint64_t out = (value.front() & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (const char c : value) out = out << 8 | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(out);
}

Uuid Rows::binary_uuid(int row, int column) const {
  const auto value = text(row, column);
  Uuid out;
  if (value.size() != out.bytes.size()) throw std::runtime_error("a uuid column is not in binary form");
  std::copy(value.begin(), value.end(), out.bytes.begin());
  return out;
}

Connection::Connection(std::string url, std::string settings)
    : url_(std::move(url)),
      settings_("-c TimeZone=UTC -c DateStyle=ISO -c bytea_output=hex -c jit=off " + std::move(settings)) {
  reconnect();
}
Connection::~Connection() { PQfinish(conn_); }

void Connection::reconnect() {
  may_ask();
  PQfinish(conn_);
  prepared_.clear();
  // A dead network must not hold a thread for ever.
  const char* keys[] = {"dbname",
                        "connect_timeout",
                        "options",
                        "application_name",
                        "tcp_user_timeout",
                        "keepalives_idle",
                        "keepalives_interval",
                        "keepalives_count",
                        nullptr};
  const char* values[] = {url_.c_str(), "5", settings_.c_str(), "daybook", "10000", "5", "2", "3", nullptr};
  conn_ = PQconnectdbParams(keys, values, 1);
  if (PQstatus(conn_) != CONNECTION_OK) throw Error(PQerrorMessage(conn_), "08006", true);
  backend_ = PQbackendPID(conn_);
  PQsetNoticeProcessor(
      conn_, [](void*, const char*) {}, nullptr);  // notices would go raw to stderr
}

void Connection::revive() {
  if (!alive()) reconnect();
}

Connection& connected(std::unique_ptr<Connection>& connection, const std::string& url,
                      const std::string& settings) {
  if (connection) {
    connection->revive();
  } else {
    connection = std::make_unique<Connection>(url, settings);
  }
  return *connection;
}

bool Connection::alive() const { return conn_ && PQstatus(conn_) == CONNECTION_OK; }

Rows Connection::check(PGresult* result) {
  const auto status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN) return Rows(result);
  const Error error = error_of(result);
  PQclear(result);
  throw error;
}

Error Connection::error_of(const PGresult* result) const {
  const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  return Error(result ? PQresultErrorMessage(result) : PQerrorMessage(conn_), state ? state : "", !alive());
}

Rows Connection::exec(const std::string& sql, const Params& params) {
  may_ask();
  if (params.empty()) return check(PQexec(conn_, sql.c_str()));
  std::vector<const char*> values;
  values.reserve(params.size());
  for (const auto& p : params) values.push_back(p ? p->c_str() : nullptr);
  return check(PQexecParams(conn_, sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(),
                            nullptr, nullptr, 0));
}

void Connection::copy_in(const std::string& copy_sql, std::string_view rows) {
  may_ask();
  check(PQexec(conn_, copy_sql.c_str()));
  bool sent = PQputCopyData(conn_, rows.data(), static_cast<int>(rows.size())) == 1;
  sent = PQputCopyEnd(conn_, sent ? nullptr : "the client failed") == 1 && sent;
  PGresult* result = PQgetResult(conn_);
  while (PGresult* more = PQgetResult(conn_)) PQclear(more);
  check(result);
  if (!sent) throw Error(PQerrorMessage(conn_), "", !alive());
}

std::vector<Rows> Connection::pipeline(std::span<const Query> queries,
                                       const std::function<void()>& first_done) {
  send(queries, first_done != nullptr);
  return receive(first_done);
}

void Connection::send(std::span<const Query> queries, bool tell_first) {
  may_ask();
  if (PQenterPipelineMode(conn_) != 1) throw Error(PQerrorMessage(conn_), "", !alive());
  bool sent = true;
  sent_.clear();
  for (const auto& query : queries) {
    const bool kept = query.plan == Query::Plan::once;
    const bool fresh = kept && prepared_.insert(query.statement).second;
    if (fresh)
      sent = sent && PQsendPrepare(conn_, query.statement->name, query.statement->sql, 0, nullptr) == 1;
    sent_.push_back({query.statement, fresh});
    std::vector<const char*> values;
    std::vector<int> lengths, formats;
    for (const auto& p : query.parameters) {
      values.push_back(p ? p->data() : nullptr);
      lengths.push_back(p ? static_cast<int>(p->size()) : 0);
      formats.push_back(1);
    }
    const int count = static_cast<int>(values.size());
    sent = sent && (kept ? PQsendQueryPrepared(conn_, query.statement->name, count, values.data(),
                                               lengths.data(), formats.data(), 1)
                         : PQsendQueryParams(conn_, query.statement->sql, count, nullptr, values.data(),
                                             lengths.data(), formats.data(), 1)) == 1;
    if (tell_first && sent_.size() == 1) sent = sent && PQsendFlushRequest(conn_) == 1;
  }
  sent = sent && PQpipelineSync(conn_) == 1;
  if (!sent) {
    const Error error(PQerrorMessage(conn_), "", true);
    reset();
    throw error;
  }
}

bool Connection::answered() { return PQconsumeInput(conn_) != 1 || PQisBusy(conn_) == 0; }

std::vector<Rows> Connection::receive(const std::function<void()>& first_done) {
  std::vector<Rows> out;
  std::optional<Error> first;
  const auto next = [&](ExecStatusType a,
                        ExecStatusType b) {  // libpq puts a null behind each command's result
    PGresult* result = PQgetResult(conn_);
    const auto status = PQresultStatus(result);
    const bool fine = status == a || status == b;
    if (!first && !fine) first = error_of(result);
    out.emplace_back(result);
    if (result && status != PGRES_PIPELINE_SYNC)
      while (PGresult* more = PQgetResult(conn_)) PQclear(more);
    return fine;
  };
  for (std::size_t i = 0; i < sent_.size() && alive(); ++i) {
    if (sent_[i].prepares) {
      if (!next(PGRES_COMMAND_OK, PGRES_COMMAND_OK)) prepared_.erase(sent_[i].statement);
      out.pop_back();
    }
    if (next(PGRES_TUPLES_OK, PGRES_COMMAND_OK) && i == 0 && first_done) first_done();
  }
  if (alive()) {
    next(PGRES_PIPELINE_SYNC, PGRES_PIPELINE_SYNC);  // it has committed, or rolled back
    out.pop_back();
  }
  if (!alive() || PQexitPipelineMode(conn_) != 1) {
    if (!first) first = Error(PQerrorMessage(conn_), "", true);
    first->connection_lost = true;
    reset();
  }
  if (first) throw *first;
  return out;
}

void Connection::reset() {
  PQfinish(conn_);
  conn_ = nullptr;
  prepared_.clear();
}

void Connection::script(const std::string& sql, std::span<const std::string_view> copies,
                        const std::function<void()>& first_copy) {
  may_ask();
  if (PQsendQuery(conn_, sql.c_str()) != 1) throw Error(PQerrorMessage(conn_), "", !alive());
  std::size_t next = 0;
  std::optional<Error> first;
  while (PGresult* result = PQgetResult(conn_)) {
    const auto status = PQresultStatus(result);
    if (status == PGRES_COPY_IN) {
      if (next == 0 && first_copy) first_copy();
      bool sent = next < copies.size();
      if (sent) sent = PQputCopyData(conn_, copies[next].data(), static_cast<int>(copies[next].size())) == 1;
      if (PQputCopyEnd(conn_, sent ? nullptr : "the client failed") != 1 && !first)
        first = Error(PQerrorMessage(conn_), "", !alive());
      ++next;
    } else if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && !first) {
      first = error_of(result);
    }
    PQclear(result);
    if (!alive()) break;
  }
  if (!alive() && !first) first = Error(PQerrorMessage(conn_), "", true);
  if (first) {
    first->connection_lost = !alive();
    throw *first;
  }
}

void copy_field(std::string& out, std::string_view text) {
  for (char c : text) {
    switch (c) {
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += c;
    }
  }
}

std::string bytea(std::string_view bytes) { return "\\x" + log::to_hex(bytes); }

std::string text_array(const std::vector<std::string>& values) {
  std::string out = "{";
  for (const auto& value : values) {
    if (out.size() > 1) out += ',';
    out += '"';
    for (char c : value) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out + "}";
}

std::int64_t micros_of(std::string_view text) {
  // "2026-11-21 03:38:00.123456+00": PostgreSQL's ISO form in UTC, decimals cut where they are zero.
  std::string rfc(text);
  if (rfc.size() > 10) rfc[10] = 'T';
  if (rfc.ends_with("+00")) rfc.replace(rfc.size() - 3, 3, "Z");
  const auto instant = parse_instant(rfc);
  if (!instant) throw std::runtime_error(fmt::format("cannot read the timestamp \"{}\"", text));
  return instant->micros;
}

}  // namespace daybook::pg
