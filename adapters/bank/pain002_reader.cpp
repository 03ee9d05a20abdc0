#include "adapters/bank/pain002_reader.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "adapters/bank/decimal_amount.hpp"
#include "adapters/bank/return_codes.hpp"
#include "adapters/bank/return_fault.hpp"
#include "adapters/bank/xml_reader.hpp"

namespace daybook::bank {
namespace {

constexpr int kSumDecimals = 5;  // of the amounts' schema type; a control sum adds up different currencies
constexpr std::size_t kMaxTextBytes =
    420;  // the longest text read is Max105Text, of four bytes a sign at most
constexpr std::string_view kNamespace = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.";

/// ISO's external status codes; nothing: not one of them.
std::optional<ReturnStatus> status_of(std::string_view code) {
  constexpr auto kPending = std::to_array<std::string_view>(
      {"ACCP", "ACFC", "ACSP", "ACTC", "ACWC", "ACWP", "BLCK", "PART", "PATC", "PDNG", "PRES", "RCVD"});
  if (code == "RJCT" || code == "CANC") return ReturnStatus::rejected;
  if (code == "ACSC" || code == "ACCC") return ReturnStatus::accepted;
  if (std::find(kPending.begin(), kPending.end(), code) != kPending.end()) return ReturnStatus::pending;
  return std::nullopt;
}

const XmlElement& required(const XmlElement& parent, std::string_view name) {
  const XmlElement* child = parent.child(name);
  if (child == nullptr) fail_at(parent.line, "<{}> lacks <{}>", parent.name, name);
  return *child;
}

const std::string& bounded(const XmlElement& element) {
  if (element.text.size() > kMaxTextBytes) fail_at(element.line, "<{}> is too long", element.name);
  return element.text;
}

std::string required_text(const XmlElement& parent, std::string_view name) {
  const XmlElement& child = required(parent, name);
  if (child.text.empty()) fail_at(child.line, "<{}> is empty", name);
  return bounded(child);
}

std::string optional_text(const XmlElement& parent, std::string_view name) {
  const XmlElement* child = parent.child(name);
  return child == nullptr ? std::string() : bounded(*child);
}

std::int64_t count_in(const XmlElement& element) {
  const auto count = scaled_decimal(element.text, 0);
  if (!count || element.text.size() > 15)
    fail_at(element.line, "<{}> is no number of payments", element.name);
  return static_cast<std::int64_t>(*count);
}

Int128 sum_in(const XmlElement& element) {
  const auto sum = scaled_decimal(element.text, kSumDecimals);
  if (!sum)
    fail_at(element.line, "<{}> is no decimal of at most 18 digits, 5 of them behind the point",
            element.name);
  return *sum;
}

/// What one status report says of a level (group, payment information) and what its payments come to.
struct Content {
  std::int64_t count = 0;
  Int128 sum = 0;  // scaled by kSumDecimals
  bool all_amounts = true;
  std::map<std::string, std::int64_t> by_status;

