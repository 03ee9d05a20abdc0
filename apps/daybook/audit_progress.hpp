#pragma once
// How far a long audit has come: a line that renews itself on a terminal, or JSON lines on stdout.

#include <chrono>
#include <cstdint>
#include <string>

namespace daybook {

class AuditProgress {
 public:
  enum class Form { none, terminal, json };
  /// `things`: what is counted.
  AuditProgress(std::string doing, Form form, std::string things = "events")
      : doing_(std::move(doing)), form_(form), things_(std::move(things)) {}
  /// Clears the terminal's line.
  ~AuditProgress();
  AuditProgress(const AuditProgress&) = delete;
  AuditProgress& operator=(const AuditProgress&) = delete;

  /// `head` is the position to reach, 0 when unknown. Shows at most a few lines a second.
  void at(std::int64_t position, std::int64_t head);

 private:
  std::string doing_;
  Form form_;
  std::string things_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_ = start_;
};

}  // namespace daybook
