#include "events/bank/settle_supplier.hpp"

#include "events/adjustment/adjustment_accounts.hpp"
#include "events/adjustment/adjustment_decide.hpp"

namespace daybook {

Result<NewEvents> decide(bool known_ref, const SettleSupplier& c) {
  if (!is_party_name(c.supplier))
    return refuse(invalid_field("/supplier", "must be 1 to 64 of a-z, 0-9, - and _"));
  if (auto bad = check_entry_amount("/amount", c.amount)) return refuse(*bad);
  if (c.reference.empty()) return refuse(invalid_field("/reference", "must not be empty"));
  if (c.paid_at > c.now) return refuse(invalid_field("/paid_at", "must not be in the future"));
  if (known_ref) return refuse(RefusalCode::conflict, "a settlement with this reference is recorded already");
  return NewEvents{
      {SupplierSettled{c.id, c.supplier, c.amount, c.currency, c.reference, c.settled_by}, c.paid_at}};
}

std::string settlement_ref(const std::string& supplier, const std::string& reference) {
  return "settlement:" + supplier + ":" + reference;
}

}  // namespace daybook
