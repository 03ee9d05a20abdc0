#pragma once
// A payee's payout account and tax form as the wire shows them: masked, or "[erased]".

#include "adapters/postgres/person_keys.hpp"
#include "core/bank_account.hpp"
#include "core/tax_id.hpp"
#include "events/broker/broker_events.hpp"
#include "events/codec/json_write.hpp"
#include "events/payee/payee_state.hpp"

namespace daybook::http {

/// The account in the clear, for a payment file; nothing when its person was erased.
std::optional<BankAccount> open_account(const KeyLookup& keys, const ProposedAccount& sealed);
/// Sealed under the person's key, for the log.
Sealed seal_account(const PersonId& person, const SecretKey& key, const BankAccount& account);
Sealed seal_tin(const PersonId& person, const SecretKey& key, const TaxId& tin);
Sealed seal_legal_name(const PersonId& person, const SecretKey& key, const std::string& name);
/// "***-**-6789", "[erased]".
std::string shown_tin(const KeyLookup& keys, const TaxFormRecorded& form);
/// As the form has it, "[erased]".
std::string shown_legal_name(const KeyLookup& keys, const TaxFormRecorded& form);

/// The business name as documents that are handed on print it: often the person's own name in another coat,
/// so it goes when the person is erased, as in the journal's export.
std::optional<std::string> printed_business(const KeyLookup& keys, const BrokerProfile& profile);

/// PayoutAccount of the OpenAPI document.
json::Object payout_account_object(const BrokerId& payee, const PayeeState* state, const KeyLookup& keys);
/// TaxForm of the OpenAPI document.
json::Object tax_form_object(const TaxFormRecorded& form, const KeyLookup& keys);

}  // namespace daybook::http
