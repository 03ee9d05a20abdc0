// Approved payouts become a file for the bank, and are PROCESSING from then on.

#include <set>

#include "adapters/bank/bank_text.hpp"
#include "adapters/http/handlers/bank_file_source.hpp"
#include "adapters/http/handlers/bank_handlers.hpp"
#include "adapters/http/handlers/prepare.hpp"
#include "adapters/http/views/payee_views.hpp"
#include "events/bank/bank_file_decide.hpp"
#include "events/codec/json_read.hpp"
#include "events/payout/payout_decide.hpp"

namespace daybook::http {
namespace {

constexpr std::chrono::milliseconds kPatience{10'000};

struct Body {
  BankFileFormat format = BankFileFormat::nacha;
  Currency currency;
  std::string value_date;
  std::optional<std::vector<PayoutId>> payouts;
  std::optional<std::int64_t> year;
  std::optional<std::int64_t> month;
};
BOOST_DESCRIBE_STRUCT(Body, (), (format, currency, value_date, payouts, year, month))

std::optional<Refusal> check(const Body& body, const Zone& zone) {
  if (!zone.start_of(body.value_date)) return invalid_field("/value_date", "must be a day, \"YYYY-MM-DD\"");
  if (body.year.has_value() != body.month.has_value())
    return invalid_field(body.year ? "/month" : "/year", "is required with the other one");
  if (body.payouts && body.year)
    return invalid_field("/payouts", "must be left out when a month is named, or the month with them");
  if (body.year && (*body.year < 1970 || *body.year > 9998))
    return invalid_field("/year", "must be from 1970 to 9998");
  if (body.month && (*body.month < 1 || *body.month > 12))
    return invalid_field("/month", "must be from 1 to 12");
  if (body.payouts) {
    std::set<PayoutId> seen;
    for (std::size_t i = 0; i < body.payouts->size(); ++i)
      if (!seen.insert((*body.payouts)[i]).second)
        return invalid_field(fmt::format("/payouts/{}", i), "is named twice");
    if (seen.empty()) return invalid_field("/payouts", "must name at least one payout");
  }
  return std::nullopt;
}

struct LeftOut {
  PayoutId payout_id;
  std::string why;
  std::size_t place = 0;  ///< among the chosen; not shown
};
BOOST_DESCRIBE_STRUCT(LeftOut, (), (payout_id, why))

/// Named payouts go all or none; of those that nobody named the file takes what it can, unless that is none.
Refusal refusal_of(const std::vector<LeftOut>& unfit) {
  Refusal refusal;
  refusal.code = RefusalCode::conflict;
  refusal.detail = fmt::format("no file was made: {} of the payouts cannot be paid by it", unfit.size());
  for (std::size_t i = 0; i < unfit.size(); ++i) {
    const std::string what = "payout " + unfit[i].payout_id.str() + ": " + unfit[i].why;
    if (i < 3) refusal.detail += "; " + what;
    refusal.errors.push_back({fmt::format("/payouts/{}", unfit[i].place), "unfit", what});
  }
  if (unfit.size() > 3) refusal.detail += "; and others, listed in errors";
  return refusal;
}

/// A writer's refusal names a payout by its place only.
Refusal named(Refusal refusal, const BankFileMade& fact) {
  for (std::size_t i = 0; i < fact.payouts.size(); ++i)
    for (const auto& error : refusal.errors)
      if (error.pointer == fmt::format("/payouts/{}", i))
        refusal.detail += " (payout " + fact.payouts[i].payout_id.str() + ")";
  return refusal;
}

struct PayoutLine {
  PayoutId payout_id;
  BrokerId broker_id;
  Minor amount;
  std::string reference;  ///< by which the bank will name it: trace number, end-to-end id
};
BOOST_DESCRIBE_STRUCT(PayoutLine, (), (payout_id, broker_id, amount, reference))

Result<Answer> answer_of(const BankFileMade& fact, const bank::MadeFile& made,
                         const std::vector<LeftOut>& left_out) {
  std::vector<PayoutLine> lines;
  for (std::size_t i = 0; i < fact.payouts.size(); ++i)
    lines.push_back({fact.payouts[i].payout_id, fact.payouts[i].payee, fact.payouts[i].amount,
                     made.references.at(i).reference});
  json::Object out;
  out.add("file_id", fact.file_id)
      .add("format", fact.format)
      .add("currency", fact.currency)
      .add("value_date", fact.value_date)
      .add("created_at", fact.created_at)
      .add("count", fact.payouts.size())
      .add("control_total", fact.control_total)
      .add("sha256", fact.sha256)
      .add("payouts", lines)
      .add("left_out", left_out);
  return answer(out.text(), 201);
}

Result<Answer> make(Workspace& ws, const Body& body, const std::vector<PayoutId>& chosen,
                    const std::string& by, const BankSettings& settings) {
  if (body.value_date < ws.policy().zone.day_of(ws.now()))
    return refuse(invalid_field("/value_date", "must not lie in the past"));
  if (chosen.empty())
    return refuse(RefusalCode::conflict, "there is no approved payout in this currency that waits");
  BankFileMade fact;
  fact.file_id = BankFileId(ws.ids().next());
  fact.format = body.format;
  fact.currency = body.currency;
  fact.value_date = body.value_date;
  fact.created_at = ws.now();
  fact.made_by = by;
  const auto keys = [&](const PersonId& person) { return ws.person_key(person); };
  std::vector<BankAccount> accounts;
  std::vector<LeftOut> unfit;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const PayoutState* payout = ws.payout(chosen[i]);
    if (!payout) {
      unfit.push_back({chosen[i], "there is none with this id", i});
      continue;
    }
    const auto account =
        account_for_file(*payout, ws.ledger(), ws.policy(), {body.format, body.currency, ws.now()});
    if (!account) {
      unfit.push_back({chosen[i], account.error().detail, i});
    } else if (auto opened = open_account(keys, account->change); !opened) {
      unfit.push_back({chosen[i], "the payee was erased", i});
    } else if (body.format != BankFileFormat::csv &&
               !bank::is_readable(bank::ascii_text(opened->holder_name))) {
      unfit.push_back({chosen[i],
                       "the account's holder has no Latin letter or digit, and the bank takes no other: have "
                       "the account proposed with the name that the bank knows",
                       i});
    } else {
      accounts.push_back(std::move(*opened));
      fact.payouts.push_back({payout->id, payout->payee, account->change.change_id, payout->amounts.total()});
    }
  }
  if (fact.payouts.empty() || (body.payouts && !unfit.empty())) return refuse(refusal_of(unfit));
  const auto count = static_cast<std::int64_t>(fact.payouts.size());
  const auto numbers = next_nacha_numbers(ws.ledger().bank_files(), fact.created_at, count);
  if (body.format == BankFileFormat::nacha && numbers.file_of_day >= kFilesOfDay)
    return refuse(RefusalCode::conflict,
                  "36 NACHA files were made today, and a day has no more: try tomorrow");
  auto made = made_file(fact, numbers, std::move(accounts), settings);
  if (!made) return refuse(named(made.error(), fact));
  fact.control_total = made->totals.total;
  fact.sha256 = digest_of(made->bytes);
  NewEvents events{{fact, ws.now()}};
  for (const auto& payout : fact.payouts) {
    auto processing = decide(*ws.payout(payout.payout_id), ws.ledger(), ws.policy(), ProcessPayout{ws.now()});
    if (!processing) return refuse(processing.error());
    events.insert(events.end(), processing->begin(), processing->end());
  }
  if (body.format == BankFileFormat::nacha)
    for (const auto& reference : made->references)
      if (ws.ref(trace_ref(reference.reference)))
        return refuse(RefusalCode::conflict, "trace number " + reference.reference + " was used already");
  ws.append(events);
  if (body.format == BankFileFormat::nacha)
    for (const auto& reference : made->references)
      ws.add_ref(trace_ref(reference.reference), "payout-" + reference.payout.str());
  return answer_of(fact, *made, unfit);
}

void submit(const Api& api, const Call& call, const Reply& reply, const Body& body,
            std::vector<PayoutId> chosen) {
  write(api, call, reply,
        [&api, body, chosen = std::move(chosen), by = call.caller.admin->str()](Workspace& ws) {
          return make(ws, body, chosen, by, api.bank);
        });
}

/// Approved payouts that wait for the bank, of the month if one is named; in order of their making.
std::vector<PayoutId> waiting(pg::Connection& connection, const Body& body, const Zone& zone) {
  const auto rows = connection.exec(
      "SELECT state FROM payouts WHERE status = 'PENDING' AND currency = $1 ORDER BY created_at, id",
      {body.currency.str()});
  std::optional<Period> period;
  if (body.year) period = zone.period_of({static_cast<int>(*body.year), static_cast<int>(*body.month)});
  std::vector<PayoutId> out;
  for (int i = 0; i < rows.size(); ++i) {
    const auto payout = json::read_stored<PayoutState>(rows.text(i, 0));
    const bool by_bank =
        payout.payment_method == PayoutMethod::ACH || payout.payment_method == PayoutMethod::WIRE;
    if (payout.approved_by && by_bank && (!period || payout.period_start == period->start))
      out.push_back(payout.id);
  }
  return out;
}

}  // namespace

void make_bank_file(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (auto bad = check(*body, api.policy.zone)) return refuse_call(call, reply, *bad);
  if (body->payouts) return submit(api, call, reply, *body, *body->payouts);
  // Which ones wait, the read models know; the command looks at each again.
  prepare(api, std::move(call), std::move(reply), "the payouts",
          [&api, body = *body, known = api.view.position().value](const Call& asked, const Reply& answered,
                                                                  pg::Connection& connection) {
            if (!wait_for_read_models(connection, known, kPatience))
              return refuse_call(
                  asked, answered,
                  Refusal{RefusalCode::read_timeout, "the read models are behind: try again", {}, {}});
            submit(api, asked, answered, body, waiting(connection, body, api.policy.zone));
          });
}

}  // namespace daybook::http
