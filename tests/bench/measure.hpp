#pragma once
// What a benchmark hands in, and how all of it is shown: a table for people, JSON for programs.

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace daybook::bench {

/// The middle one; the mean of the middle two. Throws std::logic_error for none.
double median(std::vector<double> values);
/// The value that this share of the values (0-1) does not exceed; 0 for none.
double percentile(std::vector<double> values, double share);

/// Seconds on a clock that never steps.
class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
  }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

/// What was true while it was measured, in order; values as JSON.
class Conditions {
 public:
  Conditions& add(const std::string& name, const std::string& text);
  Conditions& add(const std::string& name, const char* text) { return add(name, std::string(text)); }
  Conditions& add(const std::string& name, double number, int decimals);
  Conditions& add(const std::string& name, std::int64_t number);
  Conditions& add(const std::string& name, int number) { return add(name, std::int64_t{number}); }
  Conditions& add(const std::string& name, bool truth);
  Conditions& add(const std::string& name, const std::vector<double>& numbers, int decimals);
  const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }
  std::string json() const;

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

struct Goal {
  std::string text;  ///< as the issue puts it
  std::optional<double> ratio_at_least;
  std::optional<double> ratio_at_most;
  std::optional<double> value_at_most;
  std::optional<double> p99_ms_at_most;
};

struct Row {
  std::string name;
  double value = 0;
  std::string unit;
  std::string yardstick;  ///< "" for none
  std::optional<double> yardstick_value;
  Goal goal;
  std::optional<double> p50_ms;
  std::optional<double> p99_ms;
  std::optional<bool> also;  ///< a goal that only the benchmark itself can judge
  Conditions conditions;

  std::optional<double> ratio() const;
  bool met() const;
};

/// One run of a benchmark with its yardstick, and their medians.
struct Runs {
  std::vector<double> values;
  std::vector<double> yardsticks;
  std::vector<double> p50s;
  std::vector<double> p99s;
  /// Medians into the row, every single run into its conditions.
  void into(Row& row) const;
};

class Report {
 public:
  /// Prints the row.
  void add(Row row);
  void print_table() const;
  void write_json(const std::string& path, const Conditions& machine) const;
  bool empty() const { return rows_.empty(); }

 private:
  std::vector<Row> rows_;
};

}  // namespace daybook::bench
