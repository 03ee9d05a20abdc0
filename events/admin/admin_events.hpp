#pragma once
// Who may operate the platform. Roles: the seeds' and ours (wire contract, "Roles").

#include <boost/describe.hpp>
#include <string>

#include "core/uuid.hpp"
#include "events/sealed.hpp"

namespace daybook {

enum class Role { SUPER_ADMIN, ADMIN, STAFF, SUPPORT, ACCOUNTANT, AUDITOR };
BOOST_DESCRIBE_ENUM(Role, SUPER_ADMIN, ADMIN, STAFF, SUPPORT, ACCOUNTANT, AUDITOR)

struct AdminCreated {
  AdminId admin_id;
  PersonId person_id;
  Sealed email;
  Role role = Role::STAFF;
  std::string token_prefix;
  std::string token_sha256;  ///< hex, of the whole token
};
BOOST_DESCRIBE_STRUCT(AdminCreated, (), (admin_id, person_id, email, role, token_prefix, token_sha256))

struct AdminRevoked {
  AdminId admin_id;
};
BOOST_DESCRIBE_STRUCT(AdminRevoked, (), (admin_id))

}  // namespace daybook
