#include "adapters/http/handlers/prepare.hpp"

#include <memory>

#include "adapters/log.hpp"

namespace daybook::http {

void prepare(const Api& api, Call call, Reply reply, std::string what,
             std::function<void(const Call&, const Reply&, pg::Connection&)> job) {
  const auto asked = std::make_shared<const Call>(std::move(call));
  const auto away = [asked, reply](std::string why) {
    refuse_call(*asked, reply, Refusal{RefusalCode::store_unavailable, std::move(why), {}, {}});
  };
  const bool queued = api.reads.submit(
      [asked, reply, job = std::move(job)](pg::Connection& connection) { job(*asked, reply, connection); },
      [asked, away, what = std::move(what)](const std::exception& e) {
        logging::error("request {} failed reading: {}", asked->request.request_id, e.what());
        away(what + " cannot be read now: try again");
      });
  if (!queued) away("the server is too busy: try again");
}

}  // namespace daybook::http
