#include "adapters/postgres/pg.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "core/instant.hpp"
#include "events/log/encoding.hpp"

namespace daybook::pg {

std::int64_t Rows::integer(int row, int column) const {
  return std::strtoll(PQgetvalue(result_.get(), row, column), nullptr, 10);
}

std::string Rows::bytes(int row, int column) const {
  const auto value = text(row, column);
  if (!value.starts_with("\\x")) throw std::runtime_error("a bytea column is not in hex form");
  auto bytes = log::from_hex(value.substr(2));
  if (!bytes) throw std::runtime_error("a bytea column holds broken hex");
  return *bytes;
}

int Rows::affected() const { return std::atoi(PQcmdTuples(result_.get())); }

Connection::Connection(std::string url) : url_(std::move(url)) { reconnect(); }
Connection::~Connection() { PQfinish(conn_); }

void Connection::reconnect() {
  PQfinish(conn_);
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
  const char* values[] = {url_.c_str(), "5",     "-c TimeZone=UTC -c DateStyle=ISO -c bytea_output=hex",
                          "daybook",    "10000", "5",
                          "2",          "3",     nullptr};
  conn_ = PQconnectdbParams(keys, values, 1);
  if (PQstatus(conn_) != CONNECTION_OK) throw Error(PQerrorMessage(conn_), "08006", true);
  PQsetNoticeProcessor(
      conn_, [](void*, const char*) {}, nullptr);  // notices would go raw to stderr
}

bool Connection::alive() const { return PQstatus(conn_) == CONNECTION_OK; }

Rows Connection::check(PGresult* result) {
  const auto status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN) return Rows(result);
  const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  Error error(PQerrorMessage(conn_), state ? state : "", !alive());
  PQclear(result);
  throw error;
}

Rows Connection::exec(const std::string& sql, const Params& params) {
  if (params.empty()) return check(PQexec(conn_, sql.c_str()));
  std::vector<const char*> values;
  values.reserve(params.size());
  for (const auto& p : params) values.push_back(p ? p->c_str() : nullptr);
  return check(PQexecParams(conn_, sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(),
                            nullptr, nullptr, 0));
}

void Connection::copy_in(const std::string& copy_sql, std::string_view rows) {
  check(PQexec(conn_, copy_sql.c_str()));
  bool sent = PQputCopyData(conn_, rows.data(), static_cast<int>(rows.size())) == 1;
  sent = PQputCopyEnd(conn_, sent ? nullptr : "the client failed") == 1 && sent;
  PGresult* result = PQgetResult(conn_);
  while (PGresult* more = PQgetResult(conn_)) PQclear(more);
  check(result);
  if (!sent) throw Error(PQerrorMessage(conn_), "", !alive());
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

std::string bytea(std::string_view bytes) {
  return "\\x" + log::to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

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

std::string timestamp(std::int64_t micros) { return to_string(Instant{micros}); }

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
