#pragma once
// Who calls, and who may call what. Default-deny: a route names everybody whom it admits. Source: wire
// contract, "Who calls" and "Roles".

#include <optional>
#include <string>

#include "core/uuid.hpp"
#include "events/admin/admin_events.hpp"

namespace daybook::http {

struct Caller {
  enum class Kind { anonymous, publishable, secret, admin };
  Kind kind = Kind::anonymous;
  std::optional<BrokerId> broker;  ///< of a key
  std::optional<AdminId> admin;
  std::optional<Role> role;
  bool is_admin() const { return kind == Kind::admin; }
  bool is_key() const { return kind == Kind::publishable || kind == Kind::secret; }
  /// "admin:<id>", "broker:<id>", "anonymous": what envelopes and the activity log say.
  std::string actor() const;
};

constexpr unsigned bit(Role role) { return 1U << static_cast<unsigned>(role); }

/// The rows of the contract's matrix.
inline constexpr unsigned kReaders = bit(Role::SUPER_ADMIN) | bit(Role::ADMIN) | bit(Role::STAFF) |
                                     bit(Role::SUPPORT) | bit(Role::ACCOUNTANT) | bit(Role::AUDITOR);
inline constexpr unsigned kOperators = bit(Role::SUPER_ADMIN) | bit(Role::ADMIN) | bit(Role::STAFF);
inline constexpr unsigned kManagers = bit(Role::SUPER_ADMIN) | bit(Role::ADMIN);
inline constexpr unsigned kPayers = bit(Role::SUPER_ADMIN) | bit(Role::ADMIN) | bit(Role::ACCOUNTANT);
inline constexpr unsigned kBookkeepers = bit(Role::SUPER_ADMIN) | bit(Role::ACCOUNTANT);

/// Whom a route admits. A secret key sees its own broker's things only: handlers answer 404 for others'.
struct Access {
  bool anyone = false;  ///< no authentication (Stripe's webhook proves itself by its signature)
  bool publishable = false;
  bool secret = false;
  unsigned roles = 0;
};
bool admits(const Access& access, const Caller& caller);

}  // namespace daybook::http
