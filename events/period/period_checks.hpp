#pragma once
// The checklist before a month is closed.

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace daybook {

/// A blocker stops the closing; a warning stops it until it is acknowledged.
enum class PeriodCheckState { ok, warning, blocker };
BOOST_DESCRIBE_ENUM(PeriodCheckState, ok, warning, blocker)

struct PeriodCheck {
  std::string code;
  PeriodCheckState state = PeriodCheckState::ok;
  std::string sentence;
  std::int64_t count = 0;
  std::string where;  ///< the route that shows what was counted
};
BOOST_DESCRIBE_STRUCT(PeriodCheck, (), (code, state, sentence, count, where))

}  // namespace daybook
