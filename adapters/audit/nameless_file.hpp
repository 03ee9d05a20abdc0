#pragma once
// Temporary files of audits and exports: without a name, gone with their process.

#include <exception>
#include <string>

namespace daybook::audit {

/// The disk, not the log. Not a std::runtime_error: an audit must not take it for damage.
struct SpillFailed : std::exception {
  explicit SpillFailed(std::string why) : text(std::move(why)) {}
  const char* what() const noexcept override { return text.c_str(); }
  std::string text;
};

/// Throws SpillFailed with errno's words. `doing`: "writing".
[[noreturn]] void spill_failed(const char* doing);

/// For reading and writing, in TMPDIR, else in /var/tmp; the caller closes it. Throws SpillFailed.
int nameless_file();

}  // namespace daybook::audit
