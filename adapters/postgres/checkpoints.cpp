#include "adapters/postgres/checkpoints.hpp"

#include "events/log/merkle.hpp"

namespace daybook {

SignedHead sign_head(pg::Connection& connection, const log::Signer& signer) {
  const auto head = connection.exec("SELECT position, frontier FROM log_head");
  SignedHead signed_head{head.integer(0, 0), {}, {}};
  const auto frontier = log::Frontier::parse(signed_head.size, head.bytes(0, 1));
  if (!frontier) throw std::runtime_error("log_head.frontier does not fit its position");
  signed_head.root = frontier->root();
  signed_head.note = log::sign({signer.name(), signed_head.size, signed_head.root}, signer);
  connection.exec(
      "INSERT INTO checkpoints (size, root, note, signed_at) VALUES ($1, $2, $3, now()) ON CONFLICT DO "
      "NOTHING",
      {std::to_string(signed_head.size), pg::bytea(log::as_bytes(signed_head.root)), signed_head.note});
  return signed_head;
}

}  // namespace daybook
