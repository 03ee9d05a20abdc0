#include "adapters/http/api/caller.hpp"

namespace daybook::http {

std::string Caller::actor() const {
  if (admin) return "admin:" + admin->str();
  if (broker) return "broker:" + broker->str();
  return "anonymous";
}

}  // namespace daybook::http
