#include "projections/activity_log.hpp"

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

}  // namespace

std::string action_of(std::string_view type) {
  std::string action(type);
  for (char& c : action) c = c == '.' ? '_' : (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  return action;
}

std::optional<std::string_view> type_of_action(std::string_view action) {
  return find(action, static_cast<const Event*>(nullptr));
}

void fold_activity_log(const Recorded& recorded, ReadModels& models) {
  const Envelope& at = recorded.envelope;
  if (at.type.starts_with("webhook.") || at.type.starts_with("widget.")) return;
  const std::size_t dash = at.stream.find('-');
  const bool named = dash != std::string::npos;
  models.activity_log.put({at.position.value, at.recorded_at, at.effective_at, at.actor, at.type,
                           at.stream.substr(0, dash), named ? at.stream.substr(dash + 1) : "",
                           sentence_of(recorded.event)});
}

}  // namespace daybook
