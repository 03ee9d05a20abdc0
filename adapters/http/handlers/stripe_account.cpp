// A payee's Stripe account (Connect): opened once, its onboarding page, and how it stands.

#include "adapters/http/handlers/broker_command.hpp"
#include "adapters/http/handlers/broker_read.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/connect_payouts.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/handlers/return_urls.hpp"
#include "adapters/log.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/stripe/stripe_calls.hpp"
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

/// One call on its way through the steps; each step keeps it alive. A crash after any of them loses nothing:
/// Stripe makes one account for one idempotency key, and the payee's id is in it.
class Onboarding : public std::enable_shared_from_this<Onboarding> {
 public:
  Onboarding(const Api& api, Call call, Reply reply, Body body)
      : api_(api), call_(std::move(call)), reply_(std::move(reply)), body_(std::move(body)) {}

  void start() {
    if (auto key = request_key(call_); !key) return refuse_it(key.error());
    if (!*request_key(call_)) return load();
    // Answered before? A refusal is not kept, so that asking leaves no trace.
    submit(
        true, [](Workspace&) -> Result<Answer> { return refuse(RefusalCode::not_found, kUnanswered); },
        [self = shared_from_this()](Result<Answer> answer) {
          if (!answer && answer.error().code == RefusalCode::not_found &&
              answer.error().detail == kUnanswered)
            return self->load();
          self->answer_it(std::move(answer));
        });
  }

 private:
  static constexpr const char* kUnanswered = "this key has no answer yet";

  /// Only the last step keeps its answer under the call's key.
  void submit(bool keyed, std::function<Result<Answer>(Workspace&)> run,
              std::function<void(Result<Answer>)> done) {
    Command command;
    command.origin = {call_.caller.actor(), call_.request.request_id, ""};
    if (keyed) command.key = *request_key(call_);
    command.run = std::move(run);
    command.done = std::move(done);
    api_.writer.submit(std::move(command));
  }

  void load() {
    submit(
        false,
        [self = shared_from_this()](Workspace& ws) -> Result<Answer> {
          const BrokerState* broker = visible_broker(ws.ledger(), self->call_);
          if (!broker) return refuse(kMissing);
          if (auto bad = self->choose_urls(*broker)) return refuse(*bad);
          self->payee_ = broker->id;
          self->link_key_ = "daybook-account-link-" + EventId(ws.ids().next()).str();
          self->account_ = connect_account(ws, broker->id).stripe_account;
          return http::answer("{}");
        },
        [self = shared_from_this()](Result<Answer> answer) {
          if (!answer) return self->refuse_it(answer.error());
          if (!self->api_.stripe)
            return self->refuse_it({RefusalCode::stripe_not_configured,
                                    "no Stripe key is configured: payees are paid by other methods",
                                    {},
                                    {}});
          if (self->account_) return self->ask_for_link();
          self->ask_for_account();
        });
  }

  std::optional<Refusal> choose_urls(const BrokerState& broker) {
    return_url_ = body_.return_url.value_or(api_.public_url + "/account-linked");
    refresh_url_ = body_.refresh_url.value_or(api_.public_url + "/account-link-expired");
    if (body_.return_url)
      if (auto bad = check_own_url(api_, "/return_url", return_url_, broker)) return bad;
    return body_.refresh_url ? check_own_url(api_, "/refresh_url", refresh_url_, broker) : std::nullopt;
  }

  void at_stripe(std::function<void(stripe::StripeClient&)> job) {
    if (!api_.stripe->submit(std::move(job)))
      refuse_it({RefusalCode::stripe_unavailable, "too many calls to Stripe are waiting: try again", {}, {}});
  }

  void ask_for_account() {
    at_stripe([self = shared_from_this()](stripe::StripeClient& client) {
      stripe::NewAccount wanted;
      wanted.country = self->body_.country;
      wanted.metadata = {{"broker_id", self->payee_.str()}};
      auto made = client.create_account(wanted, "daybook-account-" + self->payee_.str());
      if (!made) return self->failed("opened no account", made.error());
      self->link(std::move(*made));
    });
  }

  void link(stripe::ConnectedAccount made) {
    submit(
        false,
        [self = shared_from_this(), made = std::move(made)](Workspace& ws) -> Result<Answer> {
          self->account_ = link_account(ws, self->payee_, made.id);
          if (*self->account_ == made.id)
            note_account(ws, self->payee_, {made.payouts_enabled, made.currently_due});
          return http::answer("{}");
        },
        [self = shared_from_this()](Result<Answer> answer) {
          if (!answer) return self->refuse_it(answer.error());
          self->ask_for_link();
        });
  }

  void ask_for_link() {
    at_stripe([self = shared_from_this()](stripe::StripeClient& client) {
      auto opened = client.create_account_link(self->account_.value(), self->refresh_url_, self->return_url_,
                                               self->link_key_);
      if (!opened) return self->failed("opened no onboarding page", opened.error());
      self->finish(std::move(*opened));
    });
  }

  void finish(stripe::AccountLink opened) {
    submit(
        true,
        [self = shared_from_this(), opened = std::move(opened)](Workspace& ws) -> Result<Answer> {
          const BrokerState* broker = ws.ledger().broker(self->payee_);
          if (!broker) return refuse(kMissing);
          json::Object out;
          out.add("stripe_account", self->account_.value())
              .add("onboarding_url", opened.url)
              .add("expires_at", opened.expires_at);
          Answer answer = http::answer(out.text());
          answer.person = broker->profile.person_id;  // whoever holds the page's address acts for the payee
          return answer;
        },
        [self = shared_from_this()](Result<Answer> answer) { self->answer_it(std::move(answer)); });
  }

  void failed(const char* what, const stripe::StripeFailure& failure) {
    logging::warn("request {}: Stripe {}: {}", call_.request.request_id, what, failure.message);
    if (failure.kind != stripe::FailureKind::refused)
      return refuse_it({RefusalCode::stripe_unavailable, "Stripe does not answer now: try again", {}, {}});
    const std::string& code = failure.code.empty() ? failure.type : failure.code;
    refuse_it({RefusalCode::stripe_refused,
               std::string("Stripe ") + what + (code.empty() ? "" : ": " + code),
               {},
               {}});
  }
  void refuse_it(const Refusal& refusal) { refuse_call(call_, reply_, refusal); }
  void answer_it(Result<Answer> answer) { send_answer(call_.request.request_id, reply_, std::move(answer)); }

  const Api& api_;
  Call call_;
  Reply reply_;
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
        const auto rows = connection.exec(
            fmt::format("SELECT {} FROM events WHERE stream = $1 ORDER BY version", kEventColumns),
            {connect_stream(broker.id)});
        std::vector<Recorded> stream;
        for (int i = 0; i < rows.size(); ++i) stream.push_back(decode(envelope_of(rows, i)));
        const ConnectAccountState state = connect_account_of(stream);
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
