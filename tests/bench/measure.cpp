#include "tests/bench/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <string_view>

#include "events/codec/json_write.hpp"

namespace daybook::bench {
namespace {

std::string quoted(const std::string& text) {
  std::string out;
  json::write_string(out, text);
  return out;
}

std::string number(const std::optional<double>& v, int decimals) {
  return v && std::isfinite(*v) ? fmt::format("{:.{}f}", *v, decimals) : "null";
}

/// Enough digits for what it is: 12,345 or 0.123.
int decimals_for(double v) { return std::abs(v) >= 1'000 ? 0 : std::abs(v) >= 10 ? 1 : 3; }

std::string shown(const std::optional<double>& v) { return v ? number(v, decimals_for(*v)) : "-"; }

/// "" for a row without a goal.
std::string_view verdict_on(const Row& row) {
  if (row.goal.text.empty()) return "";
  return row.met() ? "ok" : "BELOW";
}

}  // namespace

double median(std::vector<double> values) {
  if (values.empty()) throw std::logic_error("no median of nothing");
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto rank = static_cast<std::size_t>(std::ceil(share * double(values.size())));
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

Conditions& Conditions::add(const std::string& name, const std::string& text) {
  all_.emplace_back(name, quoted(text));
  return *this;
}
Conditions& Conditions::add(const std::string& name, double value, int decimals) {
  all_.emplace_back(name, number(value, decimals));
  return *this;
}
Conditions& Conditions::add(const std::string& name, std::int64_t value) {
  all_.emplace_back(name, std::to_string(value));
  return *this;
}
Conditions& Conditions::add(const std::string& name, bool truth) {
  all_.emplace_back(name, truth ? "true" : "false");
  return *this;
}
Conditions& Conditions::add(const std::string& name, const std::vector<double>& values, int decimals) {
  std::string list;
  for (const double v : values) list += (list.empty() ? "" : ", ") + number(v, decimals);
  all_.emplace_back(name, "[" + list + "]");
  return *this;
}

std::string Conditions::json() const {
  std::string out;
  for (const auto& [name, value] : all_) out += (out.empty() ? "" : ", ") + quoted(name) + ": " + value;
  return "{" + out + "}";
}

std::optional<double> Row::ratio() const {
  if (!yardstick_value || *yardstick_value == 0) return std::nullopt;
  return value / *yardstick_value;
}

bool Row::met() const {
  if (goal.ratio_at_least && !(ratio() && *ratio() >= *goal.ratio_at_least)) return false;
  if (goal.ratio_at_most && !(ratio() && *ratio() <= *goal.ratio_at_most)) return false;
  if (goal.value_at_most && value > *goal.value_at_most) return false;
  if (goal.p99_ms_at_most && !(p99_ms && *p99_ms <= *goal.p99_ms_at_most)) return false;
  return also.value_or(true);
}

void Runs::into(Row& row) const {
  row.value = median(values);
  row.conditions.add("runs", static_cast<std::int64_t>(values.size()));
  row.conditions.add("values", values, decimals_for(row.value));
  if (!yardsticks.empty()) {
    row.yardstick_value = median(yardsticks);
    row.conditions.add("yardstick_values", yardsticks, decimals_for(*row.yardstick_value));
  }
  if (!p50s.empty()) {
    row.p50_ms = median(p50s);
    row.conditions.add("p50_ms_values", p50s, 2);
  }
  if (!p99s.empty()) {
    row.p99_ms = median(p99s);
    row.conditions.add("p99_ms_values", p99s, 2);
  }
}

void Report::add(Row row) {
  const std::string_view verdict = verdict_on(row);
  if (!verdict.empty()) row.conditions.add("goal_met", row.met());
  fmt::print("\n{}: {} {}", row.name, shown(row.value), row.unit);
  if (row.yardstick_value)
    fmt::print("; {}: {}; ratio {:.3f}", row.yardstick, shown(row.yardstick_value), *row.ratio());
  if (row.p99_ms) fmt::print("; p50 {} ms, p99 {} ms", shown(row.p50_ms), shown(row.p99_ms));
  if (!verdict.empty()) fmt::print("; goal {}: {}", row.goal.text, verdict);
  fmt::print("\n");
  for (const auto& [name, value] : row.conditions.all()) fmt::print("    {}: {}\n", name, value);
  std::fflush(stdout);
  rows_.push_back(std::move(row));
}

void Report::print_table() const {
  fmt::print("\n{:<18} {:>11} {:<13} {:>11} {:>7}  {:<28} {:>8} {:>8}  {}\n", "name", "value", "unit",
             "yardstick", "ratio", "goal", "p50 ms", "p99 ms", "");
  for (const auto& r : rows_)
    fmt::print("{:<18} {:>11} {:<13} {:>11} {:>7}  {:<28} {:>8} {:>8}  {}\n", r.name, shown(r.value), r.unit,
               shown(r.yardstick_value), r.ratio() ? fmt::format("{:.3f}", *r.ratio()) : "-", r.goal.text,
               shown(r.p50_ms), shown(r.p99_ms), verdict_on(r));
  std::fflush(stdout);
}

void Report::write_json(const std::string& path, const Conditions& machine) const {
  std::ofstream out(path);
  out << "{\"machine\": " << machine.json() << ",\n \"results\": [";
  bool first = true;
  for (const auto& r : rows_) {
    out << (first ? "\n  " : ",\n  ")
        << fmt::format(R"({{"name": {}, "value": {}, "unit": {}, "yardstick": {}, "yardstick_value": {}, )"
                       R"("ratio": {}, "goal": {}, "p50_ms": {}, "p99_ms": {}, "conditions": {}}})",
                       quoted(r.name), number(r.value, 4), quoted(r.unit),
                       r.yardstick.empty() ? "null" : quoted(r.yardstick), number(r.yardstick_value, 4),
                       number(r.ratio(), 4), quoted(r.goal.text), number(r.p50_ms, 3), number(r.p99_ms, 3),
                       r.conditions.json());
    first = false;
  }
  out << "\n ]}\n";
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace daybook::bench
