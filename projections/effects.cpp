#include "projections/effects.hpp"

#include <stdexcept>

#include "projections/read_models.hpp"

namespace daybook {
namespace {

struct Folder {
  const Envelope& at;
  ReadModels& models;

  void operator()(const EffectIntended& e) const {
    EffectRow row;
    row.id = e.effect_id;
    row.kind = e.kind;
    row.subject = e.subject;
    row.detail = e.detail;
    row.due_at = row.intended_at = at.recorded_at;
    row.position = at.position.value;
    models.effects.put(std::move(row));
  }
  void operator()(const EffectAttemptFailed& e) const {
    EffectRow& row = effect(e.effect_id);
    row.attempts = e.attempt;
    row.due_at = e.next_at;
    row.error = e.error;
    row.maybe_done = row.maybe_done || e.maybe_done;
  }
  void operator()(const EffectPostponed& e) const {
    EffectRow& row = effect(e.effect_id);
    row.due_at = e.next_at;
    row.error.reset();
    row.maybe_done = false;
    row.reference = e.reference;
  }
  void operator()(const EffectSucceeded& e) const {
    EffectRow& row = finish(e.effect_id, EffectStatus::succeeded);
    row.error.reset();
    row.maybe_done = false;
    row.reference = e.reference;
  }
  void operator()(const EffectGivenUp& e) const {
    EffectRow& row = finish(e.effect_id, EffectStatus::given_up);
    row.attempts = e.attempt;
    row.error = e.error;
    row.maybe_done = e.maybe_done;
  }
  void operator()(const EffectRetried& e) const {
    EffectRow& row = effect(e.effect_id);
    row.status = EffectStatus::pending;
    row.due_at = at.recorded_at;
    row.finished_at.reset();
  }
  void operator()(const EffectDropped& e) const { finish(e.effect_id, EffectStatus::dropped); }
  template <class E>
  void operator()(const E&) const {}

  EffectRow& effect(const std::string& id) const {
    EffectRow* row = models.effects.edit({id});
    if (!row) throw std::logic_error("effect " + id + " was never intended");
    return *row;
  }
  EffectRow& finish(const std::string& id, EffectStatus status) const {
    EffectRow& row = effect(id);
    row.status = status;
    row.due_at.reset();
    row.finished_at = at.recorded_at;
    return row;
  }
};

}  // namespace

void fold_effects(const Recorded& recorded, ReadModels& models) {
  std::visit(Folder{recorded.envelope, models}, recorded.event);
}

}  // namespace daybook
