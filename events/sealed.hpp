#pragma once
// Personal data as the log sees it: ciphertext under the person's own key, base64 text. Destroying the key
// erases the person and breaks no proof (domain rules, "Personal data").

#include <compare>
#include <string>

namespace daybook {

struct Sealed {
  std::string text;  ///< base64 of version, nonce, ciphertext and tag; never empty
  auto operator<=>(const Sealed&) const = default;
};

}  // namespace daybook
