#include "adapters/mail/notices.hpp"

#include <fmt/format.h>

#include "adapters/mail/mails.hpp"
#include "events/effect/effect_decide.hpp"
#include "projections/sentences.hpp"

namespace daybook::mail {
namespace {

/// "2026-11-22 00:00 UTC".
std::string time_text(Instant at) {
  const std::string text = to_string(at);  // "2026-11-22T00:00:00.000000Z"
  return fmt::format("{} {} UTC", text.substr(0, 10), text.substr(11, 5));
}

struct Called {
  std::optional<Notice> operator()(const OrderPlaced& e) const {
    return to(NoticeKind::new_order, e.broker_id);
  }
  std::optional<Notice> operator()(const PayoutCreated& e) const {
    return to(NoticeKind::payout_created, e.payee);
  }
  std::optional<Notice> operator()(const PayoutCompleted& e) const {
    return to(NoticeKind::payout_completed, e.payee);
  }
  std::optional<Notice> operator()(const PayoutFailed& e) const {
    return to(NoticeKind::payout_failed, e.payee);
  }
  std::optional<Notice> operator()(const PayoutReturned& e) const {
    return to(NoticeKind::payout_failed, e.payee);
  }
  /// A further cause to hold what is held, or one of several that has gone, moves nothing.
  std::optional<Notice> operator()(const CommissionHeld& e) const {
    if (e.from == CommissionState::held) return std::nullopt;
    return to(NoticeKind::hold_placed, e.broker_id);
  }
  std::optional<Notice> operator()(const CommissionUnheld& e) const {
    if (e.to == CommissionState::held) return std::nullopt;
    return to(NoticeKind::hold_released, e.broker_id);
  }
  std::optional<Notice> operator()(const OrderRejected& e) const {
    if (e.refundable <= Minor{}) return std::nullopt;
    return Notice{NoticeKind::refund_task, std::nullopt};
  }
  std::optional<Notice> operator()(const PaymentUnexpected&) const {
    return Notice{NoticeKind::unapplied_money, std::nullopt};
  }
  std::optional<Notice> operator()(const WebhookFailed&) const {
    return Notice{NoticeKind::failed_webhook, std::nullopt};
  }
  std::optional<Notice> operator()(const EffectGivenUp& e) const {
    if (!needs_person(e.effect_id)) return std::nullopt;
    return Notice{NoticeKind::given_up_effect, std::nullopt};
  }
  template <class E>
  std::optional<Notice> operator()(const E&) const {
    return std::nullopt;
  }

  static std::optional<Notice> to(NoticeKind kind, const std::optional<BrokerId>& payee) {
    return payee ? std::optional(Notice{kind, payee}) : std::nullopt;
  }
};

/// The fact as its mail tells it; facts that call for none are not asked.
struct Writer {
  const Recorded& recorded;
  const NoticeSource& source;
  const Templates& templates;
  std::string name;  ///< of the payee

  Rendered operator()(const OrderPlaced& e) const {
    NewOrderMail mail;
    mail.name = name;
    mail.order_number = e.order_number;
    for (const OrderItem& item : e.items)
      mail.items.push_back({item.quantity, item.bank_name, item.date_opened,
                            money_text(item.credit_limit, e.currency),
                            money_text(item.total_customer_price, e.currency)});
    mail.total = money_text(e.total_charged, e.currency);
    mail.commission = money_text(e.parts.share + e.parts.markup, e.currency);
    mail.expires_at = time_text(e.expires_at);
    return finish(std::move(mail));
  }
  Rendered operator()(const PayoutCreated& e) const {
    const Instant last{e.period_end.micros - 1};
    return finish(PayoutCreatedMail{
        name, money_text(e.amounts.total(), e.currency),
        fmt::format("{} to {}", source.zone.day_of(e.period_start), source.zone.day_of(last)),
        boost::describe::enum_to_string(e.payment_method, "?"), e.payout_id.str(), ""});
  }
  Rendered operator()(const PayoutCompleted& e) const {
    return finish(PayoutCompletedMail{name, money_text(e.amounts.total(), e.currency),
                                      boost::describe::enum_to_string(e.payment_method, "?"),
                                      e.payout_id.str(), e.transaction_id, ""});
  }
  Rendered operator()(const PayoutFailed& e) const {
    return finish(PayoutFailedMail{name, money_text(e.amounts.total(), e.currency), e.payout_id.str(), false,
                                   "", e.reason, ""});
  }
  Rendered operator()(const PayoutReturned& e) const {
    return finish(PayoutFailedMail{name, money_text(e.amounts.total(), e.currency), e.payout_id.str(), true,
                                   e.return_code, e.reason, ""});
  }
  Rendered operator()(const CommissionHeld& e) const {
    const bool dispute = e.cause == HoldCause::dispute;
    return finish(HoldPlacedMail{name, source.order_number(e.order_id),
                                 money_text(e.share + e.markup, e.currency), dispute, dispute ? "" : e.reason,
                                 ""});
  }
  Rendered operator()(const CommissionUnheld& e) const {
    return finish(HoldReleasedMail{name, source.order_number(e.order_id),
                                   money_text(e.share + e.markup, e.currency), ""});
  }
  Rendered operator()(const OrderRejected& e) const {
    return task("Refund task: order " + source.order_number(e.order_id), "refund-" + e.order_id.str(),
                money_text(e.refundable, e.currency));
  }
  Rendered operator()(const PaymentUnexpected& e) const {
    return task("Unexpected money: order " + source.order_number(e.order_id),
                "unapplied-" + e.payment_id.str(), money_text(e.amount, e.currency));
  }
  Rendered operator()(const WebhookFailed& e) const {
    return task("Webhook not understood: " + e.external_id, "webhook-" + e.external_id, "");
  }
  Rendered operator()(const EffectGivenUp& e) const {
    return task("Given up: " + e.effect_id, "effect-" + e.effect_id, "");
  }
  template <class E>
  Rendered operator()(const E&) const {
    throw std::logic_error(recorded.envelope.type + " calls for no mail");
  }

