#pragma once
// An authority of the test's own and certificates of every kind that it, or nobody, signed; made by openssl.

#include <filesystem>
#include <string>

#include "tests/support/scratch_directory.hpp"

namespace daybook::test {

struct Certificate {
  std::string file;  ///< PEM, the chain
  std::string key;
};

class TestAuthority {
 public:
  TestAuthority();

  /// Its own certificate: what a client names as ca_file.
  std::string ca_file() const { return at("ca.pem"); }
  /// `names` as openssl writes them: "DNS:localhost,IP:127.0.0.1".
  Certificate issue(const std::string& names) const;
  /// One whose time is over.
  Certificate expired(const std::string& names) const;
  Certificate self_signed(const std::string& names) const;

 private:
  std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
  Certificate sign(const std::string& names, const std::string& more) const;
  static void openssl(const std::string& arguments);

  ScratchDirectory folder_;
  mutable int made_ = 0;
};

}  // namespace daybook::test
