#pragma once
// Commands whose body is personal: what of it is kept.

#include "adapters/http/api/api.hpp"

namespace daybook::http {

/// For write(), which keeps a digest of the body to tell a repeated request from another one. A plain digest
/// of an account or tax number could be guessed, number by number: here it is of the body's keyed hash.
inline Call with_hashed_body(const Api& api, Call call) {
  // The key is the e-mail hashes' too; no address has a line feed.
  call.request.body = api.vault.keyed_hash("request body\n" + call.request.body);
  return call;
}

}  // namespace daybook::http
