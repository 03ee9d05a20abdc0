#include "adapters/postgres/point_reads.hpp"

#include <algorithm>
#include <cstring>

#include "adapters/postgres/log_times.hpp"
#include "adapters/postgres/order_states.hpp"
#include "adapters/postgres/row_binary.hpp"
#include "adapters/system/thread_name.hpp"

namespace daybook {
namespace {

constexpr std::size_t kQueueLimit = 10'000;
constexpr std::size_t kBatchLimit = 256;  // bounds one batch's memory and how long its first read waits

constexpr pg::Statement kProgress{"point_progress", "SELECT contiguous FROM progress"};
constexpr pg::Statement kBalances{"point_balances",
                                  "SELECT payee, currency, first_position, state FROM payee_open_blocks "
                                  "WHERE payee = ANY($1::uuid[]) ORDER BY payee"};
// The key comes with the order: orders are too many for their customers' keys to be found in a cache.
constexpr pg::Statement kOrders{
    "point_orders",
    "SELECT o.id, o.position, (SELECT p.wrapped_key FROM public.persons p WHERE p.person_id = o.person_id), "
    "o.payout_status, o.commission_hold_until, o.payout_id, o.accrued_at, o.paid_at "
    "FROM orders o WHERE o.id = ANY($1::uuid[]) ORDER BY o.id"};
constexpr std::int64_t kAhead = 1'000'000;  // so far the read models hardly get between two reads
// Partitions are chosen once, by the array: a look-up per row would open all of them.
constexpr pg::Statement kRecorded{
    "point_recorded",
    "SELECT position, recorded_at FROM public.events WHERE position = ANY($1::bigint[]) ORDER BY position"};

pg::Query recorded_query(const std::vector<PayeeAsOf>& past) {
  sql::ArrayParameter positions("bigint");
  for (const auto& one : past) positions.add(one.limit.position);
  return {&kRecorded, {positions.take()}};
}

int compare(const pg::Rows& rows, int row, const Uuid& key) {
  const auto value = rows.text(row, 0);
  return std::memcmp(value.data(), key.bytes.data(), key.bytes.size());
}

}  // namespace

PointRows::PointRows(pg::Connection& connection, ReadPoint& last, const std::vector<Uuid>& orders,
                     const std::vector<Uuid>& payees, std::vector<PayeeAsOf> past)
    : asked_(std::move(past)) {
  std::int64_t reached = 0;
  for (std::int64_t bound = last.position + kAhead;;) {
    rows_ = connection.pipeline(queries(orders, payees, bound));
    reached = rows_[0].size() > 0 ? rows_[0].binary_integer(0, 0) : 0;
    std::int64_t seen = reached;  // of one partition of Kafka's more may have been applied than of the others
    for (int i = 0; !orders.empty() && i < rows_[orders_].size(); ++i)
      seen = std::max(seen, rows_[orders_].binary_integer(i, 1));
    if (seen <= bound) break;
    bound = seen + kAhead;
  }
  // An event's time never changes, and the read models move on less often than they are asked.
  if (reached != last.position) last = {reached, recorded_at(connection, reached)};
  reached_ = last;
  if (!asked_.empty()) sums_.emplace(rows_[rows_.size() - 2], asked_);
}

std::vector<pg::Query> PointRows::queries(const std::vector<Uuid>& orders, const std::vector<Uuid>& payees,
                                          std::int64_t bound) {
  std::vector<pg::Query> queries;
  queries.push_back({&kProgress, {}});
  if (!payees.empty()) {
    balances_ = queries.size();
    queries.push_back({&kBalances, {pg::binary_uuids(payees)}});
  }
  if (!orders.empty()) {
    orders_ = queries.size();
    queries.push_back({&kOrders, {pg::binary_uuids(orders)}});
    // The read models have not reached the bound yet.
    queries.push_back(order_facts(orders, bound));
  }
  if (!asked_.empty()) {
    queries.push_back(payees_as_of_query(asked_));
    queries.push_back(recorded_query(asked_));
  }
  return queries;
}

PointRows::Past PointRows::past(const PayeeAsOf& asked) const {
  const auto found = std::find_if(asked_.begin(), asked_.end(), [&](const PayeeAsOf& one) {
    return one.payee == asked.payee && one.limit.position == asked.limit.position &&
           one.limit.day == asked.limit.day;
  });
  if (found == asked_.end()) throw std::logic_error("a past balance was not asked for");
  const auto& sums = sums_.value().at(static_cast<std::size_t>(found - asked_.begin()));
  if (asked.limit.position >= reached_.position) return {reached_, sums};
  const pg::Rows& recorded = rows_.back();
  int low = 0;
  for (int high = recorded.size(); low < high;) {
    const int middle = low + (high - low) / 2;
    if (recorded.integer(middle, 0) < asked.limit.position) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const bool there = low < recorded.size() && recorded.integer(low, 0) == asked.limit.position;
  return {{asked.limit.position, there ? std::optional(Instant{recorded.micros(low, 1)}) : std::nullopt},
          sums};
}

std::map<Currency, PayeeSums> PointRows::balances(const Uuid& payee) const {
  std::map<Currency, PayeeSums> sums;
  const auto [rows, begin, end] = of(balances_, payee);
  for (int i = begin; i < end; ++i)
    sums.emplace(sql::Column<Currency>::read(rows.text(i, 1)),
                 sums_of(rows.binary_integer(i, 2), packed::unpack<BlockState>(rows.text(i, 3))));
  return sums;
}

KeyedRows PointRows::of(std::size_t statement, const Uuid& key) const {
  if (statement == 0) throw std::logic_error("neither orders nor payees were asked for");
  const pg::Rows& rows = rows_.at(statement);
  int low = 0;
  for (int high = rows.size(); low < high;) {
    const int middle = low + (high - low) / 2;
    if (compare(rows, middle, key) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  int end = low;
  while (end < rows.size() && compare(rows, end, key) == 0) ++end;
  return {rows, low, end};
}

std::unique_ptr<pg::Connection> point_connection(const std::string& url) {
  // Plans are made once, while the tables may be small, and must fit them when they are twice as big
  // (PlanAge).
  return std::make_unique<pg::Connection>(
      url,
      "-c search_path=read,public -c default_transaction_isolation=repeatable\\ read "
      "-c default_transaction_read_only=on -c plan_cache_mode=force_generic_plan -c enable_seqscan=off");
}

PointReads::PointReads(std::string url) : url_(std::move(url)), thread_([this] { loop(); }) {}

PointReads::~PointReads() { stop(); }

void PointReads::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool PointReads::submit(Read read) {
  bool first = false;
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= kQueueLimit) return false;
    first = queue_.empty();
    queue_.push_back(std::move(read));
  }
  if (first) arrived_.notify_one();
  return true;
}

void PointReads::loop() {
  name_this_thread("point reads");
  std::vector<Read> waiting, batch;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      std::swap(waiting, queue_);
    }
    for (std::size_t at = 0; at < waiting.size(); at += kBatchLimit) {
      const auto end = std::min(waiting.size(), at + kBatchLimit);
      batch.assign(std::make_move_iterator(waiting.begin() + static_cast<std::ptrdiff_t>(at)),
                   std::make_move_iterator(waiting.begin() + static_cast<std::ptrdiff_t>(end)));
      answer(batch);
    }
    waiting.clear();
    batch.clear();
  }
}

