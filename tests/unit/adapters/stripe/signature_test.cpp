#include <doctest/doctest.h>
#include <fmt/format.h>

#include "adapters/stripe/webhook_signature.hpp"
#include "events/log/hash.hpp"

using namespace daybook;
using namespace daybook::stripe;

namespace {

constexpr std::int64_t kStamp = 1'700'000'000;
constexpr const char* kBody = R"({"id":"evt_test","object":"event"})";
constexpr const char* kKnown = "8042376f6ca064adbe037642a718227dfd59047137eb49497a54c49eb0cfb724";
const WebhookSecrets kSecrets{"whsec_test_secret"};

Instant at(std::int64_t seconds) { return {seconds * kMicrosPerSecond}; }

std::string mac(const std::string& secret, const std::string& stamp, const std::string& body = kBody) {
  const std::string bytes = log::hmac_sha256(secret, stamp + "." + body);
  return log::to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

/// "fine", or the refusal's code.
std::string checked(std::optional<std::string_view> header, const WebhookSecrets& secrets = kSecrets,
                    std::int64_t now = kStamp, std::string_view body = kBody) {
  const auto refusal = check_signature(header, body, secrets, at(now));
  return refusal ? std::string(wire_code(refusal->code)) : "fine";
}

}  // namespace

TEST_CASE("Stripe's known answer is accepted, and no byte may differ") {
  const std::string header = fmt::format("t={},v1={}", kStamp, kKnown);
  CHECK(checked(header) == "fine");
  CHECK(checked(header, kSecrets, kStamp, std::string(kBody) + "\n") == "invalid_signature");
  CHECK(checked(header, {"whsec_other"}) == "invalid_signature");
  CHECK(checked(header, {"test_secret"}) == "invalid_signature");
  CHECK(checked(header, {}) == "invalid_signature");
  for (std::size_t i = 0; i < 64; ++i) {
    std::string wrong = kKnown;
    wrong[i] = wrong[i] == '0' ? '1' : '0';
    CHECK(checked(fmt::format("t={},v1={}", kStamp, wrong)) == "invalid_signature");
  }
}

TEST_CASE("forms of the header") {
  const std::string good = kKnown;
  const std::string bad(64, '0');
  const std::string t = fmt::format("t={}", kStamp);
  struct Row {
    const char* name;
    std::string header;
    const char* wanted;
  };
  const Row rows[] = {
      {"good one first", t + ",v1=" + good + ",v1=" + bad, "fine"},
      {"good one last", t + ",v1=" + bad + ",v1=" + good, "fine"},
      {"unknown schemes are ignored", t + ",v0=" + bad + ",v1=" + good + ",v9=x", "fine"},
      {"signature before the stamp", "v1=" + good + "," + t, "fine"},
      {"empty items", ",," + t + ",,v1=" + good + ",", "fine"},
      {"only v0", t + ",v0=" + good, "invalid_signature"},
      {"no stamp", "v1=" + good, "invalid_signature"},
      {"empty stamp", "t=,v1=" + good, "invalid_signature"},
      {"stamp with a tail", t + "x,v1=" + good, "invalid_signature"},
      {"stamp beyond 64 bits", "t=99999999999999999999,v1=" + good, "invalid_signature"},
      {"another stamp", fmt::format("t={},v1={}", kStamp + 1, good), "invalid_signature"},
      {"empty signature", t + ",v1=", "invalid_signature"},
      {"half a signature", t + ",v1=" + good.substr(0, 32), "invalid_signature"},
      {"more than a signature", t + ",v1=" + good + "00", "invalid_signature"},
      {"empty", "", "invalid_signature"},
      {"garbled", "\xff\x01 = ;;", "invalid_signature"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(checked(row.header) == row.wanted);
  }
  CHECK(checked(std::nullopt) == "missing_signature");
}

TEST_CASE("300 seconds either way, no more") {
  const std::string header = fmt::format("t={},v1={}", kStamp, kKnown);
  CHECK(checked(header, kSecrets, kStamp + 300) == "fine");
  CHECK(checked(header, kSecrets, kStamp + 301) == "invalid_signature");
  CHECK(checked(header, kSecrets, kStamp - 300) == "fine");
  CHECK(checked(header, kSecrets, kStamp - 301) == "invalid_signature");
}

TEST_CASE("while a secret rolls, both sign") {
  const WebhookSecrets both{"whsec_old", "whsec_new"};
  const std::string t = std::to_string(kStamp);
  CHECK(checked("t=" + t + ",v1=" + mac("whsec_old", t), both) == "fine");
  CHECK(checked("t=" + t + ",v1=" + mac("whsec_new", t), both) == "fine");
  CHECK(checked("t=" + t + ",v1=" + mac("whsec_old", t) + ",v1=" + mac("whsec_new", t), kSecrets) ==
        "invalid_signature");
  CHECK(checked("t=" + t + ",v1=" + mac("whsec_third", t), both) == "invalid_signature");
}

TEST_CASE("an empty body is signed like any other") {
  const std::string t = std::to_string(kStamp);
  CHECK(checked("t=" + t + ",v1=" + mac("whsec_test_secret", t, ""), kSecrets, kStamp, "") == "fine");
}
