#include "adapters/audit/log_batch.hpp"

#include <new>
#include <stdexcept>

#include "adapters/audit/spilled_fact.hpp"
#include "adapters/audit/text_hash.hpp"

namespace daybook::audit {
namespace {

/// Cleared. A log may hold thousands of large events: not each place of a batch keeps the room of one.
void keep_little(std::string& text, std::size_t most) {
  text.clear();
  if (text.capacity() > most) text.shrink_to_fit();
}

}  // namespace

std::string fault_of(const std::exception& e) {
  const std::string why = e.what();
  return why.empty() ? "it cannot be folded" : why;
}

void LogBatch::add(std::string_view row) {
  bytes_ += row;
  ends_.push_back(bytes_.size());
}

void LogBatch::clear() {
  for (CheckedRow& row : std::span(rows_).first(readable_)) keep_little(row.record, kKeptRecord);
  keep_little(bytes_, 2 * kBytes);
  ends_.clear();
  readable_ = 0;
  unreadable_.reset();
}

void LogBatch::work_out() noexcept {
  try {
    work_out_rows();
  } catch (...) {
    trouble_ = std::current_exception();
  }
}

void LogBatch::work_out_rows() {
  if (rows_.size() < ends_.size()) rows_.resize(ends_.size());
  for (std::size_t begin = 0; const std::size_t end : ends_) {
    CheckedRow& row = rows_[readable_];
    try {
      row.event = event_view(std::string_view(bytes_).substr(begin, end - begin));
    } catch (const std::runtime_error& e) {
      unreadable_ = e.what();
      return;
    }
    work_out(row);
    ++readable_;
    begin = end;
  }
}

void LogBatch::work_out(CheckedRow& row) {
  const EventView& event = row.event;
  row.leaf = compute_leaf_hash(event);
  row.entry.clear();
  row.fault.clear();
  if (log::as_bytes(row.leaf) != event.leaf_hash) return;  // damaged: nobody looks at the rest
  try {
    recorded_.envelope.position = {event.position};
    recorded_.envelope.type = event.type;
    recorded_.envelope.effective_at = event.effective_at;
    recorded_.event = decode_event(event.type, event.schema_version, event.payload);
    if (stream_of(recorded_.event) != event.stream ||
        partition_key_of(recorded_.event) != event.partition_key)
      throw std::runtime_error("its stream or partition key is not the one of its payload");
    row.entry = post(recorded_);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& e) {
    row.fault = fault_of(e);
  }
  row.shard = static_cast<std::uint64_t>(text_hash(event.partition_key, 0));
  spill_fact(row.record, event, recorded_.event, row.fault);
}

}  // namespace daybook::audit
