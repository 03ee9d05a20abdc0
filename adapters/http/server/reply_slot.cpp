#include "adapters/http/server/reply_slot.hpp"

#include <boost/asio/post.hpp>

namespace daybook::http {

void ReplySlot::deliver(std::unique_ptr<Response> response) {
  if (used_.exchange(true)) return;
  auto& context = worker_->context();
  if (context.get_executor().running_in_this_thread()) {
    if (const auto connection = connection_.lock()) connection->on_reply(turn_, std::move(response));
    return;
  }
  boost::asio::post(context,
                    [connection = connection_, turn = turn_, answer = std::move(response)]() mutable {
                      if (const auto alive = connection.lock()) alive->on_reply(turn, std::move(answer));
                    });
}

}  // namespace daybook::http
