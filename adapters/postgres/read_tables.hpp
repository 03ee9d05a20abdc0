#pragma once
// Between the folds' tables and PostgreSQL's: loads rows that a fold asks for, writes those that it changed.

#include <exception>
#include <functional>
#include <string>

#include "adapters/postgres/pg.hpp"
#include "projections/read_models.hpp"

namespace daybook {

/// A row could not be loaded in the middle of a fold. Not a std::exception on purpose: what a fold throws
/// itself poisons its event, a lost connection must not.
struct LoadFailed {
  std::exception_ptr cause;
};

/// Gives every table a loader that reads `schema` over the connection of the moment.
void attach_loaders(ReadModels& models, const std::string& schema,
                    std::function<pg::Connection&()> connection);

/// Writes all changed rows in the transaction that the caller has begun; the tables still hold them as
/// changed.
void write_rows(ReadModels& models, const std::string& schema, pg::Connection& connection);

/// After the commit: nothing is changed any more; tables above `max_rows` forget their rows.
void mark_written(ReadModels& models, std::size_t max_rows);

}  // namespace daybook
