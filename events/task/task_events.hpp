#pragma once
// A task was dismissed by a person who says why.

#include <boost/describe.hpp>
#include <string>

namespace daybook {

struct TaskDismissed {
  std::string task_id;
  std::string partition;  ///< the partition key of the events that opened it, so that order is kept
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(TaskDismissed, (), (task_id, partition, reason))

}  // namespace daybook
