#include "projections/explanation_returns.hpp"

#include <fmt/format.h>

#include "projections/sentences.hpp"

namespace daybook {
namespace {

ExplainedStep proportional(std::string name, std::string_view rule, Minor amount, Minor part, Minor whole) {
  if (whole == Minor{}) return {std::move(name), fmt::format("{}: the divisor is 0", rule), Minor{}};
  return {std::move(name),
          fmt::format("{} = half-up({} x {} / {})", rule, amount.value, part.value, whole.value),
          proportion(amount, part, whole)};
}
ExplainedStep rest(std::string name, std::string_view rule, Minor from, Minor taken) {
  return {std::move(name), fmt::format("{} = {} - {}", rule, from.value, taken.value), from - taken};
}

}  // namespace

std::vector<ExplainedStep> return_steps(const Parts& captured, Minor returned) {
  const Minor earned = captured.share + captured.markup;
  std::vector<ExplainedStep> steps;
  const auto add = [&](ExplainedStep step) { return steps.emplace_back(std::move(step)).value; };
  const Minor broker =
      add(proportional("broker", "half-up(R x (s+m) / T)", returned, earned, captured.total()));
  const Minor share =
      add(proportional("share", "half-up(broker x s / (s+m))", broker, captured.share, earned));
  add(rest("markup", "broker - share", broker, share));
  const Minor others = add(rest("rest", "R - broker", returned, broker));
  const Minor platform = add(proportional("platform", "half-up(rest x p / (p+c))", others, captured.platform,
                                          captured.platform + captured.supplier));
  add(rest("supplier", "rest - platform", others, platform));
  return steps;
}

std::vector<ExplainedReturn> explain_returns(std::span<const Recorded> stream) {
  std::vector<ExplainedReturn> returns;
  OrderState order;
  for (const Recorded& fact : stream) {
    const Minor before = order.returned();
    const Parts bore = order.returned_parts;
    evolve_order(order, fact);
    if (order.returned() == before && order.returned_parts == bore) continue;
    ExplainedReturn step;
    step.position = fact.envelope.position.value;
    step.type = fact.envelope.type;
    step.what = sentence_of(fact.event);
    step.returned_before = before;
    step.returned_after = order.returned();
    step.steps = return_steps(order.parts, order.returned());
    step.posted = order.returned_parts - bore;
    step.agrees = returned_parts(order.parts, order.returned()) == order.returned_parts;
    returns.push_back(std::move(step));
  }
  return returns;
}

}  // namespace daybook
