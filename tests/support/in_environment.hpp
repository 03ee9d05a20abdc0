#pragma once
// A variable of the environment for the programs that a test starts.

#include <cstdlib>
#include <string>

namespace daybook::test {

/// For its life, programs started from here have it in their environment.
class InEnvironment {
 public:
  InEnvironment(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  ~InEnvironment() { ::unsetenv(name_); }
  InEnvironment(const InEnvironment&) = delete;
  InEnvironment& operator=(const InEnvironment&) = delete;

 private:
  const char* name_;
};

}  // namespace daybook::test
