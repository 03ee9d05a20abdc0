#include <fmt/format.h>

#include <cstring>
#include <exception>

#include "tests/bench/ledger_maker.hpp"

int main(int argc, char** argv) {
  try {
    if (argc > 1 && std::strcmp(argv[1], "make-ledger") == 0)
      return daybook::bench::make_ledger_command(argc - 2, argv + 2);
    return 2;
  } catch (const std::exception& e) {
    fmt::print(stderr, "daybook_bench: {}\n", e.what());
    return 1;
  }
}
