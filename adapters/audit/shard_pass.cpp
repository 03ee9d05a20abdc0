#include "adapters/audit/shard_pass.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace daybook::audit {
namespace {

/// What the threads share.
class Crew {
 public:
  Crew(const ShardPass& pass, ReplayDigest& digest) : pass_(pass), digest_(digest) {}

  void work() {
    try {
      ReplayDigest digest(digest_.seed());
      std::string room;
      for (std::size_t shard; (shard = next_.fetch_add(1)) < pass_.events.shards();)
        fold(pass_.events.read(shard, room), digest);
      const std::scoped_lock lock(mutex_);
      digest_.add(digest);
    } catch (...) {
      next_ = pass_.events.shards();
      const std::scoped_lock lock(mutex_);
      trouble_ = std::current_exception();
    }
  }
  FoldedShards result() {
    if (trouble_) std::rethrow_exception(trouble_);
    return std::move(result_);
  }

 private:
  void fold(std::string_view records, ReplayDigest& digest) {
    SealSums sums(pass_.seals);
    ShardFold fold(pass_.zone, pass_.compare_at, digest, pass_.seals.empty() ? nullptr : &sums);
    std::optional<Damaged> damage;
    try {
      fold.run(records);
    } catch (const Damaged& e) {
      damage = e;
    }
    const std::scoped_lock lock(mutex_);
    result_.books.add(fold.books());
    result_.sums.add(sums);
    if (damage && (!result_.damage || damage->position < result_.damage->position)) result_.damage = damage;
    folded_ += fold.events();
    if (pass_.progress) pass_.progress(folded_);
  }

  const ShardPass& pass_;
  ReplayDigest& digest_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  FoldedShards result_;
  std::int64_t folded_ = 0;
  std::exception_ptr trouble_;
};

}  // namespace

FoldedShards fold_shards(const ShardPass& pass, ReplayDigest& digest) {
  Crew crew(pass, digest);
  {
    const auto cores = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, pass.events.shards());
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < cores; ++i) threads.emplace_back([&] { crew.work(); });
  }
  return crew.result();
}

void refold_shards(const ShardPass& pass, BucketRows& rows) {
  std::string room;
  for (std::size_t shard = 0; shard < pass.events.shards(); ++shard)
    ShardFold(pass.zone, pass.compare_at, rows).run(pass.events.read(shard, room));
}

}  // namespace daybook::audit