 private:
  template <class T>
  Rendered finish(T mail) const {
    mail.preferences_url = source.preferences_url;
    return templates.render(mail);
  }
  Rendered task(std::string title, std::string id, std::string amount) const {
    return templates.render(OperatorTaskMail{std::move(title), sentence_of(recorded.event), std::move(amount),
                                             std::move(id), time_text(recorded.envelope.recorded_at)});
  }
};

Mail addressed(std::string to, Rendered rendered, std::string message_id, Instant at) {
  Mail mail;
  mail.to = std::move(to);
  mail.subject = std::move(rendered.subject);
  mail.text = std::move(rendered.text);
  mail.message_id = std::move(message_id);
  mail.at = at;
  return mail;
}

}  // namespace

std::optional<Notice> notice_of(const Recorded& recorded) { return std::visit(Called{}, recorded.event); }

bool wants(const NotificationPreferences& preferences, NoticeKind kind) {
  switch (kind) {
    case NoticeKind::new_order:
      return preferences.new_order;
    case NoticeKind::payout_created:
    case NoticeKind::payout_completed:
    case NoticeKind::payout_failed:
      return preferences.payout;
    case NoticeKind::hold_placed:
    case NoticeKind::hold_released:
      return preferences.hold;
    case NoticeKind::refund_task:
    case NoticeKind::unapplied_money:
    case NoticeKind::given_up_effect:
    case NoticeKind::failed_webhook:
      return true;
  }
  return false;
}

std::optional<Recipient> recipient_of(const BrokerState* broker, const PayeeState* payee,
                                      const KeyLookup& keys) {
  if (!broker) return std::nullopt;
  const BrokerProfile& profile = broker->profile;
  const auto key = keys(profile.person_id);
  if (!key) return std::nullopt;
  return Recipient{Vault::open(profile.person_id, *key, "email", profile.email),
                   Vault::open(profile.person_id, *key, "name", profile.name),
                   payee ? payee->notifications : NotificationPreferences{}};
}

std::optional<Mail> mail_of(const Notice& notice, const Recorded& recorded, const NoticeSource& source,
                            const Templates& templates) {
  std::string to = source.operator_to;
  std::string name;
  if (notice.payee) {
    auto recipient = source.payee(*notice.payee);
    if (!recipient || !wants(recipient->wants, notice.kind)) return std::nullopt;
    to = std::move(recipient->address);
    name = std::move(recipient->name);
  }
  if (to.empty()) return std::nullopt;
  const Envelope& at = recorded.envelope;
  Mail mail = addressed(std::move(to),
                        std::visit(Writer{recorded, source, templates, std::move(name)}, recorded.event),
                        fmt::format("{}.{}@{}", at.event_id.str(),
                                    boost::describe::enum_to_string(notice.kind, "?"), source.domain),
                        at.recorded_at);
  if (notice.payee) mail.unsubscribe_url = source.preferences_url;
  return mail;
}

}  // namespace daybook::mail
