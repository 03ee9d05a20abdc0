// The writer as a guest on an HTTP server's thread: what is decided where, and that nothing is lost or done
// twice on the way from one to the other.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <condition_variable>
#include <future>
#include <limits>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "adapters/audit/verify.hpp"
#include "adapters/http/server/server.hpp"
#include "adapters/postgres/writer.hpp"
#include "adapters/system/clock.hpp"
#include "events/log/checkpoint.hpp"
#include "tests/support/given.hpp"
#include "tests/support/pg_fixture.hpp"

namespace daybook::test {
namespace {

using std::chrono::milliseconds;

class NoRequests : public http::Dispatcher {
 public:
  std::variant<std::size_t, http::Response> admit(http::Request&) override { return std::size_t{0}; }
  void dispatch(http::Request, http::Reply) override {}
};

std::string no_order(const OrderState&, const KeyLookup&) { return {}; }

/// What a command does beside appending one admin.
enum class Kind { plain, asks_first, leaves_and_asks, needs_head, refused, refused_at_once };

struct Done {
  Result<Answer> answer = refuse(RefusalCode::internal_error, "never answered");
  std::thread::id on{};
};

class Stand {
 public:
  explicit Stand(std::int64_t most_callers = std::numeric_limits<std::int64_t>::max())
      : view_(database.app_url()),
        writer_(database.app_url(), view_, vault_, policy_, ids_, no_order, {.know_stored_keys = true}),
        other_view_(database.app_url()),
        other_(database.app_url(), other_view_, vault_, policy_, ids_, no_order, {}),
        server_({}, nobody_),
        most_callers_(most_callers) {
    server_.start();
    while (!writer_.knows_stored_keys()) std::this_thread::sleep_for(milliseconds(5));
    std::promise<std::thread::id> here;
    server_.loop()->post([&] { here.set_value(std::this_thread::get_id()); });
    loop_thread = here.get_future().get();
    join_loop();
    call(Kind::plain);  // the first one takes the head
    come_back();
  }
  ~Stand() { writer_.leave_loop(); }

  void join_loop() { writer_.decide_on(*server_.loop(), most_callers_); }
  void leave_loop() { writer_.leave_loop(); }
  /// Until the loop may decide again.
  static void come_back() { std::this_thread::sleep_for(milliseconds(80)); }

  /// Under a key if `key` is not 0, whose commands all append the same admin.
  Command command(Kind kind, std::uint64_t key, std::function<void(Result<Answer>)> done) {
    const AdminId admin = key > 0 ? given::id<AdminId>(key) : AdminId(ids_.next());
    Command out;
    out.origin.actor = "cli";
    out.origin.correlation_id = admin.str();
    if (key > 0) {
      const log::Hash digest = log::sha256(admin.str());
      out.key = RequestKey{digest, digest};
    }
    out.run = [this, kind, admin](Workspace& ws) -> Result<Answer> {
      {
        std::lock_guard lock(mutex_);
        ran_on[admin.str()].push_back(std::this_thread::get_id());
      }
      if (kind == Kind::needs_head) (void)ws.stream("admin-" + admin.str());
      if (kind == Kind::asks_first || kind == Kind::refused) (void)ws.order(OrderId(ids_.next()));
      if (kind == Kind::refused || kind == Kind::refused_at_once)
        return refuse(RefusalCode::conflict, "not this one");
      const PersonId person(ids_.next());
      ws.append({{AdminCreated{admin, person, {}, Role::STAFF, admin.str(), ""}, ws.now()}});
      if (kind == Kind::leaves_and_asks) (void)ws.order(OrderId(ids_.next()));
      return Answer{201, R"({"id":")" + admin.str() + R"("})", 0, false, {}, {}};
    };
    out.done = std::move(done);
    return out;
  }

  /// Submitted from the loop's thread, as a request's command is. Returns the correlation id and what came of
  /// it.
  std::pair<std::string, Done> call(Kind kind, std::uint64_t key = 0) {
    auto done = std::make_shared<std::promise<Done>>();
    Command submitted = command(kind, key, [done](Result<Answer> answer) {
      done->set_value({std::move(answer), std::this_thread::get_id()});
    });
    const std::string id = submitted.origin.correlation_id;
    server_.loop()->post([this, &submitted] { writer_.submit(std::move(submitted)); });
    return {id, done->get_future().get()};
  }

  /// As another process would.
  void append_elsewhere() { (void)other_.execute(command(Kind::plain, 0, {})); }

  Writer& writer() { return writer_; }
  EventLoop& loop() { return *server_.loop(); }

  /// Where each run of a command was, by its correlation id.
  std::vector<std::thread::id> runs(const std::string& id) {
    std::lock_guard lock(mutex_);
    return ran_on[id];
  }
  /// How often each admin was created, by its id; and the log is sound.
  std::map<std::string, int> log() {
    pg::Connection reader(database.app_url());
    const auto rows = reader.exec("SELECT stream, position FROM events ORDER BY position");
    std::map<std::string, int> times;
    for (int i = 0; i < rows.size(); ++i) ++times[std::string(rows.text(i, 0)).substr(6)];
    const auto signer = log::Signer::create("daybook.test/log", std::string(32, 'k'));
    const auto report = audit::verify(
        {.database_url = database.app_url(), .verifier = signer->verifier(), .read_models = false});
    CHECK_MESSAGE(!report.bad, (report.bad ? report.bad->text() : ""));
    CHECK(report.events == rows.size());
    return times;
  }