  void add(const Content& other) {
    count += other.count;
    sum += other.sum;
    all_amounts = all_amounts && other.all_amounts;
    for (const auto& [status, n] : other.by_status) by_status[status] += n;
  }
};

struct Status {
  std::string code;  // empty: none given
  std::size_t line = 0;
};

Status status_in(const XmlElement& parent, std::string_view name, const Status& inherited) {
  const XmlElement* element = parent.child(name);
  if (element == nullptr) return inherited;
  if (!status_of(element->text))
    fail_at(element->line, "<{}> has a status that ISO 20022 does not know", name);
  return {element->text, element->line};
}

/// Reason codes and words of the bank, the first code going before.
void add_reasons(const XmlElement& parent, BankReturn& item) {
  std::string words;
  for (const XmlElement* reason : parent.all("StsRsnInf")) {
    std::string code;
    if (const XmlElement* given = reason->child("Rsn"))
      code = given->child("Cd") != nullptr ? optional_text(*given, "Cd") : optional_text(*given, "Prtry");
    if (!code.empty() && item.code == item.text) item.code = code;
    std::string text(iso_reason_text(code));
    if (text.empty()) text = code;
    for (const XmlElement* more : reason->all("AddtlInf"))
      text += (text.empty() ? "" : ": ") + bounded(*more);
    if (!text.empty() && words.size() < kMaxTextBytes) words += (words.empty() ? "" : "; ") + text;
  }
  if (!words.empty()) item.text = words;
}

class Reader {
 public:
  BankReturnFile read(const XmlElement& root) && {
    if (root.name != "Document" || !root.space.starts_with(kNamespace) ||
        !is_known(root.space.substr(kNamespace.size())))
      fail_at(root.line, "is no <Document> of {}03 to 15", kNamespace);
    const XmlElement& report = required(root, "CstmrPmtStsRpt");
    out_.format = ReturnFormat::pain002;
    out_.message_id = required_text(required(report, "GrpHdr"), "MsgId");
    group(report, required(report, "OrgnlGrpInfAndSts"));
    return std::move(out_);
  }

 private:
  static bool is_known(std::string_view version) {
    return version.size() == 2 && version >= "03" && version <= "15";
  }

  void group(const XmlElement& report, const XmlElement& element) {
    original_message_ = required_text(element, "OrgnlMsgId");
    const Status status = status_in(element, "GrpSts", {});
    if (!status.code.empty()) file_item(element, status, original_message_);
    Content content;
    std::set<std::string> blocks;
    for (const XmlElement* block : report.all("OrgnlPmtInfAndSts")) {
      if (!blocks.insert(required_text(*block, "OrgnlPmtInfId")).second)
        fail_at(block->line, "reports the same payment information as one before");
      content.add(payment_information(*block, status));
    }
    if (status.code.empty() && out_.items.empty())
      fail_at(element.line, "the report gives no status of anything");
    compare(element, status, content);
  }

  Content payment_information(const XmlElement& element, const Status& group) {
    const Status status = status_in(element, "PmtInfSts", group);
    const std::string id = required_text(element, "OrgnlPmtInfId");
    if (!group.code.empty() && *status_of(group.code) == ReturnStatus::rejected &&
        *status_of(status.code) != ReturnStatus::rejected)
      fail_at(status.line, "says {}, but the whole group is {}", status.code, group.code);
    if (element.child("PmtInfSts") != nullptr)
      // Our files have one block, "<message id>-1".
      file_item(element, status, id == original_message_ + "-1" ? original_message_ : id);
    Content content;
    for (const XmlElement* payment : element.all("TxInfAndSts")) content.add(transaction(*payment, status));
    compare(element, status, content);
    return content;
  }

  Content transaction(const XmlElement& element, const Status& inherited) {
    const Status status = status_in(element, "TxSts", inherited);
    if (status.code.empty()) fail_at(element.line, "<TxInfAndSts> has no status, nor has what it is in");
    BankReturn item;
    item.line = element.line;
    item.status = *status_of(status.code);
    item.original_reference = required_text(element, "OrgnlEndToEndId");
    if (!payments_.insert(item.original_reference).second)
      fail_at(element.line, "reports the same payment as one before");
    item.code = item.text = status.code;
    add_reasons(element, item);
    item.own_reference = optional_text(element, "StsId");
    Content content;
    content.count = 1;
    content.by_status[status.code] = 1;
    content.all_amounts = amount(element, item, content);
    out_.items.push_back(std::move(item));
    return content;
  }

