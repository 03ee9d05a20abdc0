#pragma once
// Mails that facts call for. Intended without an address or a name: both are opened when the mail is written,
// and so is whether its payee still wants it.

#include "adapters/effects/intender.hpp"
#include "adapters/effects/performer.hpp"
#include "adapters/mail/mail_settings.hpp"
#include "adapters/postgres/read_pool.hpp"
#include "core/period.hpp"

namespace daybook {

/// Throws std::exception naming the setting or the template that cannot be used.
Performer mails(const MailSettings& settings, const Zone& zone, Writer& writer, ReadPool& reads);

/// One mail a fact at the most: orders, payouts and holds to their payee; to the operator, when there is an
/// address, what waits for a person.
IntentRule mail_rule(const MailSettings& settings);

}  // namespace daybook
