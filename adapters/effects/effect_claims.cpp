#include "adapters/effects/effect_claims.hpp"

namespace daybook {

std::vector<std::string> claim_due(pg::Connection& connection, const std::vector<std::string>& kinds,
                                   const std::string& owner, std::chrono::seconds claim, std::size_t most) {
  const auto rows = connection.exec(
      "INSERT INTO effect_claims SELECT id, $2, clock_timestamp() + make_interval(secs => $3::int) "
      "FROM (SELECT id FROM read.effects e WHERE status = 'pending' AND due_at <= clock_timestamp() "
      "AND kind = ANY($1::text[]) AND NOT EXISTS (SELECT 1 FROM effect_claims c WHERE c.effect_id = e.id "
      "AND c.until > clock_timestamp()) ORDER BY due_at LIMIT $4) due "
      "ON CONFLICT (effect_id) DO UPDATE SET owner = excluded.owner, until = excluded.until "
      "WHERE effect_claims.until <= clock_timestamp() RETURNING effect_id",
      {pg::text_array(kinds), owner, std::to_string(claim.count()), std::to_string(most)});
  std::vector<std::string> ids;
  for (int i = 0; i < rows.size(); ++i) ids.emplace_back(rows.text(i, 0));
  return ids;
}

void let_go(pg::Connection& connection, const std::string& effect_id, const std::string& owner,
            std::chrono::seconds rest) {
  connection.exec(
      "UPDATE effect_claims SET until = clock_timestamp() + make_interval(secs => $3::int) "
      "WHERE effect_id = $1 AND owner = $2",
      {effect_id, owner, std::to_string(rest.count())});
}

void sweep_claims(pg::Connection& connection) {
  connection.exec("DELETE FROM effect_claims WHERE until < clock_timestamp() - interval '1 minute'");
}

}  // namespace daybook
