#include "adapters/http/handlers/checkout_page.hpp"

#include "adapters/http/handlers/order_command.hpp"
#include "adapters/http/handlers/stripe_steps.hpp"
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

class Opening : public StripeSteps {
 public:
  Opening(const Api& api, PageCall page)
      : StripeSteps(api, std::move(page.call), std::move(page.reply), std::move(page.hints)),
        page_(std::move(page)) {}

 private:
  void begin() override {
    kept_step("request", page_.request, [this, keep = self()](const Answer& answer) {
      const auto text = json::read_stored<PageText>(answer.body);
      requested_ = {text.order_id, text.checkout_id};
      load();
    });
  }

  /// What Stripe is told, as the order stands now.
  void load() {
    hints_.orders = {requested_.order_id};
    step(
        [this, keep = self()](Workspace& ws) -> Result<Answer> {
          const OrderState* order = ws.order(requested_.order_id);
          const Checkout* checkout = order ? order->checkout(requested_.checkout_id) : nullptr;
          if (!checkout)
            return refuse(RefusalCode::internal_error, "the payment page's request is not in the log");
          const auto keys = [&](const PersonId& person) { return ws.person_key(person); };
          const std::string email = customer_text(order->customer, keys).email;
          session_ = session_of(*order, *checkout,
                                email.find('@') == std::string::npos ? std::nullopt : std::optional(email));
          return http::answer("{}");
        },
        [this, keep = self()](const Answer&) { ask(); });
  }

  void ask() {
    at_stripe([this, keep = self()](stripe::StripeClient& client) {
      auto opened = client.create_session(session_, "daybook-checkout-" + requested_.checkout_id);
      if (!opened) return give_up(refusal_of("opened no payment page", opened.error()));
      if (!opened->url)
        return refuse_it(
            {RefusalCode::conflict, "the payment page is closed already: ask for a new one", {}, {}});
      opened_ = std::move(*opened);
      record();
    });
  }

  void record() {
    last_step([this, keep = self()](Workspace& ws) -> Result<Answer> {
      const OrderState* order = ws.order(requested_.order_id);
      if (!order) return refuse(RefusalCode::internal_error, "the order is not in the log");
      auto events = decide(*order, RecordCheckout{requested_.checkout_id, opened_.id, ws.now()});
      remember_refs(ws, events);
      Answer answer = page_.answer(requested_, opened_);
      answer.person = order->customer.person_id;
      ws.append(std::move(events));
      return answer;
    });
  }

  /// An order that was placed for this page alone does not hold its pieces when no call can ever open it.
  void give_up(const Refusal& refusal) override {
    const bool ended = refusal.code == RefusalCode::stripe_refused || !repeatable();
    if (!ended || !page_.cancel_when_refused) return refuse_it(refusal);
    step(
        [this, keep = self(), why = refusal.detail](Workspace& ws) -> Result<Answer> {
          if (const OrderState* order = ws.order(requested_.order_id))
            if (auto events = decide(*order, CancelOrder{why, ws.now()})) ws.append(std::move(*events));
          return http::answer("{}");
        },
        [this, keep = self(), refusal](const Answer&) { refuse_it(refusal); });
  }

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
