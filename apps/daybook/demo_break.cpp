#include "apps/daybook/demo_break.hpp"

#include <fmt/format.h>

#include <optional>
#include <random>

#include "adapters/audit/scratch_store.hpp"
#include "adapters/audit/verify.hpp"

namespace daybook {
namespace {

struct Damage {
  std::int64_t position = 0;
  std::size_t byte = 0;
  int bit = 0;
  char before = 0;
  char after = 0;
};

/// One bit of one random payload, such that it stays text: PostgreSQL refuses other bytes before we could
/// see.
Damage flip_one_bit(const audit::ScratchStore& copy, std::mt19937_64& random) {
  pg::Connection connection(copy.url());
  Damage damage;
  damage.position = std::uniform_int_distribution<std::int64_t>(1, copy.head())(random);
  const auto where = std::to_string(damage.position);
  std::string payload(connection.exec("SELECT payload FROM events WHERE position = $1", {where}).text(0, 0));
  do {
    damage.byte = std::uniform_int_distribution<std::size_t>(0, payload.size() - 1)(random);
    damage.bit = std::uniform_int_distribution<int>(0, 6)(random);
    damage.before = payload[damage.byte];
    damage.after = static_cast<char>(damage.before ^ (1 << damage.bit));
  } while (static_cast<unsigned char>(damage.before) >= 0x80 || damage.after == '\0');
  payload[damage.byte] = damage.after;
  // The append-only triggers stop everyone but somebody who may switch triggers off.
  connection.exec("SET session_replication_role = replica");
  connection.exec("UPDATE events SET payload = $1 WHERE position = $2", {payload, where});
  return damage;
}

std::string shown(char c) {
  const auto code = static_cast<unsigned>(static_cast<unsigned char>(c));
  return code > 0x20 && code < 0x7f ? fmt::format("'{}' (0x{:02x})", c, code) : fmt::format("0x{:02x}", code);
}

int break_a_copy(const std::string& superuser_url, log::Verifier verifier, const AuditSettings& settings) {
  std::random_device seed;
  std::mt19937_64 random((static_cast<std::uint64_t>(seed()) << 32) | seed());
  audit::ScratchStore copy(superuser_url, fmt::format("daybook_break_{:016x}", random()));
  if (copy.head() == 0) {
    fmt::print(stderr, "daybook demo break: the log is empty: daybook demo seed fills it\n");
    return 2;
  }
  fmt::print("copied {} events into the scratch database {}\n", copy.head(), copy.name());
  const audit::VerifyOptions options{.database_url = copy.url(),
                                     .verifier = std::move(verifier),
                                     .zone = settings.zone,
                                     .read_models = false};
  if (const auto sound = audit::verify(options); sound.bad) {
    fmt::print("the log is damaged already, before anything was broken here: {}\n", sound.bad->text());
    return 1;
  }
  const Damage damage = flip_one_bit(copy, random);
  fmt::print("flipped bit {} of byte {} in the payload at position {}: {} became {}\n", damage.bit,
             damage.byte, damage.position, shown(damage.before), shown(damage.after));
  const auto report = audit::verify(options);
  const bool caught = report.bad && report.bad->position == damage.position;
  fmt::print("audit verify on the copy: {}\n", report.bad ? report.bad->text() : report.summary());
  copy.drop();
  fmt::print("{}; the scratch database is gone, the log itself was only read\n",
             caught ? "caught, by its position" : "NOT caught");
  return caught ? 0 : 1;
}

}  // namespace

int demo_break(const std::string& superuser_url, const AuditSettings& settings) {
  try {
    auto verifier = log::Verifier::parse(settings.verifier_key);
    if (!verifier) {
      fmt::print(stderr, "daybook demo break: the log's public key is not usable: {}\n",
                 verifier.error().detail);
      return 2;
    }
    return break_a_copy(superuser_url, std::move(*verifier), settings);
  } catch (const std::invalid_argument& e) {
    fmt::print(stderr, "daybook demo break: {}\n", e.what());
    return 2;
  } catch (const pg::Error& e) {
    fmt::print(stderr,
               "daybook demo break: {}\nIt needs the cluster's owner, who may make databases and switch "
               "triggers off "
               "(DAYBOOK_SUPERUSER_URL).\n",
               e.what());
    return 3;
  } catch (const std::exception& e) {
    fmt::print(stderr, "daybook demo break: {}\n", e.what());
    return 1;
  }
}

}  // namespace daybook
