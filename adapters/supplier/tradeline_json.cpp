#include "adapters/supplier/tradeline_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "adapters/bank/decimal_amount.hpp"
#include "core/period.hpp"
#include "core/text.hpp"
#include "events/catalog/catalog_decide.hpp"
#include "events/codec/json_read.hpp"
#include "events/codec/json_write.hpp"

namespace daybook::supplier {
namespace {

using json::Element;

constexpr std::size_t kMaxText = 200;
constexpr std::size_t kMaxOrders = 100;
constexpr std::int64_t kMaxPages = 10'000;

/// Stops the reader; nothing of it leaves this file.
struct Fault {
  std::string text;
};

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_' || c == '.';
  });
}

std::optional<Element> member(const Element& object, const char* name) {
  Element value;
  if (object[name].get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

/// A member as text; numbers are texts by now.
std::string text_of(const Element& object, const char* name) {
  const auto value = member(object, name);
  std::string_view view;
  if (!value || value->get(view) != simdjson::SUCCESS)
    throw Fault{fmt::format("{} is missing, or no text", name)};
  const auto length = utf8_length(view);
  if (!length || *length == 0 || *length > kMaxText ||
      std::any_of(view.begin(), view.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    throw Fault{
        fmt::format("{} must have 1 to {} characters, none of them a control character", name, kMaxText)};
  return std::string(view);
}

std::int64_t count_of(const Element& object, const char* name, std::int64_t low, std::int64_t high) {
  const std::string text = text_of(object, name);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high)
    throw Fault{fmt::format("{} must be a whole number from {} to {}", name, low, high)};
  return value;
}

Minor amount_of(const Element& object, const char* name, Currency currency, Minor low, Minor high) {
  const auto minor = bank::scaled_decimal(text_of(object, name), exponent(currency));
  if (!minor || *minor < low.value || *minor > high.value)
    throw Fault{fmt::format("{} must be a plain decimal from {} to {} {}, with at most {} decimals", name,
                            decimal_text(low.value, currency), decimal_text(high.value, currency),
                            currency.str(), exponent(currency))};
  return Minor(static_cast<std::int64_t>(*minor));
}

/// The card's id for messages, when it is one: what is none could be anything.
std::string shown_id(const Element& card) {
  Element id;
  std::string_view view;
  if (!card.is_object() || card["card_id"].get(id) != simdjson::SUCCESS ||
      id.get(view) != simdjson::SUCCESS || !is_word(view))
    return "";
  return fmt::format(" (\"{}\")", view);
}

Card card_of(const Element& object) {
  static const Zone utc;
  if (!object.is_object()) throw Fault{"must be an object"};
  Card card;
  card.card_id = text_of(object, "card_id");
  card.bank_name = text_of(object, "bank_name");
  const auto currency = parse_currency(member(object, "currency") ? text_of(object, "currency") : "USD");
  if (!currency) throw Fault{"currency is none that we know"};
  card.currency = *currency;
  card.credit_limit = amount_of(object, "credit_limit", *currency, Minor(0), Minor(1'000'000'000'000'000));
  card.date_opened = text_of(object, "date_opened");
  if (!utc.start_of(card.date_opened)) throw Fault{"date_opened must be a day, \"YYYY-MM-DD\""};
  card.price = amount_of(object, "price", *currency, Minor(1), kMaxOrderTotal);
  card.stock = count_of(object, "stock", 0, kMaxStock);
  return card;
}

TheirOrder order_of(const Element& object) {
  if (!object.is_object()) throw Fault{"an order must be an object"};
  TheirOrder out;
  out.standing.id = text_of(object, "id");
  if (!is_word(out.standing.id)) throw Fault{"id must be letters, digits, \"-\", \"_\" and \".\""};
  out.reference = text_of(object, "order_id");
  const std::string status = text_of(object, "status");
  if (status == "accepted" || status == "pending" || status == "processing") {
    out.standing.progress = Progress::accepted;
  } else if (status == "completed") {
    out.standing.progress = Progress::completed;
  } else if (status == "rejected" || status == "cancelled") {
    out.standing.progress = Progress::rejected;
  } else {
    throw Fault{"status is none that we know"};
  }
  return out;
}

std::string reason_of(const Element& object) {
  const auto error = member(object, "error");
  if (!error || !error->is_object()) return "";
  const auto code = member(*error, "code");
  std::string_view view;
  if (!code || code->get(view) != simdjson::SUCCESS || !is_word(view)) return "";
  // Words only: a code never needs digits, and a customer's number would be made of them.
  if (std::any_of(view.begin(), view.end(), [](char c) { return c >= '0' && c <= '9'; })) return "";
  std::string words(view);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

TheirOrder order_with_reason(const Element& object) {
  TheirOrder out = order_of(object);
  if (out.standing.progress != Progress::rejected) return out;
  out.standing.reason = reason_of(object);
  if (out.standing.reason.empty()) out.standing.reason = "the supplier gave no reason";
  return out;
}

/// Runs `read` on the body with its numbers as texts.
template <class F>
auto reading(std::string_view body, F&& read) -> Read<decltype(read(std::declval<Element>()))> {
  // Once as it came, because that is what must be JSON; then with its numbers as texts.
  if (!json::parse(body)) return tl::unexpected(std::string("the answer is no JSON"));
  const auto root = json::parse(numbers_as_texts(body));
  if (!root) return tl::unexpected(std::string("the answer is no JSON"));
  try {
    if (!root->is_object()) throw Fault{"the answer must be an object"};
    return read(*root);
  } catch (const Fault& fault) {
    return tl::unexpected(fault.text);
  }
}

simdjson::dom::array data_of(const Element& root) {
  simdjson::dom::array data;
  if (root["data"].get(data) != simdjson::SUCCESS) throw Fault{"data is missing, or no list"};
  return data;
}

}  // namespace

std::string numbers_as_texts(std::string_view json) {
  const auto numeric = [](char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
  };
  std::string out;
  out.reserve(json.size() + json.size() / 8);
  for (std::size_t i = 0; i < json.size();) {
    if (json[i] == '"') {
      const std::size_t start = i++;
      while (i < json.size() && json[i] != '"') i += json[i] == '\\' ? 2 : 1;
      i = std::min(i + 1, json.size());
      out += json.substr(start, i - start);
    } else if (json[i] == '-' || (json[i] >= '0' && json[i] <= '9')) {
      const std::size_t start = i;
      while (i < json.size() && numeric(json[i])) ++i;
      out += '"';
      out += json.substr(start, i - start);
      out += '"';
    } else {
      out += json[i++];
    }
  }
  return out;
}

Read<PricePage> read_price_page(std::string_view body, std::size_t before) {
  return reading(body, [before](const Element& root) {
    PricePage page;
    page.page = count_of(root, "page", 1, kMaxPages);
    page.pages = count_of(root, "pages", 1, kMaxPages);
    page.total = count_of(root, "total", 0, 1'000'000);
    for (const Element one : data_of(root)) {
      try {
        page.cards.push_back(card_of(one));
      } catch (const Fault& fault) {
        throw Fault{fmt::format("card {}{}: {}", before + page.cards.size() + 1, shown_id(one), fault.text)};
      }
    }
    return page;
  });
}

Read<TheirOrder> read_order(std::string_view body) { return reading(body, order_with_reason); }

Read<std::vector<TheirOrder>> read_orders(std::string_view body) {
  return reading(body, [](const Element& root) {
    std::vector<TheirOrder> out;
    for (const Element one : data_of(root)) {
      if (out.size() == kMaxOrders) throw Fault{fmt::format("data holds more than {} orders", kMaxOrders)};
      out.push_back(order_with_reason(one));
    }
    return out;
  });
}

std::string read_reason(std::string_view body) { return reading(body, reason_of).value_or(""); }

std::string order_body(const OrderRequest& request) {
  json::Object out;
  out.add("order_id", request.reference)
      .add("customer_email", request.customer_email)
      .add("customer_name", request.customer_name)
      .add("items", request.items);
  return std::move(out).text();
}

}  // namespace daybook::supplier
