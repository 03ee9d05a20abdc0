#pragma once
// What one transaction of the write path writes, and its writing: one round trip, all or nothing.

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "adapters/postgres/copy_rows.hpp"
#include "adapters/postgres/pg.hpp"
#include "adapters/vault/vault.hpp"
#include "events/envelope.hpp"
#include "events/log/hash.hpp"

namespace daybook {

/// What a command answered; `body` is JSON.
struct Answer {
  int status = 200;
  std::string body;
  std::int64_t position = 0;       ///< of its last event, or of the head when it appended none
  bool repeated = false;           ///< the kept answer of an earlier request with the same key
  std::optional<PersonId> person;  ///< whose data the body holds: erased with the person
  /// The body shows this order as it stands at `position`: kept without its text, the log tells it again.
  std::optional<OrderId> order;
};

/// An answer to keep under its idempotency key.
struct KeptAnswer {
  log::Hash scope;
  log::Hash digest;
  Answer answer;
};

/// One person, new to us.
struct NewPerson {
  PersonId id;
  Uuid email_hash{};
  std::string wrapped_key;
};

/// A raw webhook body, sealed under the person's key or, without one, the master key.
struct SealedBody {
  std::string external_id;
  std::optional<PersonId> person;
  std::string sealed;
};

/// Rows are encoded as they are decided, so that nothing but the server's work stands between two commits.
struct AppendBatch {
  GlobalPosition decided_at;  ///< the head it was decided at, and must still find
  Instant now;
  std::string frontier;  ///< the log's, with `events` appended
  std::vector<Recorded> events;
  pg::CopyRows event_rows;
  pg::CopyRows answer_rows;
  std::vector<std::tuple<int, std::int64_t, log::Hash>> nodes;  ///< level, index, root
  std::vector<std::pair<std::string, std::string>> refs;        ///< external reference, stream
  std::vector<NewPerson> people;
  std::vector<SealedBody> bodies;
  std::vector<PersonId> erased;

  bool writes() const { return !event_rows.empty() || !answer_rows.empty(); }
};

/// The rows of one transaction's parts; their columns are the constants beside.
void add_event(pg::CopyRows& rows, const Envelope& event);  ///< kEventColumns
extern const char* const kPersonColumns;
void add_person(pg::CopyRows& rows, const NewPerson& person);
extern const char* const kAnswerColumns;
/// What a kept answer's text is sealed to (Vault::seal_bytes): the whole scope.
std::string answer_place(const log::Hash& scope);
/// Without its text when the log can tell it again; sealed otherwise.
void add_answer(pg::CopyRows& rows, const KeptAnswer& answer, Instant at, const Vault& vault);

/// SQLSTATE of a batch that was decided at a head that has moved on since.
inline constexpr const char* kHeadMoved = "40001";
/// SQLSTATE of a batch with a key that another process has stored.
inline constexpr const char* kKeyTaken = "23505";

/// Writes the batch and commits it, in a transaction that takes the head before anything else; `head_taken`,
/// if given, is told when it has. Throws pg::Error, kHeadMoved among them; nothing was written then, unless
/// the connection was lost: ask was_committed.
void commit_batch(pg::Connection& connection, AppendBatch& batch,
                  const std::function<void()>& head_taken = {});
/// Small enough to be sent at once, whether the server reads or waits for the head.
bool goes_at_once(const AppendBatch& batch);
/// commit_batch of such a one, without the waiting: what comes of it, `connection.receive()` returns or
/// throws.
void send_batch(pg::Connection& connection, AppendBatch& batch);
/// commit_batch inside the transaction that holds the head.
void commit_under_lock(pg::Connection& connection, AppendBatch& batch);

/// commit_batch in two steps, for a batch on top of one that is not committed yet: first its rows, ...
void insert_batch(pg::Connection& connection, AppendBatch& batch);
/// ... then, when that one is committed, the head, unless another process holds it, and the commit. After an
/// error the transaction is to be rolled back.
void commit_inserted(pg::Connection& connection, AppendBatch& batch);

/// Ends the transaction, if the connection has not taken it along.
void roll_back(pg::Connection& connection) noexcept;

/// After a lost connection, whose server process was `backend`: do these events stand in the log? Ends that
/// process, which may not know yet that nobody listens, and waits for the head's lock; throws pg::Error when
/// the store stays away for `patience`.
bool was_committed(pg::Connection& connection, int backend, const std::vector<Recorded>& events,
                   std::chrono::milliseconds patience);

}  // namespace daybook
