// Many orders in one call, for imports and for those who place many: each is a POST to /api/orders of its
// own, with its own Idempotency-Key and its own answer; what it saves is the calls.

#include <simdjson.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <utility>

#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/place_order.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

constexpr std::size_t kMostOrders = 500;
constexpr std::size_t kMostOrderBytes = Route{}.body_limit;  // as when it comes alone

/// As Idempotency-Key.
struct ItemKey {
  std::string text;  ///< as sent
  std::string key;
};
void read(json::Element e, ItemKey& out, json::Faults& f) {
  std::string_view text;
  if (e.get(text) != simdjson::SUCCESS) return f.add("type", "must be a string");
  const auto key = idempotency_key(text);
  const auto in_no_header = [](unsigned char c) { return c < ' ' || c == 0x7F; };
  if (!key || text.front() == ' ' || text.back() == ' ' ||
      std::any_of(text.begin(), text.end(), in_no_header))
    return f.add("invalid", "must have 1 to 255 characters, and no control characters or blanks at its ends");
  out = {std::string(text), std::string(*key)};
}

/// An order whose faults are its own answer, not the call's.
struct ItemOrder {
  Result<OrderPlacement> placement;
};
void read(json::Element e, ItemOrder& out, json::Faults&) {
  json::Faults own;
  OrderPlacement placement;
  json::read(e, placement, own);
  if (own.any()) {
    out.placement = refuse(own.refusal());
  } else {
    out.placement = std::move(placement);
  }
}

struct Item {
  ItemKey idempotency_key;
  ItemOrder order;
};
BOOST_DESCRIBE_STRUCT(Item, (), (idempotency_key, order))

struct Body {
  std::vector<Item> orders;
};
BOOST_DESCRIBE_STRUCT(Body, (), (orders))

Result<Body> read_checked(const std::string& text) {
  auto body = json::read_body<Body>(text);
  if (body && (body->orders.empty() || body->orders.size() > kMostOrders))
    return refuse(invalid_field("/orders", fmt::format("must hold 1 to {} orders", kMostOrders)));
  return body;
}

/// The value of this member of an object that has it. Names may be written with escapes.
simdjson::ondemand::value member(simdjson::ondemand::object object, std::string_view name) {
  for (simdjson::ondemand::field field : object)
    if (std::string_view(field.unescaped_key()) == name) return field.value();
  throw std::logic_error("a body that was read lacks a member");
}

/// The bytes of each order in a body that was read, which its key is bound to; none of what is no object.
std::vector<std::string> texts_of(const std::string& body) {
  simdjson::ondemand::parser parser;
  const simdjson::padded_string padded(body);
  simdjson::ondemand::document document = parser.iterate(padded);
  std::vector<std::string> texts;
  for (simdjson::ondemand::object item : member(document.get_object(), "orders").get_array()) {
    simdjson::ondemand::object order;
    if (member(item, "order").get_object().get(order) != simdjson::SUCCESS) {
      texts.emplace_back();
      continue;
    }
    const std::string_view text = order.raw_json();  // with the blanks behind it
    texts.emplace_back(text.substr(0, text.rfind('}') + 1));
  }
  return texts;
}

/// Gathers the answers; the last one sends them all.
class Answers {
 public:
  Answers(Call call, Reply reply, std::size_t orders)
      : call_(std::move(call)), reply_(std::move(reply)), items_(orders), left_(orders) {}

  const Call& call() const { return call_; }
  void set_key(std::size_t index, std::string key) { items_[index].key = std::move(key); }
  void set(std::size_t index, Result<Answer> answer) {
    items_[index].answer = std::move(answer);
    if (left_.fetch_sub(1, std::memory_order_acq_rel) == 1) send();
  }

 private:
  struct One {
    std::string key;
    Result<Answer> answer;
  };

  void send() const {
    const auto away = [](const One& item) {
      return !item.answer && item.answer.error().code == RefusalCode::store_unavailable;
    };
    if (std::all_of(items_.begin(), items_.end(), away))
      return refuse_call(call_, reply_, items_.front().answer.error());
    std::vector<json::Raw> results;
    std::size_t placed = 0;
    std::int64_t position = 0;
    for (const One& item : items_) {
      json::Object result;
      result.add("idempotency_key", item.key);
      if (item.answer) {
        ++placed;
        position = std::max(position, item.answer->position);
        result.add("status", item.answer->status)
            .add("idempotency_hit", item.answer->repeated)
            .add("order", json::Raw{item.answer->body})
            .add("problem", json::Raw{"null"});
      } else {
        const Response refusal = problem(item.answer.error(), call_.request.request_id);
        result.add("status", refusal.status)
            .add("idempotency_hit", false)
            .add("order", json::Raw{"null"})
            .add("problem", json::Raw{refusal.body});
      }
      results.push_back(result.raw());
    }
    json::Object out;
    out.add("results", results).add("placed", placed).add("refused", items_.size() - placed);
    Response response = json_response(out.text());
    if (placed > 0) response.headers.emplace_back("Daybook-Position", std::to_string(position));
    reply_(std::move(response));
  }

  Call call_;
  Reply reply_;
  std::vector<One> items_;
  std::atomic<std::size_t> left_;
};

}  // namespace

void place_orders(const Api& api, Call call, Reply reply) {
  auto body = read_checked(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  const std::vector<std::string> texts = texts_of(call.request.body);
  auto& orders = body->orders;
  const auto answers = std::make_shared<Answers>(std::move(call), std::move(reply), orders.size());
  for (std::size_t i = 0; i < orders.size(); ++i) answers->set_key(i, orders[i].idempotency_key.text);
  const Call& asked = answers->call();
  for (std::size_t i = 0; i < orders.size(); ++i) {
    auto placement = std::move(orders[i].order.placement);
    if (texts[i].size() > kMostOrderBytes)
      placement = refuse(RefusalCode::body_too_large,
                         fmt::format("an order may have {} bytes at the most", kMostOrderBytes));
    if (placement) placement = checked(std::move(*placement), asked.caller);
    if (!placement) {
      answers->set(i, refuse(placement.error()));
      continue;
    }
    auto [run, hints] = placement_command(api, std::move(*placement));
    Command command;
    command.origin = origin_of(asked);
    command.key = request_key_of(asked, "/api/orders", orders[i].idempotency_key.key, texts[i]);
    command.run = std::move(run);
    command.hints = std::move(hints);
    command.in_bulk = true;
    command.done = [answers, i](Result<Answer> answer) { answers->set(i, std::move(answer)); };
    api.writer.submit(std::move(command));
  }
}

}  // namespace daybook::http
