#include "adapters/http/handlers/checkout_page.hpp"

#include "adapters/http/handlers/order_command.hpp"
#include "adapters/log.hpp"
#include "events/checkout/checkout_decide.hpp"
#include "events/codec/json_read.hpp"
#include "events/order/order_decide.hpp"

namespace daybook::http {
namespace {

struct PageText {
  OrderId order_id;
  std::string checkout_id;
};
BOOST_DESCRIBE_STRUCT(PageText, (), (order_id, checkout_id))

stripe::NewSession session_of(const OrderState& order, const Checkout& checkout,
                              const std::optional<std::string>& email) {
  stripe::NewSession session;
  session.currency = order.currency;
  for (const OrderItem& item : order.items)
    session.items.push_back(
        {item.bank_name, line_description(item, order.currency), item.customer_price, item.quantity});
  session.customer_email = email;
  session.success_url = checkout.success_url;
  session.cancel_url = checkout.cancel_url;
  session.expires_at = checkout.expires_at;
  session.metadata = {{"order_id", order.id.str()},
                      {"order_number", order.order_number},
                      {"broker_id", order.broker_id ? order.broker_id->str() : "direct"}};
  session.client_reference = order.id.str();
  return session;
}

/// One call on its way through the steps; each step keeps it alive.
class Opening : public std::enable_shared_from_this<Opening> {
 public:
  Opening(const Api& api, PageCall page) : api_(api), page_(std::move(page)) {}

  void start() {
    if (auto key = request_key(page_.call); !key) return refuse_it(key.error());
    if (!*request_key(page_.call)) return request();
    // Answered before? A refusal is not kept, so that asking leaves no trace.
    submit(
        "", [](Workspace&) -> Result<Answer> { return refuse(RefusalCode::not_found, kUnanswered); },
        [self = shared_from_this()](Result<Answer> answer) {
          if (!answer && answer.error().code == RefusalCode::not_found &&
              answer.error().detail == kUnanswered)
            return self->request();
          self->answer_it(std::move(answer));
        });
  }

 private:
  static constexpr const char* kUnanswered = "this key has no answer yet";

  void submit(std::string_view step, std::function<Result<Answer>(Workspace&)> run,
              std::function<void(Result<Answer>)> done) {
    Command command;
    command.origin = {page_.call.caller.actor(), page_.call.request.request_id, ""};
    command.key = *request_key(page_.call, step);
    command.run = std::move(run);
    command.done = std::move(done);
    command.hints = page_.hints;
    api_.writer.submit(std::move(command));
  }

  void request() {
    submit("request", page_.request, [self = shared_from_this()](Result<Answer> answer) {
      if (!answer) return self->refuse_it(answer.error());
      const auto text = json::read_stored<PageText>(answer->body);
      self->requested_ = {text.order_id, text.checkout_id};
      self->load();
    });
  }

  /// What Stripe is told, as the order stands now.
  void load() {
    Command command;
    command.origin = {page_.call.caller.actor(), page_.call.request.request_id, ""};
    command.hints.orders = {requested_.order_id};
    command.run = [self = shared_from_this()](Workspace& ws) -> Result<Answer> {
      const OrderState* order = ws.order(self->requested_.order_id);
      const Checkout* checkout = order ? order->checkout(self->requested_.checkout_id) : nullptr;
      if (!checkout)
        return refuse(RefusalCode::internal_error, "the payment page's request is not in the log");
      const auto keys = [&](const PersonId& person) { return ws.person_key(person); };
      const std::string email = customer_text(order->customer, keys).email;
      self->session_ = session_of(*order, *checkout,
                                  email.find('@') == std::string::npos ? std::nullopt : std::optional(email));
      return http::answer("{}");
    };
    command.done = [self = shared_from_this()](Result<Answer> answer) {
      if (!answer) return self->refuse_it(answer.error());
      self->ask();
    };
    api_.writer.submit(std::move(command));
  }

  void ask() {
    const bool queued = api_.stripe->submit([self = shared_from_this()](stripe::StripeClient& client) {
      auto opened = client.create_session(self->session_, "daybook-checkout-" + self->requested_.checkout_id);
      if (!opened) return self->failed(opened.error());
      if (!opened->url)
        return self->refuse_it(
            {RefusalCode::conflict, "the payment page is closed already: ask for a new one", {}, {}});
      self->opened_ = std::move(*opened);
      self->record();
    });
    if (!queued)
      refuse_it(
          {RefusalCode::stripe_unavailable, "too many payment pages are being opened: try again", {}, {}});
  }

  void record() {
    submit(
        "",
        [self = shared_from_this()](Workspace& ws) -> Result<Answer> {
          const OrderState* order = ws.order(self->requested_.order_id);
          if (!order) return refuse(RefusalCode::internal_error, "the order is not in the log");
          auto events =
              decide(*order, RecordCheckout{self->requested_.checkout_id, self->opened_.id, ws.now()});
          remember_refs(ws, events);
          Answer answer = self->page_.answer(self->requested_, self->opened_);
          answer.person = order->customer.person_id;
          ws.append(std::move(events));
          return answer;
        },
        [self = shared_from_this()](Result<Answer> answer) { self->answer_it(std::move(answer)); });
  }

  void failed(const stripe::StripeFailure& failure) {
    logging::warn("request {}: Stripe opened no payment page: {}", page_.call.request.request_id,
                  failure.message);
    if (failure.kind != stripe::FailureKind::refused)
      return refuse_it({RefusalCode::stripe_unavailable,
                        "Stripe does not answer now: try again with the same Idempotency-Key",
                        {},
                        {}});
    const Refusal refusal{
        RefusalCode::stripe_refused, "Stripe refused to open a payment page" + reason(failure), {}, {}};
    if (!page_.cancel_when_refused) return refuse_it(refusal);
    Command command;
    command.origin = {page_.call.caller.actor(), page_.call.request.request_id, ""};
    command.run = [id = requested_.order_id,
                   why = "Stripe opened no payment page" + reason(failure)](Workspace& ws) -> Result<Answer> {
      if (const OrderState* order = ws.order(id))
        if (auto events = decide(*order, CancelOrder{why, ws.now()})) ws.append(std::move(*events));
      return http::answer("{}");
    };
    command.done = [self = shared_from_this(), refusal](const Result<Answer>&) { self->refuse_it(refusal); };
    api_.writer.submit(std::move(command));
  }

  static std::string reason(const stripe::StripeFailure& failure) {
    const std::string& code = failure.code.empty() ? failure.type : failure.code;
    return code.empty() ? "" : ": " + code;
  }
  void refuse_it(const Refusal& refusal) { refuse_call(page_.call, page_.reply, refusal); }
  void answer_it(Result<Answer> answer) {
    send_answer(page_.call.request.request_id, page_.reply, std::move(answer));
  }

  const Api& api_;
  PageCall page_;
  RequestedPage requested_;
  stripe::NewSession session_;
  stripe::CheckoutSession opened_;
};

}  // namespace

std::string page_text(const RequestedPage& page) {
  std::string text;
  json::write(text, PageText{page.order_id, page.checkout_id});
  return text;
}

void open_page(const Api& api, PageCall page) { std::make_shared<Opening>(api, std::move(page))->start(); }

}  // namespace daybook::http
