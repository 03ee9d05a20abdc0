#include "events/reconciliation/import_statement.hpp"

#include "events/reconciliation/hand_match.hpp"
#include "tests/support/given.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

ImportedLine line(const std::string& id, std::int64_t net) {
  ImportedLine out;
  out.line_id = id;
  out.at = day(1);
  out.type = "entry";
  out.amount = out.net = Minor{net};
  out.currency = currency("EUR");
  return out;
}

ImportStatement command(std::vector<ImportedLine> lines, std::optional<ImportedBalance> balance = {}) {
  return {"assets:bank", StatementFormat::camt053,
          "ab",          {{"h", day(0), day(2), balance, std::move(lines)}},
          "admin",       day(3)};
}

}  // namespace

TEST_CASE("statement import: its lines follow in chunks, whole or not at all") {
  CountingIds ids;
  std::vector<ImportedLine> lines;
  for (int i = 0; i < 1'001; ++i) lines.push_back(line("l" + std::to_string(i), 1));
  const auto events =
      decide({}, ids, command(lines, ImportedBalance{currency("EUR"), Minor{10}, Minor{1'011}}));
  REQUIRE(events);
  REQUIRE(events->size() == 4);
  const auto& fact = std::get<StatementImported>(events->at(0).event);
  CHECK(fact.lines == 1'001);
  CHECK(fact.known == 0);
  CHECK(std::get<StatementLinesImported>(events->at(3).event).first == 1'001);
  CHECK(std::get<StatementLinesImported>(events->at(3).event).lines.size() == 1);
  CHECK(encode_payload(events->at(1).event).size() < 200'000);
}

TEST_CASE("statement import: known lines are skipped, and only if they say the same") {
  CountingIds ids;
  const std::map<std::string, ImportedLine> known{{"a", line("a", 5)}};
  const auto events = decide(known, ids, command({line("a", 5), line("b", 6)}));
  REQUIRE(events);
  CHECK(std::get<StatementImported>(events->at(0).event).known == 1);
  CHECK(std::get<StatementLinesImported>(events->at(1).event).lines.at(0).line_id == "b");
  const auto changed = decide(known, ids, command({line("b", 6), line("a", 4)}));
  REQUIRE(!changed);
  CHECK(changed.error().code == RefusalCode::conflict);
  CHECK(changed.error().detail.find("line a ") != std::string::npos);
  const auto twice = decide({}, ids, command({line("b", 6), line("b", 6)}));
  REQUIRE(!twice);
  CHECK(twice.error().errors.at(0).pointer == "/lines/b");
}

TEST_CASE("statement import: the lines must lead from the opening to the closing balance") {
  CountingIds ids;
  const auto wrong =
      decide({}, ids, command({line("a", 5)}, ImportedBalance{currency("EUR"), Minor{1}, Minor{7}}));
  REQUIRE(!wrong);
  CHECK(wrong.error().errors.at(0).pointer == "/statements/0/balance");
}

TEST_CASE("matches by hand: everything is in one match at most, and a match can be undone once") {
  HandMatches state;
  const auto happened = [&](const Result<NewEvents>& events) {
    REQUIRE(events);
    for (const auto& e : *events) evolve(state, Recorded{{}, e.event});
  };
  const auto match = [](std::uint64_t n, std::vector<std::string> lines,
                        std::vector<std::int64_t> positions) {
    return MatchByHand{
        id<HandMatchId>(n), "assets:bank", std::move(lines), std::move(positions), "why", "admin", day(1)};
  };
  happened(decide(state, match(1, {"a"}, {7})));
  CHECK(decide(state, match(2, {"a"}, {8})).error().code == RefusalCode::conflict);
  CHECK(decide(state, match(2, {"b"}, {7})).error().code == RefusalCode::conflict);
  CHECK(decide(state, match(2, {"b", "b"}, {8})).error().errors.at(0).pointer == "/lines/0");
  CHECK(decide(state, match(2, {}, {8, 8})).error().errors.at(0).pointer == "/positions/0");
  CHECK(!decide(state, match(2, {"b"}, {})));
  const auto undo = [](std::uint64_t n) {
    return UndoMatch{id<HandMatchId>(n), "assets:bank", "why", "admin", day(2)};
  };
  CHECK(decide(state, undo(2)).error().code == RefusalCode::not_found);
  happened(decide(state, undo(1)));
  CHECK(decide(state, undo(1)).error().code == RefusalCode::conflict);
  happened(decide(state, match(3, {"a"}, {7})));
}
