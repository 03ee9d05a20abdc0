#pragma once
// What readers of statements share: amounts with a sign, ids and references that may be kept, one id for each
// line. All stop with a ReturnFault.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/currency.hpp"
#include "core/money.hpp"
#include "core/period.hpp"

namespace daybook::bank {

/// No line of a real account is larger; two of them together must not overflow.
inline constexpr std::int64_t kLargestLine = 1'000'000'000'000'000;

/// "-1250.5" in USD -> -125050. `what` names the cell in the fault.
Minor signed_amount(std::string_view text, Currency currency, std::size_t line, std::string_view what);
Currency currency_in(std::string_view code, std::size_t line);
/// Midnight at the start of "YYYY-MM-DD".
Instant day_start(std::string_view day, const Zone& zone, std::size_t line, std::string_view what);

/// A reference as it may be kept: at most 64 of letters, digits, and . _ : / + - ; nothing for other texts,
/// which may be anything, also names, and for ISO's NOTPROVIDED.
std::optional<std::string> kept_reference(std::string_view text);

/// Which account of ours a bank's statement is of: nobody can read its number out of it.
std::string holder_of(std::string_view account_number);

/// What the ids of an account's lines begin with, in every format, so that two accounts' lines are never
/// taken for each other, and one account's are recognised in another format. Nothing where a file names no
/// account.
std::string id_prefix(std::string_view holder);

/// Ids that are unique although banks repeat theirs: the second "X" of one day is "X#2".
class LineIds {
 public:
  std::string unique(const std::string& day, const std::string& base);
  /// For a line without an id of the bank's.
  static std::string digest(const std::vector<std::string>& parts);

 private:
  std::map<std::string, int> seen_;
};

}  // namespace daybook::bank