  /// False when the report leaves the original amount out.
  static bool amount(const XmlElement& element, BankReturn& item, Content& content) {
    const XmlElement* reference = element.child("OrgnlTxRef");
    const XmlElement* choice = reference == nullptr ? nullptr : reference->child("Amt");
    const XmlElement* instructed = choice == nullptr ? nullptr : choice->child("InstdAmt");
    if (instructed == nullptr) return false;
    const auto code = instructed->attributes.find("Ccy");
    if (code == instructed->attributes.end()) fail_at(instructed->line, "<InstdAmt> lacks its currency, Ccy");
    const auto currency = parse_currency(code->second);
    if (!currency) fail_at(instructed->line, "<InstdAmt> has a currency that ISO 4217 does not know");
    const auto minor = scaled_decimal(instructed->text, exponent(*currency));
    if (!minor || *minor > INT64_MAX)
      fail_at(instructed->line, "<InstdAmt> is no amount of {}, which has {} decimals", currency->str(),
              exponent(*currency));
    item.currency = currency;
    item.amount = Minor(static_cast<std::int64_t>(*minor));
    content.sum = sum_in(*instructed);
    return true;
  }

  void file_item(const XmlElement& element, const Status& status, const std::string& reference) {
    BankReturn item;
    item.line = status.line;
    item.scope = ReturnScope::file;
    item.status = *status_of(status.code);
    item.original_reference = reference;
    item.code = item.text = status.code;
    add_reasons(element, item);
    out_.items.push_back(std::move(item));
  }

  /// What the report says of a level against the payments that it lists there. Banks may list only the
  /// rejected ones, so fewer than the original had is right, more is not.
  static void compare(const XmlElement& element, const Status& status, const Content& content) {
    const XmlElement* count = element.child("OrgnlNbOfTxs");
    if (count != nullptr && content.count > count_in(*count))
      fail_at(count->line, "says that the original had {} payments, but {} are reported", count->text,
              content.count);
    if (const XmlElement* sum = element.child("OrgnlCtrlSum")) {
      const Int128 said = sum_in(*sum);
      const bool whole = count != nullptr && content.count == count_in(*count) && content.all_amounts;
      if (content.sum > said || (whole && content.sum != said))
        fail_at(sum->line, "says that the original came to {}, but the reported payments come to another sum",
                sum->text);
    }
    compare_by_status(element, count, content);
    for (const auto& [code, n] : content.by_status) {
      const ReturnStatus level = status.code.empty() ? ReturnStatus::pending : *status_of(status.code);
      const bool rejected = *status_of(code) == ReturnStatus::rejected;
      if ((level == ReturnStatus::rejected && !rejected) || (level == ReturnStatus::accepted && rejected))
        fail_at(status.line, "says {} of all payments, but {} is reported of {}", status.code, code, n);
    }
  }

  static void compare_by_status(const XmlElement& element, const XmlElement* count, const Content& content) {
    Int128 total = 0;
    const auto rows = element.all("NbOfTxsPerSts");
    for (const XmlElement* row : rows) {
      const std::int64_t said = count_in(required(*row, "DtldNbOfTxs"));
      const std::string code = status_in(*row, "DtldSts", {}).code;
      if (code.empty()) fail_at(row->line, "<NbOfTxsPerSts> lacks <DtldSts>");
      total += said;
      const auto found = content.by_status.find(code);
      const std::int64_t listed = found == content.by_status.end() ? 0 : found->second;
      // Rejected payments are listed each, or not at all when the whole level is rejected.
      if (listed > said || (code == "RJCT" && content.count > 0 && listed != said))
        fail_at(row->line, "says that {} payments are {}, but {} are reported", said, code, listed);
    }
    if (!rows.empty() && count != nullptr && total > count_in(*count))
      fail_at(rows.front()->line, "the counts by status come to more than the {} payments of the original",
              count->text);
  }

  std::string original_message_;
  std::set<std::string> payments_;
  BankReturnFile out_;
};

}  // namespace

Result<BankReturnFile> read_pain002(std::string_view bytes) {
  const auto root = read_xml(bytes);
  if (!root) return refuse(root.error());
  try {
    return Reader().read(*root);
  } catch (const ReturnFault& fault) {
    return refuse_line(fault.line, fault.cause);
  }
}

}  // namespace daybook::bank
