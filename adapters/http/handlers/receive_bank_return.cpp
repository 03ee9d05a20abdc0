// A bank's answer to our files: what it says of each payout is a fact of that payout, once.

#include <algorithm>
#include <map>
#include <set>

#include "adapters/bank/nacha_return_reader.hpp"
#include "adapters/bank/pain002_reader.hpp"
#include "adapters/bank/payment_file.hpp"
#include "adapters/bank/return_codes.hpp"
#include "adapters/http/handlers/bank_file_source.hpp"
#include "adapters/http/handlers/bank_handlers.hpp"
#include "adapters/http/handlers/prepare.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "core/text.hpp"
#include "events/codec/json_write.hpp"
#include "events/payout/payout_decide.hpp"

namespace daybook::http {
namespace {

using bank::BankReturn;
using bank::ReturnScope;
using bank::ReturnStatus;

/// A file that the bank answered, and its sender's words for nothing: what stands in facts is ours.
struct Received {
  bank::BankReturnFile file;
  std::string sha256;
  /// Of each file of ours that an item is about as a whole: its payouts.
  std::map<std::string, std::vector<PayoutId>> payouts_of_files;
};

struct Applied {
  PayoutId payout_id;
  PayoutStatus status = PayoutStatus::FAILED;
  std::string code;
  std::int64_t line = 0;
};
BOOST_DESCRIBE_STRUCT(Applied, (), (payout_id, status, code, line))

struct Notification {
  std::optional<PayoutId> payout_id;
  std::string code;
  std::string text;
  std::string reference;
  std::int64_t line = 0;
};
BOOST_DESCRIBE_STRUCT(Notification, (), (payout_id, code, text, reference, line))

struct Unmatched {
  std::string reference;
  std::string code;
  std::string reason;
  std::int64_t line = 0;
};
BOOST_DESCRIBE_STRUCT(Unmatched, (), (reference, code, reason, line))

/// From the code lists only: what the bank adds may hold account data, and facts are for ever.
std::string meaning(const BankReturn& item) {
  for (const std::string_view text : {bank::nacha_return_text(item.code), bank::nacha_change_text(item.code),
                                      bank::iso_reason_text(item.code)})
    if (!text.empty()) return std::string(text);
  return "see the bank's file";
}

/// A bank's own reason (ISO's Prtry) may be any words of its own: facts say only that it was one.
std::string kept_code(const BankReturn& item) {
  const bool is_code = item.code.size() <= 4 && std::all_of(item.code.begin(), item.code.end(), [](char c) {
                         return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
                       });
  return is_code ? item.code : "PRTRY";
}

class Application {
 public:
  Application(Workspace& ws, const Received& received) : ws_(ws), received_(received) {}

  void run() {
    // A payment's own status goes before that of its file.
    for (const auto& item : received_.file.items)
      if (item.scope == ReturnScope::payment) take(item);
    for (const auto& item : received_.file.items)
      if (item.scope == ReturnScope::file) take_file(item);
  }

  /// Everything in one transaction, with the file's own fact first.
  Answer record(const std::string& by) {
    BankReturnReceived fact;
    fact.return_id = BankReturnId(ws_.ids().next());
    fact.format = boost::describe::enum_to_string(received_.file.format, "?");
    fact.sha256 = received_.sha256;
    fact.items = static_cast<std::int64_t>(received_.file.items.size());
    fact.applied = static_cast<std::int64_t>(applied_.size());
    fact.received_by = by;
    events_.insert(events_.begin(), {fact, ws_.now()});
    ws_.append(events_);
    const std::string stream = "bank_return-" + fact.return_id.str();
    ws_.add_ref("bank_return:" + fact.sha256, stream);
    for (const auto& ref : refs_) ws_.add_ref(ref, stream);
    json::Object out;
    out.add("return_id", fact.return_id)
        .add("format", fact.format)
        .add("sha256", fact.sha256)
        .add("repeated", false)
        .add("items", fact.items)
        .add("applied", fact.applied)
        .add("known", known_)
        .add("accepted", accepted_)
        .add("pending", pending_)
        .add("payouts", applied_)
        .add("notifications", notifications_)
        .add("unmatched", unmatched_);
    return answer(out.text());
  }

 private:
  std::optional<PayoutId> find(const BankReturn& item) {
    if (received_.file.format == bank::ReturnFormat::pain002) return bank::payout_of(item.original_reference);
    const auto stream = ws_.ref(trace_ref(item.original_reference));
    return stream ? payout_of_stream(*stream) : std::nullopt;
  }
  void miss(const BankReturn& item, std::string reason) {
    unmatched_.push_back(
        {item.original_reference, item.code, std::move(reason), static_cast<std::int64_t>(item.line)});
  }

  void take(const BankReturn& item) {
    const auto id = find(item);
    if (id) named_.insert(*id);
    const PayoutState* payout = id ? ws_.payout(*id) : nullptr;
    if (!payout) return miss(item, "no payout of ours has this reference");
    if (!item.individual_id.empty() && item.individual_id != bank::individual_id(*id))
      return miss(item, "the individual id is another payout's");
    if (item.currency && *item.currency != payout->currency) return miss(item, "the currency is another one");
    if (item.amount && *item.amount != payout->amounts.total())
      return miss(item, "the amount is another one");
    apply(item, *payout);
  }

