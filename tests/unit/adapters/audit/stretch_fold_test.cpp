// Rows of stretches are digested as each stretch ends; the digest is that of all rows together.

#include "adapters/audit/stretch_fold.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "tests/support/source_dir.hpp"

namespace daybook {
namespace {

Recorded captured_at(std::int64_t position) {
  std::ifstream file(test::source_dir() / "tests/golden/events/payment.captured.v1.json", std::ios::binary);
  std::string payload{std::istreambuf_iterator<char>(file), {}};
  if (payload.ends_with('\n')) payload.pop_back();
  Recorded recorded{};
  recorded.envelope.position = {position};
  recorded.envelope.type = "payment.captured";
  recorded.envelope.effective_at = {1'800'000'000'000'000};
  PaymentCaptured event = std::get<PaymentCaptured>(decode_event("payment.captured", 1, payload));
  event.amount = event.parts.total();
  recorded.event = event;
  return recorded;
}

TEST_CASE("a stretch is digested at its end, up to the position that is asked for") {
  const std::int64_t positions[] = {1, 511, 512, 65'535, 65'536, 65'537, 131'072, 131'073};
  for (const std::int64_t compare_at : {0, 1, 65'535, 65'536, 131'072, 200'000}) {
    CAPTURE(compare_at);
    audit::ReplayDigest in_stretches(5), all_at_once(5);
    audit::StretchFold fold(Zone{}, compare_at, in_stretches);
    ReadModels models{Zone{}};
    Int128 posted = 0;
    for (const std::int64_t position : positions) {
      const Recorded recorded = captured_at(position);
      const auto entry = post(recorded);
      REQUIRE(!entry.empty());
      for (const Posting& p : entry)
        if (!p.payee_part) posted += p.amount.value;
      fold.take(recorded.envelope, entry);
      if (position <= compare_at) apply_by_stretch(recorded.envelope, entry, models);
    }
    fold.finish();
    models.each_table([&](auto& table) { table.each([&](const auto& row) { all_at_once.row(row); }); });
    for (std::size_t table = 0; table < all_at_once.tables().size(); ++table)
      CHECK(in_stretches.tables()[table].whole() == all_at_once.tables()[table].whole());
    const auto days = all_at_once.tables()[audit::table_number<AccountDayRow>()].whole();
    CHECK((days.rows > 0) == (compare_at > 0));
    REQUIRE(fold.trial().size() == 1);
    CHECK(fold.trial().begin()->second == posted);  // beyond compare_at too
  }
}

}  // namespace
}  // namespace daybook
