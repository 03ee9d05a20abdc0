#pragma once
// The one Result alias: a value, or the refusal that explains why there is none.

#include <tl/expected.hpp>

#include "core/refusal.hpp"

namespace daybook {

template <class T>
using Result = tl::expected<T, Refusal>;

inline tl::unexpected<Refusal> refuse(RefusalCode code, std::string detail) {
  Refusal refusal;
  refusal.code = code;
  refusal.detail = std::move(detail);
  return tl::unexpected<Refusal>(std::move(refusal));
}
inline tl::unexpected<Refusal> refuse(Refusal refusal) { return tl::unexpected<Refusal>(std::move(refusal)); }

}  // namespace daybook
