#include "adapters/http/handlers/reason.hpp"

#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

struct Required {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Required, (), (reason))

struct Optional {
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(Optional, (), (reason))

}  // namespace

Result<std::string> read_reason(const Call& call) {
  auto body = json::read_body<Required>(call.request.body);
  if (!body) return refuse(body.error());
  if (auto bad = check_text("/reason", body->reason)) return refuse(*bad);
  return body->reason;
}

Result<std::optional<std::string>> read_optional_reason(const Call& call) {
  auto body = json::read_body<Optional>(call.request.body);
  if (!body) return refuse(body.error());
  if (body->reason)
    if (auto bad = check_text("/reason", *body->reason, false)) return refuse(*bad);
  return body->reason;
}

}  // namespace daybook::http
