#include "events/codec/json_read.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "core/text.hpp"

namespace daybook::json {
namespace {

/// simdjson reports integers beyond 64 bits as broken numbers, though they are JSON. Replaces them by a
/// fraction, so that the field check names the field instead of calling the whole body malformed.
std::string with_huge_integers_replaced(std::string_view text) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\' && i + 1 < text.size()) out += text[i++];
      in_string = c != '"';
      out += text[i++];
      continue;
    }
    if (c == '"') in_string = true;
    std::size_t end = i;
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end]))) ++end;
    const bool whole = end == text.size() || (text[end] != '.' && text[end] != 'e' && text[end] != 'E');
    const bool alone =
        i == 0 || (text[i - 1] != '.' && text[i - 1] != 'e' && text[i - 1] != 'E' && text[i - 1] != '+');
    std::int64_t fits = 0;
    const bool huge =
        end - i >= 19 && std::from_chars(text.data() + i, text.data() + end, fits).ec != std::errc{};
    if (huge && whole && alone && text[i] != '0') {
      out += "0.5";
      i = end;
    } else if (end > i) {
      out.append(text.substr(i, end - i));
      i = end;
    } else {
      out += text[i++];
    }
  }
  return out;
}

simdjson::dom::parser& thread_parser() {
  thread_local simdjson::dom::parser parser = [] {
    simdjson::dom::parser p;
    if (p.allocate(1 << 16, 32) != simdjson::SUCCESS) throw std::bad_alloc();
    return p;
  }();
  return parser;
}

std::string_view as_text(Element e, Faults& f, const char* what) {
  std::string_view text;
  if (e.get(text) != simdjson::SUCCESS) f.add("type", what);
  return text;
}

/// Names that stand behind an equal one.
std::vector<std::string_view> repeated(const std::vector<std::pair<std::string_view, Element>>& members) {
  std::vector<std::string_view> again;
  if (members.size() <= 16) {  // nearly always
    for (std::size_t i = 1; i < members.size(); ++i)
      if (std::any_of(members.begin(), members.begin() + static_cast<std::ptrdiff_t>(i),
                      [&](const auto& before) { return before.first == members[i].first; }))
        again.push_back(members[i].first);
    return again;
  }
  std::vector<std::string_view> names;
  names.reserve(members.size());
  for (const auto& [name, value] : members) names.push_back(name);
  std::sort(names.begin(), names.end());
  for (std::size_t i = 1; i < names.size(); ++i)
    if (names[i] == names[i - 1]) again.push_back(names[i]);
  return again;
}

}  // namespace

void Faults::add(std::string code, std::string detail) {
  if (errors_.size() < 32) errors_.push_back({pointer, std::move(code), std::move(detail)});
}

Refusal Faults::refusal() const {
  Refusal refusal;
  refusal.code = RefusalCode::validation_failed;
  for (const auto& e : errors_) {
    if (!refusal.detail.empty()) refusal.detail += "; ";
    refusal.detail += (e.pointer.empty() ? std::string("the body") : e.pointer) + " " + e.detail;
  }
  refusal.errors = errors_;
  return refusal;
}

void read(Element e, std::string& out, Faults& f) {
  std::string_view text;
  if (e.get(text) != simdjson::SUCCESS) return f.add("type", "must be a string");
  if (f.max_text > 0) {
    const auto length = utf8_length(text);
    if (!length) return f.add("invalid", "must be valid UTF-8");
    if (*length > f.max_text)
      return f.add("too_long", fmt::format("must have at most {} characters", f.max_text));
    if (std::any_of(text.begin(), text.end(), [](char c) { return c == '\0'; }))
      return f.add("invalid", "must not contain the NUL character");
  }
  out.assign(text);
}

void read(Element e, bool& out, Faults& f) {
  if (e.get(out) != simdjson::SUCCESS) f.add("type", "must be true or false");
}

void read(Element e, std::int64_t& out, Faults& f) {
  if (e.get(out) != simdjson::SUCCESS) f.add("type", "must be a whole number within 64 bits");
}

void read(Element e, int& out, Faults& f) {
  std::int64_t wide = 0;
  if (e.get(wide) != simdjson::SUCCESS || wide < -2'000'000'000 || wide > 2'000'000'000)
    return f.add("type", "must be a whole number within 32 bits");
  out = static_cast<int>(wide);
}

void read(Element e, Minor& out, Faults& f) {
  if (e.get(out.value) != simdjson::SUCCESS)
    f.add("type", "must be a whole number of minor units within 64 bits");
}

void read(Element e, RatePpm& out, Faults& f) {
  const auto text = as_text(e, f, "must be a decimal percent as a string, for example \"12.5\"");
  if (text.data() == nullptr) return;
  if (auto rate = parse_percent(text)) {
    out = *rate;
  } else {
    f.add("invalid", "must be a decimal percent with at most 4 decimals, for example \"12.5\"");
  }
}

void read(Element e, Instant& out, Faults& f) {
  const auto text = as_text(e, f, "must be an RFC 3339 time as a string");
  if (text.data() == nullptr) return;
  if (auto instant = parse_instant(text)) {
    out = *instant;
  } else {
    f.add("invalid", "must be an RFC 3339 time, for example \"2026-11-21T09:30:00Z\"");
  }
}

void read(Element e, Currency& out, Faults& f) {
  const auto text = as_text(e, f, "must be a currency code as a string");
  if (text.data() == nullptr) return;
  if (auto currency = parse_currency(text)) {
    out = *currency;
  } else {
    f.add("invalid", "must be a known upper-case currency code, for example \"USD\"");
  }
}

void read(Element e, Sealed& out, Faults& f) {
  const auto text = as_text(e, f, "must be a string");
  out.text.assign(text);
}

void read_uuid(Element e, Uuid& out, Faults& f) {
  const auto text = as_text(e, f, "must be a UUID as a string");
  if (text.data() == nullptr) return;
  if (auto uuid = parse_uuid(text)) {
    out = *uuid;
  } else {
    f.add("invalid", "must be a UUID");
  }
}

std::optional<std::vector<std::pair<std::string_view, Element>>> members_of(Element e, Faults& f) {
  simdjson::dom::object object;
  if (e.get(object) != simdjson::SUCCESS) {
    f.add("type", "must be an object");
    return std::nullopt;
  }
  std::vector<std::pair<std::string_view, Element>> members;
  members.reserve(object.size());
  for (auto field : object) members.emplace_back(field.key, field.value);
  const std::string here = f.pointer;
  for (const std::string_view name : repeated(members)) {
    f.pointer = here + "/" + pointer_segment(name);
    f.add("duplicate", "appears twice");
  }
  f.pointer = here;
  return members;
}

std::string pointer_segment(std::string_view name) {
  std::string out;
  for (char c : name.substr(0, 64)) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

Result<Element> parse(std::string_view text) {
  auto& parser = thread_parser();
  auto parsed = parser.parse(text.data(), text.size());
  if (parsed.error() == simdjson::NUMBER_ERROR) {
    const std::string replaced = with_huge_integers_replaced(text);
    parsed = parser.parse(replaced);
  }
  if (parsed.error() != simdjson::SUCCESS)
    return refuse(RefusalCode::malformed_json,
                  std::string("the body is not valid JSON: ") + simdjson::error_message(parsed.error()));
  return parsed.value_unsafe();
}

}  // namespace daybook::json
