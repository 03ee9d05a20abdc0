#pragma once
// Reads of one order or one payee's balance, now or at an earlier point, which users ask for most. One thread
// takes all that are waiting and asks for them together, in one round trip and from one snapshot: group
// commit, for reads.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/postgres/payees_as_of.hpp"
#include "adapters/postgres/pg.hpp"
#include "adapters/postgres/plan_age.hpp"
#include "core/instant.hpp"

namespace daybook {

/// A run of rows with the same key in their first column. All columns are in binary.
struct KeyedRows {
  const pg::Rows& rows;
  int begin = 0;
  int end = 0;
  bool empty() const { return begin == end; }
};

/// Where the read models stand, and when the event there was recorded; nothing while there is none.
struct ReadPoint {
  std::int64_t position = 0;
  std::optional<Instant> recorded_at;
};

/// What one snapshot says about some orders and payees.
class PointRows {
 public:
  /// Asks; duplicates are fine. The connection must be one of point_connection's. `last` is where the read
  /// models stood when they were asked last, and becomes where they stand. Throws pg::Error.
  PointRows(pg::Connection& connection, ReadPoint& last, const std::vector<Uuid>& orders,
            const std::vector<Uuid>& payees, std::vector<PayeeAsOf> past = {});

  const ReadPoint& reached() const { return reached_; }
  /// In the currencies in which anything happened to the payee.
  std::map<Currency, PayeeSums> balances(const Uuid& payee) const;
  /// id, position of its last event, the customer's wrapped_key (null: erased), then of the commission
  /// payout_status (null: there is none), hold_until, payout_id, accrued_at, paid_at
  KeyedRows order(const Uuid& id) const { return of(orders_, id); }
  /// The order's facts (order_fact), in order, perhaps beyond that last one.
  KeyedRows events(const Uuid& order) const { return of(orders_ + 1, order); }
  /// One of those asked for.
  struct Past {
    ReadPoint at;  ///< the asked position, but never behind reached()'s
    const std::map<Currency, PayeeSums>& sums;
  };
  Past past(const PayeeAsOf& asked) const;

 private:
  std::vector<pg::Query> queries(const std::vector<Uuid>& orders, const std::vector<Uuid>& payees,
                                 std::int64_t bound);
  KeyedRows of(std::size_t statement, const Uuid& key) const;
  std::vector<pg::Rows> rows_;
  std::size_t balances_ = 0, orders_ = 0;  ///< which of them; the orders' facts follow
  ReadPoint reached_;
  std::vector<PayeeAsOf> asked_;
  std::optional<PayeesAsOf> sums_;
};

/// A connection whose transactions are read-only and see one snapshot each; a pipeline is one transaction.
std::unique_ptr<pg::Connection> point_connection(const std::string& url);

class PointReads {
 public:
  enum class Of { order, balance, past_balance };
  struct Read {
    Of what = Of::order;
    Uuid id;
    AsOf limit;  ///< of a past balance; without a position it is that of the read models
    /// Makes the answer ready and returns what sends it; answers leave together, so that the thread that
    /// sends them is woken once.
    std::function<std::function<void()>(pg::Connection&, const PointRows&)> answer;
    /// Called instead when nothing can be read, or with what `answer` threw.
    std::function<void(const std::exception&)> failed;
  };
  explicit PointReads(std::string url);
  ~PointReads();
  /// False when the queue is full or stopped.
  bool submit(Read read);
  /// A position that the read models have reached.
  std::int64_t reached() const { return reached_; }
  /// Answers what waits, then ends.
  void stop();

 private:
  void loop();
  void answer(std::vector<Read>& batch);

  std::string url_;
  std::unique_ptr<pg::Connection> connection_;
  pg::PlanAge plans_;
  ReadPoint last_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Read> queue_;
  bool stopping_ = false;
  std::atomic<std::int64_t> reached_ = 0;
  std::thread thread_;
};

}  // namespace daybook
