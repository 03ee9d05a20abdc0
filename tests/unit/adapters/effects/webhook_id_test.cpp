// Ids of deliveries sort as the facts do, and a server that is silent is asked by one worker at a time.

#include "adapters/effects/webhook_id.hpp"

#include <doctest/doctest.h>

#include "adapters/effects/silent_endpoints.hpp"
#include "tests/support/given.hpp"

using namespace daybook;
using namespace daybook::given;

TEST_CASE("webhook ids: read back as written, in the order of positions, and nothing else is one") {
  const auto endpoint = id<EndpointId>(7);
  std::string last;
  for (const std::int64_t position : {1, 9, 10, 99'999, 2'000'000'000}) {
    const std::string text = WebhookId{endpoint, position}.str();
    CHECK(text.starts_with(webhook_prefix(endpoint)));
    CHECK(last < text);
    last = text;
    const auto read = WebhookId::parse(text);
    REQUIRE(read);
    CHECK(read->endpoint == endpoint);
    CHECK(read->position == position);
  }
  for (std::string bad : {std::string(), std::string("webhook-"), last + "0", "mail" + last.substr(7),
                          last.substr(0, last.size() - 1) + "x", last.substr(0, last.size() - 1) + "-"})
    CHECK(!WebhookId::parse(bad));
  std::string other = last;
  other[44] = '+';
  CHECK(!WebhookId::parse(other));
}

TEST_CASE("silent endpoints: one worker at a time asks again, after a rest") {
  SilentEndpoints silent;
  const auto endpoint = id<EndpointId>(1), other = id<EndpointId>(2);
  const auto start = SilentEndpoints::Clock::now();
  const auto later = start + SilentEndpoints::kRest;
  CHECK(silent.may_call(endpoint, start));
  CHECK(silent.may_call(endpoint, start));  // as long as it answers, any number
  silent.heard(endpoint, false, start);
  CHECK(!silent.may_call(endpoint, start));
  CHECK(silent.may_call(other, start));
  CHECK(silent.may_call(endpoint, later));
  CHECK(!silent.may_call(endpoint, later));
  silent.heard(endpoint, false, later);
  CHECK(!silent.may_call(endpoint, later));
  CHECK(silent.may_call(endpoint, later + SilentEndpoints::kRest));
  silent.heard(endpoint, true, later);
  CHECK(silent.may_call(endpoint, later));
  CHECK(silent.may_call(endpoint, later));
}
