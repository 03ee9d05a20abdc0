#include "projections/late_facts.hpp"

#include "projections/read_models.hpp"

namespace daybook {

void fold_late_facts(const Recorded& recorded, ReadModels& models) {
  if (const auto* late = std::get_if<LateFactPosted>(&recorded.event))
    models.late_facts.put({late->position, late->month, late->posted_in, late->effective_at, late->fact});
}

}  // namespace daybook
