// What a person matches where the machine may not guess, and takes back.

#include <algorithm>

#include "adapters/http/handlers/prepare.hpp"
#include "adapters/http/handlers/reason.hpp"
#include "adapters/http/handlers/reconciliation_handlers.hpp"
#include "adapters/http/views/reconciliation_view.hpp"
#include "adapters/postgres/journal_reader.hpp"
#include "events/codec/json_read.hpp"
#include "events/reconciliation/hand_match.hpp"
#include "projections/reconciliation_lines.hpp"

namespace daybook::http {
namespace {

/// What this process has committed is folded within so long, or the caller tries again.
constexpr std::chrono::milliseconds kPatience{2'000};

struct MatchBody {
  std::string account;
  std::vector<std::string> lines;
  std::vector<std::int64_t> positions;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MatchBody, (), (account, lines, positions, reason))

HandMatches matches_of(Workspace& ws, const std::string& account) {
  HandMatches out;
  for (const auto& recorded : ws.stream("reconciliation-" + account)) evolve(out, recorded);
  return out;
}

std::string match_ref(const HandMatchId& id) { return "hand_match:" + id.str(); }

/// The first of the wanted values that the query did not find, as a refusal.
template <class T>
std::optional<Refusal> missing(const char* member, const std::vector<T>& wanted, const std::vector<T>& found,
                               const std::string& what) {
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (std::find(found.begin(), found.end(), wanted[i]) == found.end())
      return invalid_field(fmt::format("/{}/{}", member, i), what);
  return std::nullopt;
}

/// Both sides must be there before a fact says that they belong together.
std::optional<Refusal> check_exists(pg::Connection& connection, const MatchBody& body) {
  std::vector<std::int64_t> positions;
  for (const JournalEntry& entry : entries_of(facts_at(connection, body.positions)))
    if (amount_on(entry, body.account)) positions.push_back(entry.position);
  if (auto bad = missing("positions", body.positions, positions,
                         "is no position of an entry that posts to " + body.account))
    return bad;
  const auto rows =
      connection.exec("SELECT line_id FROM statement_lines WHERE account = $1 AND line_id = ANY($2::text[])",
                      {body.account, pg::text_array(body.lines)});
  std::vector<std::string> lines;
  for (int i = 0; i < rows.size(); ++i) lines.emplace_back(rows.text(i, 0));
  return missing("lines", body.lines, lines, "is no imported line of " + body.account);
}

Answer shown(const ReconciliationMatched& e, Workspace& ws, const std::optional<Instant>& undone_at,
             int status) {
  HandMatchRow row{e.match_id,   e.account, e.lines,       e.positions, e.reason,
                   e.matched_by, ws.now(),  ws.position(), undone_at,   {}};
  return answer(hand_match_object(row).text(), status);
}

}  // namespace

void match_by_hand(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<MatchBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (auto bad = check_text("/reason", body->reason)) return refuse_call(call, reply, *bad);
  if (body->account != kStripeAccount && body->account != kBankAccount)
    return refuse_call(call, reply, invalid_field("/account", "must be assets:stripe or assets:bank"));
  for (const auto& [pointer, size] :
       {std::pair{"/lines", body->lines.size()}, {"/positions", body->positions.size()}})
    if (size > kMaxMatched)
      return refuse_call(call, reply, invalid_field(pointer, fmt::format("must be at most {}", kMaxMatched)));
  prepare(api, std::move(call), std::move(reply), "this",
          [&api, body = *body](const Call& asked, const Reply& answered, pg::Connection& connection) {
            if (!wait_for_read_models(connection, api.view.position().value, kPatience))
              return refuse_call(asked, answered,
                                 Refusal{RefusalCode::read_timeout,
                                         "the read models have not reached the log's head yet: try again",
                                         {},
                                         {}});
            if (auto bad = check_exists(connection, body)) return refuse_call(asked, answered, *bad);
            write(api, asked, answered,
                  [body, by = asked.caller.admin->str()](Workspace& ws) -> Result<Answer> {
                    const MatchByHand command{HandMatchId(ws.ids().next()),
                                              body.account,
                                              body.lines,
                                              body.positions,
                                              body.reason,
                                              by,
                                              ws.now()};
                    const auto events = decide(matches_of(ws, body.account), command);
                    if (!events) return refuse(events.error());
                    ws.add_ref(match_ref(command.id), "reconciliation-" + body.account);
                    ws.append(*events);
                    return shown(std::get<ReconciliationMatched>(events->front().event), ws, {}, 201);
                  });
          });
}

void undo_match(const Api& api, Call call, Reply reply) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  const Refusal none{RefusalCode::not_found, "there is no match by hand with this id", {}, {}};
  const auto id = path_id<HandMatchId>(call);
  if (!id) return refuse_call(call, reply, none);
  write(api, call, reply,
        [id = *id, reason = *reason, none, by = call.caller.admin->str()](Workspace& ws) -> Result<Answer> {
          const auto stream = ws.ref(match_ref(id));
          if (!stream) return refuse(none);
          const std::string account = stream->substr(std::string_view("reconciliation-").size());
          const HandMatches state = matches_of(ws, account);
          const auto events = decide(state, UndoMatch{id, account, reason, by, ws.now()});
          if (!events) return refuse(events.error());
          const ReconciliationMatched match = state.standing.at(id);
          ws.append(*events);
          return shown(match, ws, ws.now(), 200);
        });
}

}  // namespace daybook::http