  void take_file(const BankReturn& item) {
    const auto found = received_.payouts_of_files.find(item.original_reference);
    if (found == received_.payouts_of_files.end()) return miss(item, "no file of ours has this message id");
    for (const auto& id : found->second)
      if (!named_.contains(id))
        if (const PayoutState* payout = ws_.payout(id)) apply(item, *payout);
  }

  void apply(const BankReturn& item, const PayoutState& payout) {
    switch (item.status) {
      case ReturnStatus::accepted:
        if (payout.status == PayoutStatus::FAILED || payout.status == PayoutStatus::CANCELLED)
          return miss(item,
                      "the bank says it pays this, but the payout is not under way: ask the bank before its "
                      "lines are paid again");
        ++accepted_;
        return;
      case ReturnStatus::pending:
        ++pending_;
        return;
      case ReturnStatus::notification:
        notifications_.push_back({payout.id, item.code, meaning(item), item.original_reference,
                                  static_cast<std::int64_t>(item.line)});
        return;
      case ReturnStatus::returned:
      case ReturnStatus::rejected:
        return send_back(item, payout);
    }
  }

  void send_back(const BankReturn& item, const PayoutState& payout) {
    std::string ref =
        fmt::format("bank_return_item:{}:{}:{}", payout.id.str(), item.code, item.own_reference);
    if (!touched_.insert(payout.id).second || ws_.ref(ref) || payout.status == PayoutStatus::FAILED ||
        payout.status == PayoutStatus::RETURNED) {
      ++known_;
      return;
    }
    const std::string reason = item.code + ": " + meaning(item);
    const std::string& reference = item.own_reference.empty() ? item.original_reference : item.own_reference;
    const bool completed = payout.status == PayoutStatus::COMPLETED;
    const auto events = completed ? decide(payout, ReturnPayout{item.code, reason, reference, ws_.now()})
                                  : decide(payout, FailPayout{reason, ws_.now()});
    if (!events) return miss(item, events.error().detail);
    events_.insert(events_.end(), events->begin(), events->end());
    refs_.push_back(std::move(ref));
    applied_.push_back({payout.id, completed ? PayoutStatus::RETURNED : PayoutStatus::FAILED, item.code,
                        static_cast<std::int64_t>(item.line)});
  }

  Workspace& ws_;
  const Received& received_;
  NewEvents events_;
  std::vector<std::string> refs_;
  std::set<PayoutId> named_, touched_;
  std::vector<Applied> applied_;
  std::vector<Notification> notifications_;
  std::vector<Unmatched> unmatched_;
  std::int64_t known_ = 0, accepted_ = 0, pending_ = 0;
};

Answer repeated(const Received& received, const std::string& stream) {
  json::Object out;
  out.add("return_id", stream.substr(stream.find('-') + 1))
      .add("format", received.file.format)
      .add("sha256", received.sha256)
      .add("repeated", true)
      .add("items", received.file.items.size())
      .add("applied", 0)
      .add("known", received.file.items.size())
      .add("accepted", 0)
      .add("pending", 0)
      .add("payouts", std::vector<Applied>{})
      .add("notifications", std::vector<Notification>{})
      .add("unmatched", std::vector<Unmatched>{});
  return answer(out.text());
}

/// The payouts of our file with this message id; nothing when it is none of ours.
std::optional<std::vector<PayoutId>> payouts_of(pg::Connection& connection, const std::string& message_id) {
  const auto id = bank::payout_of(message_id);  // any uuid without dashes
  if (!id) return std::nullopt;
  const auto facts = read_stream(connection, "bank_file-" + id->str());
  if (facts.empty()) return std::nullopt;
  std::vector<PayoutId> out;
  for (const auto& payout : std::get<BankFileMade>(facts.front().event).payouts)
    out.push_back(payout.payout_id);
  return out;
}

/// By the type of the body; a command has none, and its file tells itself: no NACHA line begins with "<".
bool is_pain002(const Request& request) {
  if (const auto type = request.header("content-type")) return type->starts_with("application/xml");
  const auto first = request.body.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  return first != std::string::npos && request.body[first] == '<';
}

void receive(const Api& api, const Call& call, const Reply& reply, pg::Connection& connection) {
  auto file = is_pain002(call.request) ? bank::read_pain002(call.request.body)
                                       : bank::read_nacha_returns(call.request.body);
  if (!file) return refuse_call(call, reply, file.error());
  auto received = std::make_shared<Received>();
  received->file = std::move(*file);
  for (auto& item : received->file.items) item.code = kept_code(item);
  received->sha256 = digest_of(call.request.body);
  for (const auto& item : received->file.items)
    if (item.scope == ReturnScope::file)
      if (auto payouts = payouts_of(connection, item.original_reference))
        received->payouts_of_files.emplace(item.original_reference, std::move(*payouts));
  write(api, call, reply, [received, by = call.caller.admin->str()](Workspace& ws) -> Result<Answer> {
    if (const auto stream = ws.ref("bank_return:" + received->sha256)) return repeated(*received, *stream);
    Application application(ws, *received);
    application.run();
    return application.record(by);
  });
}

}  // namespace

void receive_bank_return(const Api& api, Call call, Reply reply) {
  if (call.request.body.empty())
    return refuse_call(call, reply,
                       Refusal{RefusalCode::validation_failed,
                               "line 1: the file is empty",
                               {{"/lines/1", "invalid", "line 1: the file is empty"}},
                               {}});
  prepare(api, std::move(call), std::move(reply), "the file",
          [&api](const Call& asked, const Reply& answered, pg::Connection& connection) {
            receive(api, asked, answered, connection);
          });
}

}  // namespace daybook::http
