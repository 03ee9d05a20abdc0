#include "events/ledger/four_eyes.hpp"

namespace daybook {
namespace {

constexpr std::string_view kAdmin = "admin:";

/// Revoked admins too: the ledger keeps them.
const AdminState* admin_of(const LedgerState& ledger, const std::string& id) {
  const auto parsed = AdminId::parse(id);
  return parsed ? ledger.admin(*parsed) : nullptr;
}

}  // namespace

bool same_person(const LedgerState& ledger, const std::string& admin_a, const std::string& admin_b) {
  if (admin_a == admin_b) return true;
  const AdminState* a = admin_of(ledger, admin_a);
  const AdminState* b = admin_of(ledger, admin_b);
  return a && b && a->person_id == b->person_id;
}

std::string admin_of_actor(const std::string& actor) {
  return actor.starts_with(kAdmin) ? actor.substr(kAdmin.size()) : actor;
}

}  // namespace daybook
