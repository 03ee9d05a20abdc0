#pragma once
// Databases of the benchmarks' own server: fresh ones that go when the benchmark ends, and big ledgers that
// are kept for the next time.

#include <cstdint>
#include <string>

#include "tests/bench/bench_env.hpp"

namespace daybook::bench {

class Database {
 public:
  /// Fresh, migrated, holding the shop (bench_shop.hpp) and `events` events in all when that is more.
  static Database fresh(const Bench& bench, std::int64_t events = 0);
  /// The kept ledger of so many events; made when there is none, when the schema or the maker's version is
  /// another one, or when earlier benchmarks appended more than a tenth.
  static Database kept(const Bench& bench, std::int64_t events);

  Database(Database&& other) noexcept;
  Database& operator=(Database&&) = delete;
  ~Database();

  const std::string& name() const { return name_; }
  std::string app_url() const;
  std::string owner_url() const;
  std::string super_url() const;
  std::int64_t head() const;

  struct Sizes {
    std::int64_t wal = 0;   ///< written by the whole server since it was made
    std::int64_t heap = 0;  ///< of the public schema
    std::int64_t index = 0;
  };
  Sizes sizes() const;
  /// So that every measured stretch begins alike.
  void checkpoint() const;

 private:
  Database(const Bench& bench, std::string name, bool keep)
      : bench_(&bench), name_(std::move(name)), keep_(keep) {}

  const Bench* bench_;
  std::string name_;
  bool keep_;
};

/// Drops what an interrupted benchmark left behind; kept ledgers stay.
void drop_leftovers(const Bench& bench);

}  // namespace daybook::bench
