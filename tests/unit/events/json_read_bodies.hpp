#pragma once
// Bodies for the tests of the strict JSON reader.

#include "events/codec/json_read.hpp"

namespace reading {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Inner {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (text))

struct Body {
  std::int64_t whole = 0;
  daybook::Minor amount;
  std::string text;
  bool flag = false;
  Colour colour = Colour::red;
  std::optional<std::string> maybe;
  std::vector<Inner> list;
  daybook::json::Patch<std::string> patch;
};
BOOST_DESCRIBE_STRUCT(Body, (), (whole, amount, text, flag, colour, maybe, list, patch))

struct Loose {
  std::optional<std::int64_t> number;
  std::optional<daybook::RatePpm> rate;
  std::optional<daybook::Instant> at;
  std::optional<daybook::Currency> currency;
  std::optional<daybook::BrokerId> broker;
  std::optional<std::string> text;
  daybook::json::Patch<std::string> patch;
};
BOOST_DESCRIBE_STRUCT(Loose, (), (number, rate, at, currency, broker, text, patch))

/// "required /text" for each fault, or the refusal's code when it is another than validation_failed.
template <class T>
std::string faults(const std::string& text) {
  const auto read = daybook::json::read_body<T>(text);
  if (read) return "fine";
  if (read.error().code != daybook::RefusalCode::validation_failed)
    return std::string(daybook::wire_code(read.error().code));
  std::string out;
  for (const auto& e : read.error().errors) out += (out.empty() ? "" : ", ") + e.code + " " + e.pointer;
  return out;
}

}  // namespace reading
