// A payee's Stripe account (Connect): opened once, its onboarding page, and how it stands.

#include "adapters/http/handlers/broker_command.hpp"
#include "adapters/http/handlers/broker_read.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/connect_payouts.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/handlers/return_urls.hpp"
#include "adapters/http/handlers/stripe_steps.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "events/codec/json_read.hpp"
#include "events/codec/json_write.hpp"

namespace daybook::http {
namespace {

struct Body {
  std::optional<std::string> country;
  std::optional<std::string> return_url;
  std::optional<std::string> refresh_url;
};
BOOST_DESCRIBE_STRUCT(Body, (), (country, return_url, refresh_url))

const Refusal kMissing{RefusalCode::not_found, "there is no broker with this id", {}, {}};

std::optional<Refusal> check(const Body& body) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (const auto& country = body.country;
      country && (country->size() != 2 || !capital(country->front()) || !capital(country->back())))
    return invalid_field("/country", "must be a country's two capital letters, such as \"US\"");
  return std::nullopt;
}

/// Stripe makes one account for one idempotency key, and the payee's id is in it: a crash loses nothing.
class Onboarding : public StripeSteps {
 public:
  Onboarding(const Api& api, Call call, Reply reply, Body body)
      : StripeSteps(api, std::move(call), std::move(reply)), body_(std::move(body)) {}

 private:
  void begin() override {
    step(
        [this, keep = self()](Workspace& ws) -> Result<Answer> {
          const BrokerState* broker = visible_broker(ws.ledger(), call_);
          if (!broker) return refuse(kMissing);
          if (auto bad = choose_urls(*broker)) return refuse(*bad);
          payee_ = broker->id;
          link_key_ = "daybook-account-link-" + EventId(ws.ids().next()).str();
          account_ = connect_account(ws, broker->id).stripe_account;
          return http::answer("{}");
        },
        [this, keep = self()](const Answer&) {
          if (!api_.stripe)
            return refuse_it({RefusalCode::stripe_not_configured,
                              "no Stripe key is configured: payees are paid by other methods",
                              {},
                              {}});
          if (account_) return ask_for_link();
          ask_for_account();
        });
  }

  std::optional<Refusal> choose_urls(const BrokerState& broker) {
    return_url_ = body_.return_url.value_or(api_.public_url + "/account-linked");
    refresh_url_ = body_.refresh_url.value_or(api_.public_url + "/account-link-expired");
    if (body_.return_url)
      if (auto bad = check_own_url(api_, "/return_url", return_url_, broker)) return bad;
    return body_.refresh_url ? check_own_url(api_, "/refresh_url", refresh_url_, broker) : std::nullopt;
  }

  void ask_for_account() {
    at_stripe([this, keep = self()](stripe::StripeClient& client) {
      stripe::NewAccount wanted;
      wanted.country = body_.country;
      wanted.metadata = {{"broker_id", payee_.str()}};
      auto made = client.create_account(wanted, "daybook-account-" + payee_.str());
      if (!made) return give_up(refusal_of("opened no account", made.error()));
      link(std::move(*made));
    });
  }

  void link(stripe::ConnectedAccount made) {
    step(
        [this, keep = self(), made = std::move(made)](Workspace& ws) -> Result<Answer> {
          account_ = link_account(ws, payee_, made.id);
          if (*account_ == made.id) note_account(ws, payee_, {made.payouts_enabled, made.currently_due});
          return http::answer("{}");
        },
        [this, keep = self()](const Answer&) { ask_for_link(); });
  }

  void ask_for_link() {
    at_stripe([this, keep = self()](stripe::StripeClient& client) {
      auto opened = client.create_account_link(account_.value(), refresh_url_, return_url_, link_key_);
      if (!opened) return give_up(refusal_of("opened no onboarding page", opened.error()));
      finish(std::move(*opened));
    });
  }

  void finish(stripe::AccountLink opened) {
    last_step([this, keep = self(), opened = std::move(opened)](Workspace& ws) -> Result<Answer> {
      const BrokerState* broker = ws.ledger().broker(payee_);
      if (!broker) return refuse(kMissing);
      json::Object out;
      out.add("stripe_account", account_.value())
          .add("onboarding_url", opened.url)
          .add("expires_at", opened.expires_at);
      Answer answer = http::answer(out.text());
      answer.person = broker->profile.person_id;  // whoever holds the page's address acts for the payee
      return answer;
    });
  }

  Body body_;
  BrokerId payee_;
  std::string return_url_, refresh_url_;
  std::string link_key_;  ///< each call has a page of its own: a page works once
  std::optional<std::string> account_;
};

}  // namespace

void open_stripe_account(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (auto bad = check(*body)) return refuse_call(call, reply, *bad);
  std::make_shared<Onboarding>(api, std::move(call), std::move(reply), std::move(*body))->start();
}

void get_stripe_account(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  read_broker(
      api, std::move(call), std::move(reply),
      [](pg::Connection& connection, const BrokerState& broker) -> Result<Response> {
        const ConnectAccountState state =
            connect_account_of(read_stream(connection, connect_stream(broker.id)));
        if (!state.stripe_account)
          return refuse(RefusalCode::not_found,
                        "the broker has no Stripe account: open one with POST on this address");
        json::Object out;
        out.add("stripe_account", *state.stripe_account)
            .add("payouts_enabled", state.payouts_enabled)
            .add("requirements", state.requirements);
        return json_response(out.text());
      },
      true);
}

}  // namespace daybook::http
