#include "tests/support/test_certificates.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace daybook::test {

void TestAuthority::openssl(const std::string& arguments) {
  const std::string command = "openssl " + arguments + " >/dev/null 2>&1";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
}

TestAuthority::TestAuthority() {
  openssl(
      fmt::format("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {} -out {} -days 2 "
                  "-subj /CN=test-authority -addext basicConstraints=critical,CA:TRUE",
                  at("ca.key"), at("ca.pem")));
}

Certificate TestAuthority::sign(const std::string& names, const std::string& more) const {
  const std::string base = at("server" + std::to_string(++made_));
  const Certificate made{base + ".pem", base + ".key"};
  openssl(
      fmt::format("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {} -out {}.csr "
                  "-subj /CN=test-server",
                  made.key, base));
  std::ofstream(base + ".ext") << "subjectAltName=" << names << "\n";
  openssl(
      fmt::format("x509 -req -in {0}.csr -CA {1} -CAkey {2} -CAcreateserial -extfile {0}.ext -out {3} {4}",
                  base, at("ca.pem"), at("ca.key"), made.file, more));
  return made;
}

Certificate TestAuthority::issue(const std::string& names) const { return sign(names, "-days 2"); }
Certificate TestAuthority::expired(const std::string& names) const { return sign(names, "-days -1"); }

Certificate TestAuthority::self_signed(const std::string& names) const {
  const std::string base = at("alone" + std::to_string(++made_));
  openssl(
      fmt::format("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {0}.key -out {0}.pem "
                  "-days 2 -subj /CN=alone -addext subjectAltName={1}",
                  base, names));
  return {base + ".pem", base + ".key"};
}

}  // namespace daybook::test
