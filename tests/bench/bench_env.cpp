#include "tests/bench/bench_env.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "adapters/postgres/pg.hpp"
#include "events/log/encoding.hpp"

namespace daybook::bench {
namespace {

std::string needed(const char* variable) {
  const char* value = std::getenv(variable);
  if (!value || !*value)
    throw std::runtime_error(
        fmt::format("{} is not set: run the benchmarks through scripts/bench", variable));
  return value;
}

/// The value behind "<key> : " or "<key>:" in a file of /proc.
std::string proc_value(const char* file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(key)) {
      const auto at = line.find_first_not_of(" \t:", line.find(':'));
      return at == std::string::npos ? "" : line.substr(at);
    }
  return "";
}

/// Median milliseconds of an 8 KiB write with fdatasync, where the databases lie.
double sync_write_ms(const std::filesystem::path& folder) {
  const auto path = folder / "sync_probe";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const std::string block(8'192, 'x');
  std::vector<double> took;
  for (int i = 0; i < 200 && file >= 0; ++i) {
    const Stopwatch watch;
    if (::pwrite(file, block.data(), block.size(), 0) < 0 || ::fdatasync(file) != 0) break;
    took.push_back(watch.seconds() * 1e3);
  }
  ::close(file);
  std::filesystem::remove(path);
  return took.empty() ? 0 : median(took);
}

}  // namespace

Bench bench_from_environment() {
  Bench bench;
  bench.app_url = needed("DAYBOOK_TEST_DATABASE_URL");
  bench.owner_url = needed("DAYBOOK_TEST_DATABASE_OWNER_URL");
  bench.super_url = needed("DAYBOOK_TEST_SUPERUSER_URL");
  bench.kafka = needed("DAYBOOK_TEST_KAFKA");
  bench.daybook_bin = needed("DAYBOOK_TEST_BIN");
  bench.var = needed("DAYBOOK_TEST_VAR");
  std::ifstream in(bench.master_key_file());
  std::string hex;
  in >> hex;
  const auto key = log::from_hex(hex);
  if (!key || key->size() != 32)
    throw std::runtime_error(bench.master_key_file().string() + " must hold 64 hex digits");
  bench.master = *key;
  return bench;
}

void say(const std::string& what) { fmt::print(stderr, "bench: {}\n", what); }

Conditions describe_machine(const Bench& bench) {
  Conditions machine;
  utsname os{};
  ::uname(&os);
  machine.add("processor", proc_value("/proc/cpuinfo", "model name"))
      .add("cores", static_cast<std::int64_t>(std::thread::hardware_concurrency()))
      .add("memory", proc_value("/proc/meminfo", "MemTotal"))
      .add("kernel", std::string(os.release))
      .add("sync_write_8k_ms", sync_write_ms(bench.var), 3)
      .add("librdkafka", std::string(rd_kafka_version_str()));
  pg::Connection connection(bench.super_url);
  machine.add("postgresql", std::string(connection.exec("SHOW server_version").text(0, 0)));
  for (const char* name : {"fsync", "synchronous_commit", "full_page_writes", "wal_sync_method",
                           "commit_delay", "shared_buffers", "max_wal_size", "data_checksums"})
    machine.add(name, std::string(connection.exec(fmt::format("SHOW {}", name)).text(0, 0)));
  for (const char* name : {"fsync", "synchronous_commit", "full_page_writes"})
    if (connection.exec(fmt::format("SHOW {}", name)).text(0, 0) != "on")
      throw std::runtime_error(fmt::format("{} is not on: nothing is measured without durability", name));
  return machine;
}

}  // namespace daybook::bench
