#include "adapters/http/views/period_view.hpp"

namespace daybook::http {
namespace {

json::Raw sealing_json(const PeriodSealing& sealing) {
  const PeriodClosed& seal = sealing.seal;
  json::Object out;
  out.add("closed_at", sealing.closed_at)
      .add("closed_by", seal.closed_by)
      .add("event_id", sealing.event_id)
      .add("event_position", sealing.position)
      .add("zone", seal.zone)
      .add("start", seal.start)
      .add("end", seal.end)
      .add("position", seal.position)
      .add("log_root", seal.log_root)
      .add("trial_balance_sha256", seal.trial_balance_sha256)
      .add("accounts", seal.accounts)
      .add("totals", seal.totals)
      .add("acknowledged", seal.acknowledged);
  return out.raw();
}

}  // namespace

json::Object period_object(PeriodHistory history, const PeriodsState& periods) {
  std::optional<std::string> closed_with;
  const bool closed = periods.closed_through && history.month <= *periods.closed_through;
  if (closed && history.status != PeriodStatus::closed) {
    history.status = PeriodStatus::closed;
    for (const ClosedPeriod& period : periods.closed)
      if (!closed_with && history.month < period.month) closed_with = period.month;
  }
  std::vector<json::Raw> seals;
  for (const PeriodSealing& sealing : history.seals) seals.push_back(sealing_json(sealing));
  const bool sealed = history.status == PeriodStatus::closed && !seals.empty() && !closed_with;
  json::Object out;
  out.add("month", history.month)
      .add("status", history.status)
      .add("closed_with", closed_with)
      .add("seal", sealed ? seals.back() : json::Raw{"null"})
      .add("seals", seals)
      .add("reopenings", history.reopenings);
  return out;
}

}  // namespace daybook::http
