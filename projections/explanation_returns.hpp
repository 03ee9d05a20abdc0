#pragma once
// The steps of the cumulative rule (core/clawback.hpp), with their numbers.

#include "projections/explanation.hpp"

namespace daybook {

/// What the rule gives at R = `returned` of these parts, step by step.
std::vector<ExplainedStep> return_steps(const Parts& captured, Minor returned);

/// Folds the order's stream and notes each fact that changed what stands returned or how it is split.
std::vector<ExplainedReturn> explain_returns(std::span<const Recorded> stream);

}  // namespace daybook
