#include "adapters/postgres/projector.hpp"

#include <fmt/format.h>

#include "adapters/log.hpp"
#include "adapters/postgres/read_zone.hpp"

namespace daybook {
Projector::Projector(std::string url, Zone zone, ProjectorOptions options)
    : url_(std::move(url)), options_(std::move(options)), models_(std::move(zone)) {
  attach_loaders(models_, options_.schema, [this]() -> pg::Connection& { return loading_connection(); });
}

/// The rows of a batch being written are in memory, or it has been waited for (apply_live, fold). In a bulk
/// load they may not be, and nobody else sees them.
pg::Connection& Projector::loading_connection() {
  if (in_bulk_) {
    wait_for_write();
    return *connection_;
  }
  return pg::connected(lookups_, url_, kSettings);
}

const Projector::Progress& Projector::reload() {
  give_up();
  in_bulk_ = false;
  pg::connected(connection_, url_, kSettings).exec("ROLLBACK");  // of a write that failed unseen
  // A crash of the server may take back the last moments: rows, positions and offsets together, so they are
  // applied again. The store, which commits with an fsync, is what must not lose anything.
  connection_->exec("SET synchronous_commit = off");
  connection_->exec("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    read_progress();
    connection_->exec("COMMIT");
  } catch (...) {
    if (connection_->alive()) connection_->exec("ROLLBACK");
    throw;
  }
  loaded_ = true;
  return progress_;
}

void Projector::read_progress() {
  const auto head = connection_->exec(
      fmt::format("SELECT generation, contiguous, beyond, revision, store_revision, zone FROM {}.progress",
                  options_.schema));
  if (head.size() != 1)
    throw std::runtime_error(options_.schema + ".progress has no row: rebuild the projections");
  if (const auto other = other_zone(head.text(0, 5), models_.zone)) throw std::runtime_error(*other);
  progress_.generation = head.text(0, 0);
  written_ = progress_.applied = AppliedRanges(head.integer(0, 1), head.text(0, 2));
  revision_ = head.integer(0, 3);
  store_revision_ = head.integer(0, 4);
  offsets_ = stored_offsets();
  show_offsets();
  quarantined_keys_.clear();
  const auto keys =
      connection_->exec(fmt::format("SELECT DISTINCT partition_key FROM {}.quarantine", options_.schema));
  for (int i = 0; i < keys.size(); ++i) quarantined_keys_.emplace(keys.text(i, 0));
}

Projector::Applied Projector::apply(Batch batch) {
  Applied applied = apply_ahead(std::move(batch));
  if (in_bulk_) return applied;
  settle();
  applied.contiguous = progress_.applied.contiguous();
  return applied;
}

Projector::Applied Projector::apply_ahead(Batch batch) {
  if (!loaded_) throw Fenced("reload() comes first");
  try {
    return in_bulk_ ? apply_in_bulk(batch) : apply_live(batch);
  } catch (const std::exception& e) {
    fail(e);
  }
}

void Projector::settle() {
  if (!loaded_) throw Fenced("reload() comes first");
  try {
    wait_for_write();
  } catch (const std::exception& e) {
    fail(e);
  }
  if (in_bulk_) return;
  progress_.applied = written_;
  show_offsets();
}

/// Inside a catch: forgets what is not committed, and throws again.
void Projector::fail(const std::exception& trouble) {
  give_up();
  const auto* failed = dynamic_cast<const pg::Error*>(&trouble);
  if (failed && failed->state == kUniqueViolation && options_.trust == RowTrust::new_rows) {
    logging::warn("projector: a row that should be new was there, writing carefully from here on: {}",
                  trouble.what());
    options_.trust = RowTrust::nothing;
  }
  try {
    if (connection_->alive()) connection_->exec("ROLLBACK");
  } catch (const pg::Error&) {  // the connection went: so did the transaction
  }
  throw;
}

void Projector::give_up() {
  loaded_ = false;
  if (write_.valid()) write_.wait();
  write_ = {};
  to_write_.reset();
  waiting_bytes_ = 0;
  models_.clear_cache();
  writer_.clear();
  models_.each_table([](auto& table) {
    if constexpr (requires { table.forget_held(); }) table.forget_held();
  });
}

RowWrites Projector::take_rows() {
  RowWrites writes = writer_.take(options_.trust);
  for (const TableCopy& copy : writes.copies) made_[copy.table] += copy.stay;
  return writes;
}

Projector::Applied Projector::apply_live(Batch& batch) {
  const auto events = unseen(batch);
  Folded folded;
  std::vector<Recorded> going = not_stopped(events, folded);
  std::size_t stopped = 0;
  do {
    folded.offsets = batch.offsets;
    try {
      fold(going, folded);
    } catch (const std::exception&) {
      wait_for_write();
      connection_->exec("BEGIN");
      check_unfenced(folded.offsets);  // the rows that it did not fit may be another owner's
      throw;
    }
    stopped += folded.waiting.size();
    folded.rows = take_rows();
    folded.ends_batch = going.empty();
    wait_for_write();
    write_ = std::async(std::launch::async, [this, part = std::exchange(folded, {})] { write(part); });
    if (!mark_written(models_, options_.max_cached_rows)) wait_for_write();
  } while (!going.empty());
  return {progress_.applied.contiguous(), events.size() - stopped, batch.events.size() - events.size(),
          stopped};
}

/// Rows, positions and, with the end of a batch, its offsets: one transaction. What of a batch was written
/// before it failed is dropped by its positions when it comes again.
void Projector::write(const Folded& folded) {
  connection_->exec("BEGIN");
  AppliedRanges applied = check_unfenced(folded.offsets);
  for (const std::int64_t position : folded.positions) applied.add(position);
  write_rows(folded.rows, *connection_);
  write_quarantine(folded.waiting);
  write_progress(folded.offsets.empty() ? From::store : From::topics, applied);
  if (folded.ends_batch) write_offsets(folded.offsets);
  connection_->exec("COMMIT");
  written_ = std::move(applied);
  if (!folded.ends_batch) return;
  for (const TopicOffset& o : folded.offsets) offsets_[{o.topic, o.partition}] = o.next_offset;
}

// Other projectors may own other partitions, so what has been applied moves on between our batches. Rows
// belong to one partition key, hence to one partition: cached ones are right as long as nobody else moved the
// offsets of our partitions and nobody else applied events straight from the store. A batch from the store
// has no partition: for it nobody at all may have written.
AppliedRanges Projector::check_unfenced(const std::vector<TopicOffset>& offsets) {
  const auto head = connection_->exec(fmt::format(
      "SELECT generation, revision, store_revision FROM {}.progress FOR UPDATE", options_.schema));
  if (head.size() != 1 || head.text(0, 0) != progress_.generation)
    throw Fenced("the read models were rebuilt");
  const std::int64_t revision = head.integer(0, 1);
  if (head.integer(0, 2) != store_revision_) throw Fenced("another projector follows the store");
  if (offsets.empty() && revision != revision_) throw Fenced("another projector is at work");
  const auto stored = offsets.empty() ? Offsets() : stored_offsets();
  for (const TopicOffset& o : offsets) {
    const auto in = [&](const Offsets& all) {
      const auto found = all.find({o.topic, o.partition});
      return found == all.end() ? std::nullopt : std::optional(found->second);
    };
    if (in(stored) != in(offsets_))
      throw Fenced(fmt::format("another projector took {}/{} over", o.topic, o.partition));
  }
  if (revision == revision_) return written_;  // `beyond` may be long: it is read only when it is not ours
  revision_ = revision;
  const auto ranges =
      connection_->exec(fmt::format("SELECT contiguous, beyond FROM {}.progress", options_.schema));
  return AppliedRanges(ranges.integer(0, 0), ranges.text(0, 1));
}

std::vector<DecodedEvent*> Projector::unseen(Batch& batch) {
  std::vector<DecodedEvent*> events;
  events.reserve(batch.events.size());
  for (DecodedEvent& e : batch.events) {
    const std::int64_t position = e.recorded.envelope.position.value;
    if (progress_.applied.contains(position)) continue;
    progress_.applied.add(position);
    events.push_back(&e);
  }
  return events;
}

void Projector::write_progress(From from, const AppliedRanges& applied) {
  ++revision_;
  if (from == From::store) store_revision_ = revision_;
  connection_->exec(fmt::format("UPDATE {}.progress SET contiguous = $1, beyond = $2, revision = $3, "
                                "store_revision = $4, zone = $5, updated_at = clock_timestamp()",
                                options_.schema),
                    {std::to_string(applied.contiguous()), applied.beyond(), std::to_string(revision_),
                     std::to_string(store_revision_), models_.zone.name()});
}

/// Each partition once.
void Projector::write_offsets(const std::vector<TopicOffset>& offsets) {
  if (offsets.empty()) return;
  std::vector<std::string> topics, partitions, next;
  for (const TopicOffset& o : offsets) {
    topics.push_back(o.topic);
    partitions.push_back(std::to_string(o.partition));
    next.push_back(std::to_string(o.next_offset));
  }
  connection_->exec(
      fmt::format("INSERT INTO {}.offsets SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[]) "
                  "ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset",
                  options_.schema),
      {pg::text_array(topics), pg::text_array(partitions), pg::text_array(next)});
}

void Projector::show_offsets() {
  progress_.offsets.clear();
  for (const auto& [where, next] : offsets_) progress_.offsets.push_back({where.first, where.second, next});
}

Projector::Offsets Projector::stored_offsets() {
  Offsets offsets;
  const auto rows =
      connection_->exec(fmt::format("SELECT topic, partition, next_offset FROM {}.offsets", options_.schema));
  for (int i = 0; i < rows.size(); ++i)
    offsets[{std::string(rows.text(i, 0)), static_cast<int>(rows.integer(i, 1))}] = rows.integer(i, 2);
  return offsets;
}

}  // namespace daybook
