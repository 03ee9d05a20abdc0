#include "adapters/audit/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "adapters/postgres/event_reader.hpp"

namespace daybook::audit {
namespace {

/// One chunk; a row that cannot even be read is found by reading one event at a time.
std::vector<Envelope> next_chunk(EventSource& source, std::int64_t after, std::size_t limit) {
  try {
    return source.read_after(after, limit);
  } catch (const pg::Error&) {
    throw;
  } catch (const std::runtime_error& e) {
    if (limit == 1) throw Damaged(after + 1, fmt::format("its row cannot be read: {}", e.what()));
  }
  std::vector<Envelope> readable;
  while (readable.size() < limit) {
    try {
      auto one = next_chunk(source, readable.empty() ? after : readable.back().position.value, 1);
      if (one.empty()) break;
      readable.push_back(std::move(one.front()));
    } catch (const Damaged&) {
      if (readable.empty()) throw;
      break;  // what stands before it is looked at first
    }
  }
  return readable;
}

/// Cuts the chunk at the limits; true when the replay ends with it.
bool cut(std::vector<Envelope>& chunk, const Until& until) {
  const auto beyond = std::find_if(chunk.begin(), chunk.end(), [&](const Envelope& e) {
    return (until.position && e.position.value > *until.position) ||
           (until.time && e.recorded_at >= *until.time);
  });
  const bool ends = beyond != chunk.end();
  chunk.erase(beyond, chunk.end());
  return ends;
}

}  // namespace

Result<Until> parse_until(std::string_view text, const Zone& zone) {
  std::int64_t position = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
  if (error == std::errc{} && end == text.data() + text.size() && position >= 1)
    return Until{position, std::nullopt};
  if (const auto instant = parse_instant(text)) return Until{std::nullopt, Instant{instant->micros + 1}};
  if (const auto midnight = zone.end_of(text)) return Until{std::nullopt, *midnight};
  return refuse(RefusalCode::validation_failed,
                fmt::format("\"{}\" is no point in the log: give a position (412, from 1), a time "
                            "(2026-11-21T03:38:00Z) or a day (2026-11-21)",
                            text));
}

std::int64_t read_log(EventSource& source, const ReplayOptions& options, const ChunkVisitor& visit) {
  std::int64_t last = 0;
  for (bool ends = false; !ends;) {
    auto chunk = next_chunk(source, last, options.chunk);
    if (chunk.empty()) break;
    ends = cut(chunk, options.until);
    if (chunk.empty()) break;
    visit(chunk);
    last = chunk.back().position.value;
    if (options.progress) options.progress(last);
  }
  return last;
}

std::int64_t replay(EventSource& source, const ReplayOptions& options,
                    const std::function<void(const Recorded&)>& visit) {
  std::int64_t expected = 1;
  return read_log(source, options, [&](std::span<const Envelope> chunk) {
    for (const Envelope& envelope : chunk) {
      if (envelope.position.value != expected)
        throw Damaged(expected,
                      fmt::format("it is missing; the next event is at {}", envelope.position.value));
      try {
        visit({envelope, decode_event(envelope.type, envelope.schema_version, envelope.payload)});
      } catch (const pg::Error&) {
        throw;
      } catch (const Damaged&) {
        throw;
      } catch (const std::bad_alloc&) {
        throw;
      } catch (const std::exception& e) {
        throw Damaged(expected, e.what());
      }
      ++expected;
    }
  });
}

void drop_appended(ReadModels& models) {
  models.each_table([]<class T>(T& table) {
    if constexpr (T::RowType::keep == Keep::append) table.clear_cache();
  });
}

}  // namespace daybook::audit
