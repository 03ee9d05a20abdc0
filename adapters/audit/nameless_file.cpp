#include "adapters/audit/nameless_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace daybook::audit {

void spill_failed(const char* doing) {
  throw SpillFailed(fmt::format("the audit's temporary file: {}: {} (TMPDIR names another place)", doing,
                                std::strerror(errno)));
}

int nameless_file() {
  const char* given = std::getenv("TMPDIR");
  const std::string folder = given != nullptr && *given != '\0' ? given : "/var/tmp";
  if (const int file = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600); file >= 0) return file;
  std::string name = folder + "/daybook-audit-XXXXXX";  // a file system without nameless files
  const int file = mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) spill_failed("making it");
  unlink(name.c_str());
  return file;
}

}  // namespace daybook::audit
