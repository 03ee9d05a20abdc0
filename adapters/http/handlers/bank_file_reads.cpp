// The files that we gave the bank: which there are, and their bytes, made again.

#include <algorithm>

#include "adapters/http/handlers/bank_file_source.hpp"
#include "adapters/http/handlers/bank_handlers.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/views/payee_views.hpp"
#include "adapters/postgres/event_reader.hpp"

namespace daybook::http {
namespace {

/// The account as it was proposed under this id, in the clear; nothing when its person was erased.
std::optional<BankAccount> account_of(pg::Connection& connection, const BankFilePayout& payout,
                                      const KeyLookup& keys) {
  for (const auto& recorded : read_stream(connection, "payout_account-" + payout.payee.str())) {
    const auto* e = std::get_if<PayoutAccountProposed>(&recorded.event);
    if (e && e->change_id == payout.account)
      return open_account(keys, {e->change_id, e->person_id, e->kind, e->account, e->proposed_by, {}});
  }
  throw std::runtime_error("the log has no account " + payout.account.str());
}

Result<Response> bytes_of(const Api& api, pg::Connection& connection, const BankFileState& state) {
  const KeyLookup keys = api.people.lookup(connection);
  const auto facts = read_stream(connection, "bank_file-" + state.file_id.str());
  if (facts.empty()) throw std::runtime_error("the log has no bank file " + state.file_id.str());
  const auto& fact = std::get<BankFileMade>(facts.front().event);
  std::vector<BankAccount> accounts;
  for (const auto& payout : fact.payouts) {
    auto account = account_of(connection, payout, keys);
    if (!account)
      return refuse(RefusalCode::conflict,
                    "the payee " + payout.payee.str() + " was erased: this file cannot be made again");
    accounts.push_back(std::move(*account));
  }
  const auto made = made_file(fact, {state.file_of_day, state.first_trace}, std::move(accounts), api.bank);
  if (!made || digest_of(made->bytes) != fact.sha256)
    return refuse(RefusalCode::conflict,
                  "the settings in [bank] have changed since this file was made: with what they are now it "
                  "would be another file than the one recorded, " +
                      fact.sha256);
  Response response;
  response.content_type = bank::media_type_of(fact.format);
  response.headers.emplace_back("Content-Disposition",
                                fmt::format("attachment; filename=\"payouts-{}-{}.{}\"", fact.value_date,
                                            fact.file_id.str(), bank::file_ending_of(fact.format)));
  response.body = made->bytes;
  return response;
}

}  // namespace

void list_bank_files(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"limit", "cursor"})) return refuse_call(call, reply, *bad);
  const auto page = cursor_of(call.request);
  if (!page) return refuse_call(call, reply, page.error());
  const auto before = cursor_number(*page, INT64_MAX);
  if (!before) return refuse_call(call, reply, before.error());
  read(
      api, std::move(call), std::move(reply),
      [&api, limit = page->limit, before = *before](pg::Connection&, const Call&) -> Result<Response> {
        return api.view.read([&](const LedgerState& ledger) {
          std::vector<json::Raw> data;
          std::optional<std::string> next;
          const auto& files = ledger.bank_files();
          for (auto it = files.rbegin(); it != files.rend(); ++it) {
            if (it->position >= before) continue;
            if (static_cast<std::int64_t>(data.size()) == limit) {
              next = std::to_string(std::prev(it)->position);
              break;
            }
            json::Object out;
            out.add("file_id", it->file_id)
                .add("format", it->format)
                .add("currency", it->currency)
                .add("value_date", it->value_date)
                .add("created_at", it->created_at)
                .add("count", it->count)
                .add("control_total", it->control_total)
                .add("sha256", it->sha256)
                .add("made_by", it->made_by)
                .add("position", it->position);
            data.push_back(out.raw());
          }
          return cursor_response(data, next);
        });
      },
      true);
}

void get_bank_file(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  const auto id = path_id<BankFileId>(call);
  read(
      api, std::move(call), std::move(reply),
      [&api, id](pg::Connection& connection, const Call&) -> Result<Response> {
        const auto file = api.view.read([&](const LedgerState& ledger) -> std::optional<BankFileState> {
          const auto& files = ledger.bank_files();
          const auto found = std::find_if(files.begin(), files.end(),
                                          [&](const BankFileState& f) { return id && f.file_id == *id; });
          return found == files.end() ? std::nullopt : std::optional(*found);
        });
        if (!file) return refuse(RefusalCode::not_found, "there is no file with this id");
        return bytes_of(api, connection, *file);
      },
      true);
}

}  // namespace daybook::http
