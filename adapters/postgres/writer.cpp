#include "adapters/postgres/writer.hpp"

#include <fmt/format.h>

#include <future>

#include "adapters/log.hpp"

namespace daybook {
namespace {

/// A command failed after it had appended: what stands in memory must not be committed.
struct BatchSpoiled : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Result<Answer> unavailable(const char* detail) { return refuse(RefusalCode::store_unavailable, detail); }

}  // namespace

Writer::Writer(std::string url, LedgerView& view, const Vault& vault, const Policy& policy, IdSource& ids,
               Options options)
    : url_(std::move(url)), view_(view), vault_(vault), options_(options), policy_(policy), ids_(ids) {
  ensure_connected();
  thread_ = std::thread([this] { loop(); });
}

Writer::~Writer() { stop(); }

void Writer::ensure_connected() {
  if (!connection_) {
    connection_ = std::make_unique<pg::Connection>(url_);
    workspace_ = std::make_unique<Workspace>(*connection_, vault_, policy_, ids_);
    workspace_->reset(view_.copy());
  } else if (!connection_->alive()) {
    connection_->reconnect();
  }
}

void Writer::submit(Command command) {
  {
    std::lock_guard lock(mutex_);
    if (!stopping_ && queue_.size() < options_.queue_limit) {
      queue_.push_back(std::move(command));
      arrived_.notify_one();
      return;
    }
  }
  command.done(unavailable("the server is too busy or stopping: try again"));
}

Result<Answer> Writer::execute(Command command) {
  std::promise<Result<Answer>> promise;
  auto future = promise.get_future();
  command.done = [&](Result<Answer> answer) { promise.set_value(std::move(answer)); };
  submit(std::move(command));
  return future.get();
}

void Writer::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Writer::loop() {
  while (true) {
    std::vector<Command> batch;
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      while (!queue_.empty() && batch.size() < options_.batch_limit) {
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
    }
    run_batch(batch);
    done_ += static_cast<std::int64_t>(batch.size());
  }
}

void Writer::run_batch(std::vector<Command>& batch) {
  const auto deadline = std::chrono::steady_clock::now() + options_.patience;
  auto pause = std::chrono::milliseconds(20);
  Results results;
  bool resolved = false;
  while (!resolved) {
    std::string trouble;
    bool unknown = false;
    try {
      ensure_connected();
      attempt(batch, results);
      resolved = true;
    } catch (const pg::Error& e) {
      trouble = e.what();
      if (committing_ && e.connection_lost) {
        try {
          if (was_committed()) resolved = true;
        } catch (const std::exception&) {
          unknown = true;
        }
      }
      if (!resolved && !unknown && !e.retryable()) return run_alone(batch, trouble);
    } catch (const BatchSpoiled& e) {
      trouble = e.what();  // the spoiling command is answered on the next attempt, the others go on
    } catch (const std::exception& e) {
      trouble = e.what();
    }
    committing_ = false;
    if (resolved) break;
    logging::warn("a batch of {} commands did not commit: {}", batch.size(), trouble);
    roll_back();
    if (workspace_) workspace_->reset(view_.copy());
    if (unknown || std::chrono::steady_clock::now() + pause > deadline) {
      results.assign(batch.size(),
                     unavailable(unknown ? "the event store went away while committing: repeat the "
                                           "request with the same Idempotency-Key to learn its outcome"
                                         : "the event store is not reachable: try again"));
      break;
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds(500));
  }
  if (resolved) view_.apply(workspace_->appended());
  for (std::size_t i = 0; i < batch.size(); ++i) batch[i].done(std::move(results[i]));
}

void Writer::roll_back() noexcept {
  try {
    if (connection_ && connection_->alive()) connection_->exec("ROLLBACK");
  } catch (const std::exception& e) {
    logging::info("the connection is gone, and with it the transaction: {}", e.what());
  }
}

void Writer::run_alone(std::vector<Command>& batch, const std::string& trouble) {
  logging::error("the store refused a batch of {}: {}", batch.size(), trouble);
  committing_ = false;
  roll_back();
  workspace_->reset(view_.copy());
  if (batch.size() == 1)
    return batch.front().done(
        refuse(RefusalCode::internal_error, "the store refused the request: nothing changed"));
  for (auto& command : batch) {  // one of them is the culprit; the others must not pay for it
    std::vector<Command> alone;
    alone.push_back(std::move(command));
    run_batch(alone);
  }
}

void Writer::attempt(std::vector<Command>& batch, Results& results) {
  results.clear();
  new_kept_.clear();
  kept_.clear();
  // Nobody may hold the head for long: neither a writer that hangs elsewhere nor this one.
  connection_->exec(
      "BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL idle_in_transaction_session_timeout = '10s'");
  view_.apply(workspace_->take_head());
  load_kept(batch);
  std::vector<OrderId> orders;
  std::vector<std::string> refs, emails;
  for (const auto& c : batch) {
    orders.insert(orders.end(), c.orders.begin(), c.orders.end());
    refs.insert(refs.end(), c.refs.begin(), c.refs.end());
    emails.insert(emails.end(), c.emails.begin(), c.emails.end());
  }
  workspace_->prefetch(orders, refs, emails);
  results.reserve(batch.size());
  for (auto& command : batch) results.push_back(run_one(command));
  if (workspace_->appended().empty() && new_kept_.empty()) {
    connection_->exec("ROLLBACK");
    return;
  }
  workspace_->flush();
  save_kept();
  committing_ = true;
  connection_->exec("COMMIT");
  committing_ = false;
}

Result<Answer> Writer::run_one(Command& command) {
  if (command.key) {
    if (auto it = kept_.find(command.key->scope); it != kept_.end()) {
      if (it->second.digest != command.key->digest)
        return refuse(RefusalCode::idempotency_key_reused,
                      "this Idempotency-Key was used with another body: use a new key for a new request");
      Answer answer = it->second.answer;
      answer.repeated = true;
      return answer;
    }
  }
  const std::size_t before = workspace_->appended().size();
  workspace_->begin_command(command.origin);
  Result<Answer> result =
      refuse(RefusalCode::internal_error, "the request failed inside: it changed nothing");
  try {
    result = command.run(*workspace_);
  } catch (const pg::Error&) {
    throw;
  } catch (const OverflowError&) {
    result = refuse(RefusalCode::validation_failed, "an amount leaves the range of 64-bit minor units");
  } catch (const std::exception& e) {
    logging::error("request {} failed inside: {}", command.origin.correlation_id, e.what());
  }
  const bool appended = workspace_->appended().size() > before;
  if (!result) {
    workspace_->abandon_command();
    if (appended) {
      const Refusal refusal = result.error();
      command.run = [refusal](Workspace&) -> Result<Answer> { return refuse(refusal); };
      throw BatchSpoiled("a command failed after appending: " + refusal.detail);
    }
    return result;
  }
  result->position = workspace_->position();
  if (command.key && (appended || result->status < 300)) {
    Kept kept{command.key->digest, *result};
    new_kept_.emplace_back(command.key->scope, kept);
    kept_[command.key->scope] = std::move(kept);
  }
  return result;
}

void Writer::load_kept(const std::vector<Command>& batch) {
  std::vector<std::string> scopes;
  for (const auto& c : batch)
    if (c.key) scopes.push_back(pg::bytea(c.key->scope));
  if (scopes.empty()) return;
  const auto rows = connection_->exec(
      "SELECT scope, request_digest, status, position, body FROM idempotency WHERE scope = ANY($1::bytea[])",
      {pg::text_array(scopes)});
  for (int i = 0; i < rows.size(); ++i) {
    Kept kept{rows.bytes(i, 1), {}};
    kept.answer.status = static_cast<int>(rows.integer(i, 2));
    kept.answer.position = rows.integer(i, 3);
    const std::string scope = rows.bytes(i, 0);
    kept.answer.body =
        rows.null(i, 4) ? R"({"erased":true})" : vault_.open_bytes("answer:" + scope, rows.bytes(i, 4));
    kept_[scope] = std::move(kept);
  }
}

void Writer::save_kept() {
  if (new_kept_.empty()) return;
  std::string rows;
  const std::string now = to_string(workspace_->now());
  for (const auto& [scope, kept] : new_kept_)
    rows += fmt::format("\\{}\t\\{}\t{}\t{}\t\\{}\t{}\t{}\n", pg::bytea(scope), pg::bytea(kept.digest),
                        kept.answer.status, kept.answer.position,
                        pg::bytea(vault_.seal_bytes("answer:" + scope, kept.answer.body)),
                        kept.answer.person ? kept.answer.person->str() : "\\N", now);
  connection_->copy_in(
      "COPY idempotency (scope, request_digest, status, position, body, person_id, created_at) FROM STDIN",
      rows);
}

bool Writer::was_committed() {
  const auto& ours = workspace_->appended();
  if (ours.empty()) return false;
  const auto deadline = std::chrono::steady_clock::now() + options_.patience;
  while (true) {
    try {
      connection_->reconnect();
      // The old backend may still be committing: its head lock must be gone before the answer is final.
      // Positions are given out under that lock: whoever stands at our first position is the outcome.
      connection_->exec("BEGIN; SET LOCAL lock_timeout = '5s'; SELECT 1 FROM log_head FOR UPDATE");
      const auto rows = connection_->exec("SELECT event_id FROM events WHERE position = $1",
                                          {std::to_string(ours.front().envelope.position.value)});
      connection_->exec("ROLLBACK");
      return rows.size() == 1 && rows.text(0, 0) == ours.front().envelope.event_id.str();
    } catch (const pg::Error&) {
      if (std::chrono::steady_clock::now() > deadline) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  }
}

}  // namespace daybook
