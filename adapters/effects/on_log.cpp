#include "adapters/effects/on_log.hpp"

#include <stdexcept>

namespace daybook {

void on_log(Writer& writer, const Origin& origin, const Hints& hints, const std::string& failure,
            const std::function<void(Workspace&)>& what) {
  Command command;
  command.origin = origin;
  command.hints = hints;
  command.run = [&what](Workspace& ws) -> Result<Answer> {
    what(ws);
    return Answer{200, "{}", 0, false, {}, {}};
  };
  if (auto done = writer.execute(std::move(command)); !done)
    throw std::runtime_error(failure + ": " + done.error().detail);
}

}  // namespace daybook
