#include "adapters/postgres/copy_in.hpp"

#include "adapters/postgres/binary_format.hpp"

namespace daybook::pg {
namespace {

constexpr std::size_t kChunkBytes = 1
                                    << 16;  // libpq copies what it is given: small pieces stay in its buffer

void require(Connection& connection, PGresult* result, ExecStatusType wanted) {
  const bool ok = PQresultStatus(result) == wanted;
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const Error error(PQerrorMessage(connection.native()), state ? state : "", !connection.alive());
  PQclear(result);
  if (!ok) throw error;
}

bool put(PGconn* connection, std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += kChunkBytes) {
    const auto chunk = bytes.substr(at, kChunkBytes);
    if (PQputCopyData(connection, chunk.data(), static_cast<int>(chunk.size())) != 1) return false;
  }
  return true;
}

}  // namespace

void copy_in_binary(Connection& connection, const std::string& target, std::string_view tuples,
                    Freeze freeze) {
  PGconn* raw = connection.native();
  const std::string copy =
      "COPY " + target + " FROM STDIN (FORMAT binary" + (freeze == Freeze::yes ? ", FREEZE)" : ")");
  require(connection, PQexec(raw, copy.c_str()), PGRES_COPY_IN);
  bool sent = put(raw, kCopyHeader) && put(raw, tuples) && put(raw, kCopyTrailer);
  sent = PQputCopyEnd(raw, sent ? nullptr : "the client failed") == 1 && sent;
  PGresult* result = PQgetResult(raw);
  while (PGresult* more = PQgetResult(raw)) PQclear(more);
  require(connection, result, PGRES_COMMAND_OK);
  if (!sent) throw Error(PQerrorMessage(raw), "", !connection.alive());
}

}  // namespace daybook::pg
