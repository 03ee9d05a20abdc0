#include "core/instant.hpp"

#include <date/date.h>

#include <array>
#include <charconv>

namespace daybook {
namespace {

constexpr std::int64_t kFirstMicros = 0;
constexpr std::int64_t kLastMicros = 253'402'300'799'999'999;  // 9999-12-31T23:59:59.999999Z
constexpr int kDaysIn400Years = 146'097;

char* put_digits(char* at, std::int64_t value, int width) {
  for (int i = width - 1; i >= 0; --i) {
    at[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  return at + width;
}

// Takes fixed-width fields off the front of the text; a failure sticks.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  int digits(int width) {
    int value = 0;
    for (int i = 0; i < width; ++i) {
      const char c = take();
      if (c < '0' || c > '9') ok_ = false;
      value = ok_ ? value * 10 + (c - '0') : 0;
    }
    return value;
  }
  void expect(char upper, char lower) {
    const char c = take();
    if (c != upper && c != lower) ok_ = false;
  }
  void expect(char c) { expect(c, c); }
  char peek() const { return text_.empty() ? '\0' : text_.front(); }
  char take() {
    if (text_.empty()) {
      ok_ = false;
      return '\0';
    }
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }
  /// The optional ".123456789", cut (not rounded) to microseconds.
  std::int64_t fraction_micros() {
    if (peek() != '.') return 0;
    take();
    std::int64_t micros = 0;
    int count = 0;
    for (; peek() >= '0' && peek() <= '9'; ++count) {
      const int digit = take() - '0';
      if (count < 6) micros = micros * 10 + digit;
    }
    if (count == 0 || count > 9) ok_ = false;
    for (; count < 6; ++count) micros *= 10;
    return micros;
  }
  void fail_unless(bool condition) { ok_ = ok_ && condition; }
  bool finished() const { return ok_ && text_.empty(); }

 private:
  std::string_view text_;
  bool ok_ = true;
};

std::int64_t date_seconds(Reader& in) {
  const int year = in.digits(4);
  in.expect('-');
  const int month = in.digits(2);
  in.expect('-');
  const int day = in.digits(2);
  const date::year_month_day ymd{date::year{year}, date::month{static_cast<unsigned>(month)},
                                 date::day{static_cast<unsigned>(day)}};
  in.fail_unless(year >= 1970 && ymd.ok());
  return ymd.ok() ? date::sys_days{ymd}.time_since_epoch().count() * std::int64_t{86'400} : 0;
}

std::int64_t offset_seconds(Reader& in) {
  if (in.peek() != '+' && in.peek() != '-') {
    in.expect('Z', 'z');
    return 0;
  }
  const int sign = in.take() == '-' ? -1 : 1;
  const int hours = in.digits(2);
  in.expect(':');
  const int minutes = in.digits(2);
  in.fail_unless(hours < 24 && minutes < 60);
  return sign * std::int64_t{hours * 3600 + minutes * 60};
}

}  // namespace

void append(std::string& out, Instant instant) {
  // Floored by hand: in micros, the first day there is begins before 64 bits do.
  int since_1970 = static_cast<int>(instant.micros / kMicrosPerDay);
  std::int64_t in_day = instant.micros % kMicrosPerDay;
  if (in_day < 0) {
    --since_1970;
    in_day += kMicrosPerDay;
  }
  // The date library's years have 16 bits, fewer than ours could need; 400 years repeat day for day.
  const int cycle = since_1970 / kDaysIn400Years;
  const date::year_month_day ymd{date::sys_days{date::days{since_1970 % kDaysIn400Years}}};
  const int year = static_cast<int>(ymd.year()) + 400 * cycle;

  std::array<char, 40> buffer{};
  char* at = buffer.data();
  if (year >= 0 && year <= 9999) {
    at = put_digits(at, year, 4);
  } else {
    at = std::to_chars(at, at + 8, year).ptr;  // never parsed back, yet still tells the truth
  }
  const auto field = [&at](char before, std::int64_t value, int width) {
    *at++ = before;
    at = put_digits(at, value, width);
  };
  field('-', unsigned{ymd.month()}, 2);
  field('-', unsigned{ymd.day()}, 2);
  field('T', in_day / (3600 * kMicrosPerSecond), 2);
  field(':', in_day / (60 * kMicrosPerSecond) % 60, 2);
  field(':', in_day / kMicrosPerSecond % 60, 2);
  field('.', in_day % kMicrosPerSecond, 6);
  *at++ = 'Z';
  out.append(buffer.data(), at);
}

std::string to_string(Instant instant) {
  std::string text;
  append(text, instant);
  return text;
}

std::optional<Instant> parse_instant(std::string_view text) {
  Reader in(text);
  std::int64_t seconds = date_seconds(in);
  in.expect('T', 't');
  const int hour = in.digits(2);
  in.expect(':');
  const int minute = in.digits(2);
  in.expect(':');
  const int second = in.digits(2);
  // A leap second (":60") has no place on this scale, so it is refused rather than moved.
  in.fail_unless(hour < 24 && minute < 60 && second < 60);
  const std::int64_t fraction = in.fraction_micros();
  seconds += hour * 3600 + minute * 60 + second - offset_seconds(in);
  if (!in.finished()) return std::nullopt;
  const std::int64_t micros = seconds * kMicrosPerSecond + fraction;
  if (micros < kFirstMicros || micros > kLastMicros) return std::nullopt;  // an offset may lead out
  return Instant{micros};
}

}  // namespace daybook
