#include <fmt/format.h>

#include "projections/explanation.hpp"
#include "projections/sentences.hpp"

namespace daybook {
namespace {

using Out = std::back_insert_iterator<std::string>;

void steps(Out out, const std::vector<ExplainedStep>& list) {
  for (const auto& step : list)
    fmt::format_to(out, "    {:<32} {:>14}   {}\n", step.name, step.value.value, step.formula);
}

void parts(Out out, const char* name, const Parts& p) {
  fmt::format_to(out, "    {:<32} share {}, markup {}, platform {}, supplier {}, together {}\n", name,
                 p.share.value, p.markup.value, p.platform.value, p.supplier.value, p.total().value);
}

const char* verdict(bool agrees) { return agrees ? "as recorded" : "NOT what was recorded"; }

void facts(Out out, const std::vector<ExplainedFact>& list, std::int64_t entry) {
  for (const auto& fact : list)
    fmt::format_to(out, "  {} position {:<8} {}  {}\n", fact.position == entry ? ">" : " ", fact.position,
                   to_string(fact.effective_at), fact.what);
}

void terms(Out out, const ExplainedTerms& t) {
  fmt::format_to(
      out, "\nTerms, version {}: revenue share {}%, markup {}\n", t.version, t.revenue_share_percent,
      t.markup_type == "FIXED" ? fmt::format("{} a unit", t.markup_fixed.value) : t.markup_percent + "%");
  if (t.set_at_position)
    fmt::format_to(out, "  set by {} at position {}, recorded {}\n", t.set_by.value_or(""),
                   *t.set_at_position, to_string(*t.set_at));
}

void returned(Out out, const ExplainedReturn& r, const Parts& agreed) {
  fmt::format_to(out, "\nPosition {}: {}\n  R, what stands returned of T = {}: {} -> {}\n", r.position,
                 r.what, agreed.total().value, r.returned_before.value, r.returned_after.value);
  steps(out, r.steps);
  parts(out, "the difference, posted", r.posted);
  fmt::format_to(out, "    worked out again: {}\n", verdict(r.agrees));
}

void order(Out out, const ExplainedOrder& o, std::int64_t entry) {
  fmt::format_to(out,
                 "\nOrder {} ({}), {}\n  {}; placed at position {}, catalogue version {}; it was {} then\n",
                 o.order_number, o.id.str(), o.currency.str(),
                 o.broker_id ? "broker " + o.broker_id->str() : "a direct sale", o.placed_at_position,
                 o.catalog_version, boost::describe::enum_to_string(o.status, "?"));
  if (o.terms) terms(out, *o.terms);
  fmt::format_to(out, "\nThe price, in minor units of {}\n", o.currency.str());
  steps(out, o.price);
  fmt::format_to(out, "    worked out again: {}\n", verdict(o.price_agrees));
  for (const auto& c : o.corrections) {
    fmt::format_to(out, "\nPosition {}: {}: {}% -> {}%, terms version {}\n", c.position, c.what,
                   c.old_share_percent, c.new_share_percent, c.terms_version);
    steps(out, c.steps);
    parts(out, "posted", c.posted);
    fmt::format_to(out, "    worked out again: {}\n", verdict(c.agrees));
  }
  for (const auto& r : o.returns) returned(out, r, o.agreed);
  fmt::format_to(out, "\nBehind this entry\n");
  parts(out, "agreed", o.agreed);
  parts(out, "each party still has", o.standing);
  fmt::format_to(out, "\nIts story so far\n");
  facts(out, o.history, entry);
}

void payout(Out out, const ExplainedPayout& p, Currency currency) {
  fmt::format_to(out, "\nThe lines that payout {} pays\n", p.id.str());
  for (const auto& line : p.lines)
    fmt::format_to(out, "    position {:<8} {:>14}  {}{}\n", line.position, line.amount.value, line.type,
                   line.order_id ? ", order " + line.order_id->str() : "");
  fmt::format_to(out, "    {} lines, together {}: {}\n", p.lines.size(), money_text(p.total, currency),
                 verdict(p.agrees));
}

}  // namespace

std::string explanation_text(const Explanation& e) {
  std::string text;
  const Out out = std::back_inserter(text);
  fmt::format_to(out, "Position {}: {}\n  {}, by {}\n  effective {}, recorded {}\n", e.position, e.what,
                 e.type, e.actor, to_string(e.effective_at), to_string(e.recorded_at));
  if (e.late)
    fmt::format_to(
        out, "  a prior-period adjustment: its own date is {}, in {}, which was closed; it counts to {}\n",
        to_string(e.late->own_date), e.late->month, e.late->posted_in);
  fmt::format_to(out, "\n{}\n", e.postings.empty() ? "It moved no money." : "The entry");
  for (const auto& p : e.postings)
    fmt::format_to(out, "    {:<7} {:>22}  {}\n", p.amount < Minor{} ? "credit" : "debit",
                   money_text(p.amount < Minor{} ? -p.amount : p.amount, p.currency), p.account);
  if (e.order) order(out, *e.order, e.position);
  if (e.payout) payout(out, *e.payout, e.payout->currency);
  if (!e.story.empty()) {
    fmt::format_to(out, "\nIts story so far\n");
    facts(out, e.story, e.position);
  }
  return text;
}

}  // namespace daybook
