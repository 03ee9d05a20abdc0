// The API's list of balance transactions.

#include <fmt/format.h>

#include <algorithm>

#include "adapters/bank/statement_text.hpp"
#include "adapters/stripe/balance_transactions.hpp"
#include "adapters/stripe/stripe_event.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::stripe {
namespace {

using json::Element;

/// Stops the reader; nothing of it leaves this file.
struct Fault {
  Refusal refusal;
};
[[noreturn]] void fail(const std::string& pointer, const std::string& cause) {
  throw Fault{invalid_field(pointer, cause)};
}

class TransactionReader {
 public:
  TransactionReader(Element object, std::size_t index, Instant now)
      : object_(object), pointer_(fmt::format("/data/{}", index)), now_(now) {}

  ImportedLine read() const {
    if (!object_.is_object()) fail(pointer_, "must be an object");
    if (text("object") != "balance_transaction")
      fail(pointer_ + "/object", "must be \"balance_transaction\": send the list as the API gave it");
    if (const auto kind = optional_text(object_, "balance_type"); kind && *kind != "payments")
      fail(pointer_ + "/balance_type", "only the payments balance is reconciled: leave the others out");
    ImportedLine line;
    line.line_id = text("id");
    if (!is_stripe_id(line.line_id)) fail(pointer_ + "/id", "must be an id like \"txn_1Nabc\"");
    const auto currency = [&] {
      std::string code = text("currency");
      std::transform(code.begin(), code.end(), code.begin(),
                     [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      return parse_currency(code);
    }();
    if (!currency) fail(pointer_ + "/currency", "is no currency that ISO 4217 knows");
    line.currency = *currency;
    line.at = created();
    line.amount = amount("amount", *currency);
    line.fee = amount("fee", *currency);
    line.net = amount("net", *currency);
    if (line.amount - line.fee != line.net) fail(pointer_ + "/net", "is not amount - fee");
    line.type = optional_text(object_, "reporting_category").value_or(text("type"));
    if (!is_stripe_word(line.type)) fail(pointer_ + "/type", "must be Stripe's word for it, like \"charge\"");
    add_references(line);
    return line;
  }

 private:
  static std::optional<Element> member(const Element& object, const char* name) {
    Element value;
    if (object[name].get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
    return value;
  }
  static std::optional<std::string> optional_text(const Element& object, const char* name) {
    const auto value = member(object, name);
    std::string_view view;
    if (!value || value->get(view) != simdjson::SUCCESS) return std::nullopt;
    return std::string(view);
  }
  std::string text(const char* name) const {
    auto found = optional_text(object_, name);
    if (!found) fail(pointer_ + "/" + name, "is missing, or no text");
    return *found;
  }
  std::int64_t integer(const char* name) const {
    const auto value = member(object_, name);
    std::int64_t number = 0;
    if (!value || value->get(number) != simdjson::SUCCESS)
      fail(pointer_ + "/" + name, "is missing, or no whole number");
    return number;
  }
  Minor amount(const char* name, Currency currency) const {
    const std::int64_t sent = integer(name);
    if (sent > bank::kLargestLine || sent < -bank::kLargestLine)
      fail(pointer_ + "/" + name, "is too large for any line");
    const auto minor = from_stripe_amount(sent, currency);
    if (!minor)
      fail(pointer_ + "/" + name,
           "does not come out whole in " + currency.str() + ", which Stripe sends times 100");
    return *minor;
  }
  Instant created() const {
    const std::int64_t seconds = integer("created");
    if (seconds < 0 || seconds > now_.micros / kMicrosPerSecond + 86'400)
      fail(pointer_ + "/created", "must be seconds since 1970, not in the future");
    return {seconds * kMicrosPerSecond};
  }

  void add_references(ImportedLine& line) const {
    const auto add = [&](const std::optional<std::string>& id) {
      if (id && is_stripe_id(*id) &&
          std::find(line.references.begin(), line.references.end(), *id) == line.references.end())
        line.references.push_back(*id);
    };
    const auto source = member(object_, "source");
    if (!source) return;
    if (!source->is_object()) return add(optional_text(object_, "source"));
    add(optional_text(*source, "id"));
    for (const char* name : {"payment_intent", "charge"}) {
      const auto named = member(*source, name);
      if (named) add(named->is_object() ? optional_text(*named, "id") : optional_text(*source, name));
    }
  }

  Element object_;
  std::string pointer_;
  Instant now_;
};

}  // namespace

Result<std::vector<ReadStatement>> read_balance_list(std::string_view body, const Zone& zone, Instant now) {
  const auto root = json::parse(body);
  if (!root) return refuse(root.error());
  simdjson::dom::array data;
  if ((*root)["data"].get(data) != simdjson::SUCCESS)
    return refuse(invalid_field("/data", "must be the list of balance transactions, as the API gave it"));
  try {
    std::vector<ImportedLine> lines;
    for (const Element one : data) lines.push_back(TransactionReader(one, lines.size(), now).read());
    if (lines.empty()) return refuse(invalid_field("/data", "holds no balance transaction"));
    return std::vector{stripe_statement(std::move(lines), zone, now)};
  } catch (const Fault& fault) {
    return refuse(fault.refusal);
  }
}

}  // namespace daybook::stripe
