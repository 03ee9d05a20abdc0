#pragma once
// ReadModels::apply in its two halves, for who folds them apart: into the rows of the event's partition key,
// and into those of the stretch of the log that it lies in (projections/account_days.hpp).

#include "projections/read_models.hpp"

namespace daybook {

/// `entry`: post(recorded). Throws as ReadModels::apply does.
void apply_by_key(const Recorded& recorded, const std::vector<Posting>& entry, ReadModels& models);
/// Of the envelope: position, type, effective_at.
void apply_by_stretch(const Envelope& at, const std::vector<Posting>& entry, ReadModels& models);

}  // namespace daybook
