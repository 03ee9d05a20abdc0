#pragma once
// The processes of a Daybook, to be killed as a machine kills them, and started again as its keeper would.

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/daybook_process.hpp"

namespace daybook::test {

class Mortals {
 public:
  /// Those of its processes that run these roles now.
  Mortals(const Daybook& daybook, const std::vector<std::string>& roles);
  /// Ends those that were started here.
  ~Mortals();
  Mortals(const Mortals&) = delete;
  Mortals& operator=(const Mortals&) = delete;

  std::size_t size() const { return all_.size(); }
  /// The n-th that runs this role; throws without one.
  std::size_t find(const std::string& role, std::size_t n = 0) const;
  void kill(std::size_t which);  ///< -9
  void start(std::size_t which);

 private:
  struct Mortal {
    pid_t pid = 0;
    std::string role;
    std::string port;   ///< "": it does not listen
    bool ours = false;  ///< started here; the others belong to the Daybook, which waits for them
  };
  std::string config_;
  std::string log_;
  std::vector<Mortal> all_;
};

}  // namespace daybook::test
