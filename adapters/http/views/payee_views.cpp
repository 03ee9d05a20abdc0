#include "adapters/http/views/payee_views.hpp"

#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

// Where each sealed text belongs: one cannot be put in the place of another.
constexpr const char* kAccountField = "payout_account";
constexpr const char* kTinField = "tax_form.tin";
constexpr const char* kLegalNameField = "tax_form.legal_name";

/// "Grace Hopper" -> "G••• H•••": enough to compare with a paper, not to know the person by.
std::string masked_name(std::string_view name) {
  std::string out;
  bool begins = true;
  bool copying = false;
  for (const char c : name) {
    const bool continues = (static_cast<unsigned char>(c) & 0xC0) == 0x80;  // inside a UTF-8 code point
    if (c == ' ') {
      begins = true;
      continue;
    }
    if (begins) {
      out += out.empty() ? "" : " ";
      out += c;
      copying = true;
      begins = false;
    } else if (copying && continues) {
      out += c;
    } else if (copying) {
      out += "•••";
      copying = false;
    }
  }
  return copying ? out + "•••" : out;
}

/// The routing number's end, the BIC's four letters of the bank, or nothing.
std::optional<std::string> masked_bank(const BankAccount& account) {
  if (const auto* ach = std::get_if<AchAccount>(&account.details))
    return "•••••" + ach->routing_number.substr(5);
  const std::string& bic = std::get<IbanAccount>(account.details).bic;
  if (bic.empty()) return std::nullopt;
  return bic.substr(0, 4) + "••••";
}

json::Object change_object(const ProposedAccount& change, const KeyLookup& keys) {
  json::Object out;
  out.add("change_id", change.change_id).add("kind", change.kind);
  if (const auto account = open_account(keys, change)) {
    out.add("account", masked(*account))
        .add("bank", masked_bank(*account))
        .add("holder_name", masked_name(account->holder_name))
        .add("country", account->country);
  } else {
    out.add("account", kErased).add("bank", kErased).add("holder_name", kErased).add("country", kErased);
  }
  return std::move(out.add("proposed_by", change.proposed_by).add("proposed_at", change.proposed_at));
}

TaxIdKind kind_of(TinKind kind) {
  switch (kind) {
    case TinKind::SSN:
      return TaxIdKind::ssn;
    case TinKind::EIN:
      return TaxIdKind::ein;
    case TinKind::ITIN:
      return TaxIdKind::itin;
  }
  return TaxIdKind::ein;
}

}  // namespace

std::optional<BankAccount> open_account(const KeyLookup& keys, const ProposedAccount& sealed) {
  const auto key = keys(sealed.person_id);
  if (!key) return std::nullopt;
  const std::string text = Vault::open(sealed.person_id, *key, kAccountField, sealed.account);
  auto account = checked_bank_account(json::read_stored<BankAccountDraft>(text));
  if (!account) throw std::runtime_error("a stored payout account is none: " + account.error().detail);
  return *account;
}

Sealed seal_account(const PersonId& person, const SecretKey& key, const BankAccount& account) {
  return Vault::seal(person, key, kAccountField, json::to_json(draft_of(account)));
}
Sealed seal_tin(const PersonId& person, const SecretKey& key, const TaxId& tin) {
  return Vault::seal(person, key, kTinField, tin.digits);
}
Sealed seal_legal_name(const PersonId& person, const SecretKey& key, const std::string& name) {
  return Vault::seal(person, key, kLegalNameField, name);
}

std::string shown_tin(const KeyLookup& keys, const TaxFormRecorded& form) {
  const auto key = keys(form.person_id);
  if (!key) return kErased;
  return masked(TaxId{kind_of(form.tin_kind), Vault::open(form.person_id, *key, kTinField, form.tin)});
}
std::string shown_legal_name(const KeyLookup& keys, const TaxFormRecorded& form) {
  return reveal(keys, form.person_id, kLegalNameField, form.legal_name);
}

std::optional<std::string> printed_business(const KeyLookup& keys, const BrokerProfile& profile) {
  return keys(profile.person_id) ? profile.business_name : std::nullopt;
}

json::Object payout_account_object(const BrokerId& payee, const PayeeState* state, const KeyLookup& keys) {
  json::Object out;
  out.add("broker_id", payee);
  const ApprovedAccount* account = state ? state->account() : nullptr;
  if (account) {
    json::Object in_force = change_object(account->change, keys);
    out.add(
        "account",
        in_force.add("approved_by", account->approved_by).add("payable_from", account->payable_from).raw());
  } else {
    out.null("account");
  }
  if (state && state->proposed) {
    out.add("pending", change_object(*state->proposed, keys).raw());
  } else {
    out.null("pending");
  }
  return out;
}

json::Object tax_form_object(const TaxFormRecorded& form, const KeyLookup& keys) {
  json::Object out;
  out.add("broker_id", form.payee)
      .add("form", "W9")
      .add("form_id", form.form_id)
      .add("tin_kind", form.tin_kind)
      .add("tin", shown_tin(keys, form))
      .add("legal_name", shown_legal_name(keys, form))
      .add("classification", form.classification)
      .add("signed_on", form.signed_on)
      .add("recorded_by", form.recorded_by);
  return out;
}

}  // namespace daybook::http