void PointReads::answer(std::vector<Read>& batch) {
  std::vector<Uuid> orders, payees;
  std::vector<PayeeAsOf> past;
  for (const auto& read : batch) {
    if (read.what == Of::past_balance) {
      past.push_back({BrokerId(read.id), read.limit});
    } else {
      (read.what == Of::order ? orders : payees).push_back(read.id);
    }
  }
  std::optional<PointRows> rows;
  for (int attempt = 0; !rows; ++attempt) {
    try {
      if (!connection_ || !connection_->alive()) connection_ = point_connection(url_);
      plans_.replan(*connection_, reached_);
      rows.emplace(*connection_, last_, orders, payees, past);
    } catch (const std::exception& e) {
      // A connection may have died since its last use, and a rebuild may have swapped the tables below it.
      connection_.reset();
      if (attempt == 0) continue;
      for (const auto& read : batch) read.failed(e);
      return;
    }
  }
  reached_ = rows->reached().position;
  std::vector<std::function<void()>> sends;
  sends.reserve(batch.size());
  for (const auto& read : batch) {
    try {
      sends.push_back(read.answer(*connection_, *rows));
    } catch (const std::exception& e) {
      read.failed(e);
    }
  }
  for (const auto& send : sends) send();
}

}  // namespace daybook
