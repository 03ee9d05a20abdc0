#include "adapters/http/api/caller.hpp"

namespace daybook::http {

std::string Caller::actor() const {
  if (admin) return "admin:" + admin->str();
  if (broker) return "broker:" + broker->str();
  return "anonymous";
}

bool admits(const Access& access, const Caller& caller) {
  switch (caller.kind) {
    case Caller::Kind::anonymous:
      return false;
    case Caller::Kind::publishable:
      return access.publishable;
    case Caller::Kind::secret:
      return access.secret;
    case Caller::Kind::admin:
      return (access.roles & bit(*caller.role)) != 0;
  }
  return false;
}

}  // namespace daybook::http
