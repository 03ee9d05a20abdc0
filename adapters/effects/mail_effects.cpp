#include "adapters/effects/mail_effects.hpp"

#include <fmt/format.h>

#include <memory>

#include "adapters/effects/on_log.hpp"
#include "adapters/effects/recorded_fact.hpp"
#include "adapters/mail/mailer.hpp"
#include "adapters/mail/notices.hpp"

namespace daybook {
namespace {

using mail::Notice;

const std::string kPrefix = "mail-";

/// "mail-<kind>-<id of the fact>": a fact calls for one mail, to one recipient.
std::string effect_id_of(const Notice& notice, const EventId& fact) {
  return fmt::format("{}{}-{}", kPrefix, boost::describe::enum_to_string(notice.kind, "?"), fact.str());
}
std::optional<EventId> fact_id_of(const std::string& effect_id) {
  const auto dash = effect_id.find('-', kPrefix.size());
  return dash == std::string::npos ? std::nullopt : EventId::parse(effect_id.substr(dash + 1));
}

template <class... E>
std::vector<std::string> types() {
  return {std::string(event_type<E>.name)...};
}

/// Not for an operator who gave no address.
std::optional<Notice> wanted_notice(const Recorded& fact, bool operator_hears) {
  auto notice = mail::notice_of(fact);
  if (notice && !notice->payee && !operator_hears) notice.reset();
  return notice;
}

/// What a mail needs of the log as it is now.
struct Letterhead {
  std::optional<mail::Recipient> recipient;
  std::string order_number;
};

Letterhead letterhead(Writer& writer, const Notice& notice, const std::string& subject) {
  Letterhead out;
  const auto order_id = order_of_stream(subject);
  Hints hints;
  if (order_id) hints.orders = {*order_id};
  on_log(writer, kEffectOrigin, hints, "its recipient cannot be read", [&](Workspace& ws) {
    out = {};
    const auto keys = [&](const PersonId& person) { return ws.person_key(person); };
    if (notice.payee)
      out.recipient =
          mail::recipient_of(ws.ledger().broker(*notice.payee), ws.ledger().payee(*notice.payee), keys);
    const OrderState* order = order_id ? ws.order(*order_id) : nullptr;
    if (order) out.order_number = order->order_number;
  });
  return out;
}

struct Postbox {
  MailSettings settings;
  Zone zone;
  mail::Mailer mailer;
  mail::Templates templates;
  Writer& writer;
  ReadPool& reads;

  std::optional<mail::Mail> write(const Notice& notice, const Recorded& fact) const {
    const Letterhead head = letterhead(writer, notice, fact.envelope.stream);
    mail::NoticeSource source;
    source.payee = [&](const BrokerId&) { return head.recipient; };
    source.order_number = [&](const OrderId&) { return head.order_number; };
    source.operator_to = settings.operator_to;
    source.preferences_url = settings.preferences_url;
    source.domain = std::string(mail::domain_of(settings.from));
    source.zone = zone;
    return mail::mail_of(notice, fact, source, templates);
  }
};

AttemptEnd send(const Postbox& postbox, const Attempt& attempt) {
  const EffectIntended& effect = attempt.effect.intended;
  const auto id = fact_id_of(effect.effect_id);
  const auto fact = id ? fact_of(postbox.reads, effect.subject, *id) : std::nullopt;
  const auto notice = fact ? mail::notice_of(*fact) : std::nullopt;
  if (!notice) return EffectPointless{"the fact that it is about calls for no mail", {}};
  const auto mail = postbox.write(*notice, *fact);
  if (!mail) return EffectPointless{"nobody is to get it: not wanted any more, or erased", {}};
  const mail::Sent sent = postbox.mailer.send(*mail);
  switch (sent.outcome) {
    case mail::Outcome::sent:
      return EffectDone{"the mail server took it", effect.reference, {}};
    case mail::Outcome::not_sent:
      return EffectNotDone{sent.detail, false, false, {}, {}};
    case mail::Outcome::unknown_outcome:  // once more, with its Message-ID
      return EffectNotDone{sent.detail, true, false, {}, {}};
    case mail::Outcome::refused:
      return EffectNotDone{sent.detail, false, true, {}, {}};
  }
  return EffectNotDone{"unknown outcome", true, false, {}, {}};
}

}  // namespace

Performer mails(const MailSettings& settings, const Zone& zone, Writer& writer, ReadPool& reads) {
  const auto postbox = std::make_shared<const Postbox>(
      Postbox{settings, zone, mail::Mailer(settings), mail::Templates(settings.templates), writer, reads});
  return [postbox](const Attempt& attempt) { return send(*postbox, attempt); };
}

IntentRule mail_rule(const MailSettings& settings) {
  const bool operator_hears = !settings.operator_to.empty();
  const auto intend = [operator_hears](Workspace& ws, const Recorded& fact) -> std::vector<EffectIntended> {
    const auto notice = wanted_notice(fact, operator_hears);
    if (!notice) return {};
    // Whoever wants none need not fill the log with effects; asked once more when it is written.
    if (const PayeeState* payee = notice->payee ? ws.ledger().payee(*notice->payee) : nullptr;
        payee && !mail::wants(payee->notifications, notice->kind))
      return {};
    EffectIntended effect;
    effect.effect_id = effect_id_of(*notice, fact.envelope.event_id);
    effect.kind = EffectKind::mail;
    effect.partition = fact.envelope.partition_key;
    effect.subject = fact.envelope.stream;
    effect.reference = boost::describe::enum_to_string(notice->kind, "?");
    effect.detail = fact.envelope.type;
    return {effect};
  };
  IntentRule rule{
      "mail",
      types<OrderPlaced, PayoutCreated, PayoutCompleted, PayoutFailed, PayoutReturned, CommissionHeld,
            CommissionUnheld, OrderRejected, PaymentUnexpected, EffectGivenUp, WebhookFailed>(),
      intend};
  rule.concerns = [operator_hears](const Recorded& fact) {
    return wanted_notice(fact, operator_hears).has_value();
  };
  return rule;
}

}  // namespace daybook