  TestDatabase database;
  std::thread::id loop_thread;

 private:
  Vault vault_{std::string(32, 'm')};
  Policy policy_;
  SystemIds ids_;
  LedgerView view_;
  std::mutex mutex_;
  std::map<std::string, std::vector<std::thread::id>> ran_on;
  NoRequests nobody_;
  Writer writer_;
  LedgerView other_view_;
  Writer other_;
  http::Server server_;
  std::int64_t most_callers_;
};

TEST_CASE("writer on a loop: what needs no look-up is decided, committed and answered on the loop's thread") {
  Stand stand;
  for (int i = 0; i < 3; ++i) {
    const auto [id, done] = stand.call(Kind::plain);
    REQUIRE(done.answer);
    CHECK(done.on == stand.loop_thread);
    CHECK(stand.runs(id) == std::vector{stand.loop_thread});
  }
  CHECK(stand.log().size() == 4);
}

TEST_CASE(
    "writer on a loop: what asks the store goes to the writer's thread, and comes back when that is over") {
  Stand stand;
  for (const Kind kind : {Kind::asks_first, Kind::leaves_and_asks, Kind::needs_head}) {
    CAPTURE(int(kind));
    const auto [asked, done] = stand.call(kind);
    REQUIRE(done.answer);
    const auto runs = stand.runs(asked);
    REQUIRE(runs.size() >= 2);
    CHECK(runs.front() == stand.loop_thread);  // it tried
    CHECK(runs.back() != stand.loop_thread);
    const auto [soon, done_soon] = stand.call(Kind::plain);
    REQUIRE(done_soon.answer);
    CHECK(stand.runs(soon).front() != stand.loop_thread);
    Stand::come_back();
    const auto [later, done_later] = stand.call(Kind::plain);
    REQUIRE(done_later.answer);
    CHECK(stand.runs(later) == std::vector{stand.loop_thread});
  }
  for (const auto& [id, times] : stand.log()) CHECK(times == 1);
}

TEST_CASE("writer on a loop: commands decided before one that must wait are not decided again") {
  Stand stand;
  const std::vector<Kind> kinds{Kind::plain, Kind::plain, Kind::asks_first, Kind::plain};
  std::vector<std::promise<bool>> answered(kinds.size());
  std::vector<std::string> ids;
  std::vector<Command> commands;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    commands.push_back(stand.command(
        kinds[i], 0, [&answered, i](Result<Answer> answer) { answered[i].set_value(answer.has_value()); }));
    ids.push_back(commands.back().origin.correlation_id);
  }
  stand.loop().post([&] {  // one step: nothing else runs on the loop in between
    for (Command& command : commands) stand.writer().submit(std::move(command));
  });
  for (auto& promise : answered) CHECK(promise.get_future().get());
  CHECK(stand.runs(ids[0]) == std::vector{stand.loop_thread});
  CHECK(stand.runs(ids[1]) == std::vector{stand.loop_thread});
  CHECK(stand.runs(ids[2]).size() == 2);
  CHECK(stand.runs(ids[3]).size() == 1);
  CHECK(stand.runs(ids[3]).front() != stand.loop_thread);
  for (const auto& [id, times] : stand.log()) CHECK(times == 1);
}

TEST_CASE("writer on a loop: a refusal under a new key is looked up first, and a kept answer is told again") {
  Stand stand;
  const auto [refused, done] = stand.call(Kind::refused_at_once, 7);
  REQUIRE_FALSE(done.answer);
  CHECK(done.answer.error().code == RefusalCode::conflict);
  CHECK(stand.runs(refused).back() != stand.loop_thread);  // another process may have kept an answer
  Stand::come_back();
  const auto [first, made] = stand.call(Kind::plain, 8);
  const auto [second, again] = stand.call(Kind::plain, 8);
  REQUIRE(made.answer);
  REQUIRE(again.answer);
  CHECK_FALSE(made.answer->repeated);
  CHECK(again.answer->repeated);
  CHECK(again.answer->position == made.answer->position);
}

TEST_CASE("writer on a loop: with more callers than it is for, the writer's thread decides") {
  Stand stand(0);
  const auto [id, done] = stand.call(Kind::plain);
  REQUIRE(done.answer);
  CHECK(stand.runs(id).front() != stand.loop_thread);
}

TEST_CASE("writer on a loop: it may be left in the middle of a commit, and stopped") {
  Stand stand;
  pg::Connection other(stand.database.super_url());
  other.exec("BEGIN; SELECT 1 FROM log_head FOR UPDATE");  // the commit waits for the head
  std::promise<bool> answered;
  stand.loop().post([&] {
    stand.writer().submit(stand.command(
        Kind::plain, 0, [&](Result<Answer> answer) { answered.set_value(answer.has_value()); }));
  });
  std::this_thread::sleep_for(milliseconds(100));
  std::promise<bool> answered_behind;  // stands decided behind that commit
  stand.loop().post([&] {
    stand.writer().submit(stand.command(
        Kind::plain, 0, [&](Result<Answer> answer) { answered_behind.set_value(answer.has_value()); }));
  });
  std::promise<void> alive;
  stand.loop().post([&] { alive.set_value(); });
  CHECK(alive.get_future().wait_for(milliseconds(500)) == std::future_status::ready);  // nobody waits there
  std::thread releasing([&] {
    std::this_thread::sleep_for(milliseconds(100));
    other.exec("ROLLBACK");
  });
  stand.leave_loop();
  CHECK(answered.get_future().get());
  auto behind = answered_behind.get_future();
  CHECK(behind.wait_for(std::chrono::seconds(5)) == std::future_status::ready);
  CHECK(behind.get());
  releasing.join();
  const auto [id, done] = stand.call(Kind::plain);
  REQUIRE(done.answer);
  CHECK(stand.runs(id).front() != stand.loop_thread);
  stand.writer().stop();
  const auto [late, refused] = stand.call(Kind::plain);
  REQUIRE_FALSE(refused.answer);
  CHECK(refused.answer.error().code == RefusalCode::store_unavailable);
  CHECK(stand.log().size() == 4);
}

/// Oracle: a command that was accepted stands in the log once, one that was refused never, one whose outcome
/// nobody knows at most once; commands of one key are one.
TEST_CASE("writer on a loop: a storm of all kinds, lost connections and another process append each once") {
  Stand stand;
  Stand::come_back();
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  constexpr int kCommands = 9'000;
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, std::vector<Done>> ended;  // by correlation id
  std::map<std::string, int> submitted;
  int open = 0;

  std::atomic<bool> over{false};
  std::thread trouble([&] {
    std::mt19937 random(seed + 1);
    pg::Connection super(stand.database.super_url());
    while (!over) {
      std::this_thread::sleep_for(milliseconds(20 + random() % 60));
      switch (random() % 4) {
        case 0:
          super.exec(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND "
              "usename = 'daybook_app' ORDER BY random() LIMIT 1");
          break;
        case 1:
          stand.leave_loop();
          stand.join_loop();
          break;
        default:
          stand.append_elsewhere();
      }
    }
  });

  std::vector<std::thread> callers;
  for (unsigned caller = 0; caller < 3; ++caller)
    callers.emplace_back([&, caller] {
      std::mt19937 random(seed + 10 + caller);
      for (int i = 0; i < kCommands / 3; ++i) {
        const Kind kind = random() % 3 > 0 ? Kind::plain : static_cast<Kind>(random() % 6);
        const std::uint64_t key = random() % 4 == 0 ? 1 + random() % 300 : 0;
        // Under a key each is the same request, whatever it does beside: who is first decides.
        auto id = std::make_shared<std::string>();
        Command command = stand.command(kind, key, [&, id](Result<Answer> answer) {
          std::lock_guard lock(mutex);
          ended[*id].push_back({std::move(answer), {}});
          --open;
          changed.notify_all();
        });
        *id = command.origin.correlation_id;
        std::unique_lock lock(mutex);
        const int most = 1 + int(random() % 120);  // now one at a time, now many
        changed.wait(lock, [&] { return open < most; });
        ++open;
        ++submitted[*id];
        lock.unlock();
        if (caller == 0) {
          auto carried = std::make_shared<Command>(std::move(command));
          stand.loop().post([&stand, carried] { stand.writer().submit(std::move(*carried)); });
        } else {
          stand.writer().submit(std::move(command));
        }
      }
    });
  for (auto& caller : callers) caller.join();
  {
    std::unique_lock lock(mutex);
    CHECK(changed.wait_for(lock, std::chrono::seconds(60), [&] { return open == 0; }));
  }
  over = true;
  trouble.join();
  stand.leave_loop();

  auto log = stand.log();
  int accepted = 0, unknown = 0;
  for (const auto& [id, times] : submitted) {
    CAPTURE(id);
    const auto& answers = ended[id];
    REQUIRE(int(answers.size()) == times);
    bool any_accepted = false, any_unknown = false;
    for (const Done& done : answers) {
      if (done.answer) any_accepted = true;
      if (!done.answer && done.answer.error().code == RefusalCode::store_unavailable) any_unknown = true;
      if (!done.answer && done.answer.error().code == RefusalCode::internal_error)
        FAIL_CHECK(done.answer.error().detail);
    }
    accepted += any_accepted;
    unknown += any_unknown;
    if (any_accepted) CHECK(log[id] == 1);
    if (!any_accepted && !any_unknown) CHECK(log[id] == 0);
    CHECK(log[id] <= 1);
  }
  CHECK(accepted > kCommands / 2);
  CHECK(unknown < kCommands / 100);
}

}  // namespace
}  // namespace daybook::test
