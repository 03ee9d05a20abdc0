#include "projections/activity.hpp"

#include <set>

#include "projections/read_models.hpp"
#include "projections/sentences.hpp"

namespace daybook {
namespace {

template <class... E>
std::optional<std::string_view> find(std::string_view action, const std::variant<E...>*) {
  std::optional<std::string_view> found;
  ((action_of(event_type<E>.name) == action && (found = event_type<E>.name, true)) || ...);
  return found;
}

std::string entity_type_of(std::string_view stream) {
  return std::string(stream.substr(0, stream.find('-')));
}

template <class... E>
std::vector<std::string> types_of_activities(const std::variant<E...>*) {
  std::vector<std::string> types;
  ((is_activity(event_type<E>.name) ? void(types.emplace_back(event_type<E>.name)) : void()), ...);
  return types;
}
template <class... E>
std::vector<std::string> types_of_entities(const std::variant<E...>*) {
  const std::set<std::string> types{entity_type_of(stream_of(E{}))...};
  return {types.begin(), types.end()};
}

}  // namespace

const std::vector<std::string>& activity_types() {
  static const auto types = types_of_activities(static_cast<const Event*>(nullptr));
  return types;
}
const std::vector<std::string>& entity_types() {
  static const auto types = types_of_entities(static_cast<const Event*>(nullptr));
  return types;
}

std::string action_of(std::string_view type) {
  std::string action(type);
  for (char& c : action) c = c == '.' ? '_' : (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  return action;
}

std::optional<std::string_view> type_of_action(std::string_view action) {
  return find(action, static_cast<const Event*>(nullptr));
}

bool is_activity(std::string_view type) {
  return !type.starts_with("webhook.") && !type.starts_with("widget.");
}

Activity activity_of(const Recorded& recorded) {
  const Envelope& at = recorded.envelope;
  Activity activity;
  activity.position = at.position.value;
  activity.at = at.recorded_at;
  activity.effective_at = at.effective_at;
  activity.actor = at.actor;
  activity.type = at.type;
  activity.entity_type = entity_type_of(at.stream);
  const std::size_t dash = at.stream.find('-');
  if (dash != std::string::npos) activity.entity_id = at.stream.substr(dash + 1);
  activity.detail = sentence_of(recorded.event);
  return activity;
}

void fold_event_types(const Envelope& at, ReadModels& models) {
  const std::int64_t stretch = at.position.value >> kStretchBits[0];
  models.event_types.at(std::tie(at.type, stretch)).events += 1;
}

}  // namespace daybook
