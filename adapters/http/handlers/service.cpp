#include "adapters/http/handlers/service_handlers.hpp"

#include <fmt/format.h>

#include "adapters/postgres/event_reader.hpp"

namespace daybook::http {
namespace {

Response text_response(std::string body, const char* type = "text/plain; charset=utf-8") {
  Response response;
  response.content_type = type;
  response.body = std::move(body);
  return response;
}

}  // namespace

void problem_page(const Api&, Call call, Reply reply) {
  const std::string& code = call.request.params.front();
  for (int i = 0; i <= static_cast<int>(RefusalCode::stripe_not_configured); ++i) {
    const auto known = static_cast<RefusalCode>(i);
    std::string name(wire_code(known));
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (name == code)
      return reply(
          text_response(fmt::format("{}\n\nAnswered with status {}. The field `detail` of the problem says "
                                    "what was wrong and how to mend it; `errors` names each field.\n",
                                    wire_code(known), http_status(known))));
  }
  refuse_call(call, reply, Refusal{RefusalCode::not_found, "there is no problem type of this name", {}, {}});
}

void livez(const Api&, Call, Reply reply) { reply(text_response("ok\n")); }

void readyz(const Api& api, Call call, Reply reply) {
  read(api, std::move(call), std::move(reply),
       [](pg::Connection& connection, const Call&) -> Result<Response> {
         const auto rows = connection.exec("SELECT contiguous FROM read.progress");
         if (rows.size() == 0)
           return refuse(RefusalCode::store_unavailable, "the read models are not there yet");
         return text_response("ready\n");
       });
}

void metrics(const Api& api, Call call, Reply reply) {
  const std::int64_t commands = api.writer.commands_done();
  read(api, std::move(call), std::move(reply),
       [commands](pg::Connection& connection, const Call&) -> Result<Response> {
         const std::int64_t head = log_position(connection);
         const std::int64_t applied = read_position(connection);
         const auto tasks =
             connection.exec("SELECT kind, count(*) FROM read.tasks WHERE status = 'open' GROUP BY kind");
         std::string open_tasks = "# TYPE daybook_open_tasks gauge\n";
         for (int i = 0; i < tasks.size(); ++i)
           open_tasks +=
               fmt::format("daybook_open_tasks{{kind=\"{}\"}} {}\n", tasks.text(i, 0), tasks.integer(i, 1));
         return text_response(
             fmt::format("# TYPE daybook_commands_total counter\ndaybook_commands_total {}\n"
                         "# TYPE daybook_log_position gauge\ndaybook_log_position {}\n"
                         "# TYPE daybook_read_position gauge\ndaybook_read_position {}\n"
                         "# TYPE daybook_projection_lag_events gauge\ndaybook_projection_lag_events {}\n{}",
                         commands, head, applied, head - applied, open_tasks),
             "text/plain; version=0.0.4");
       });
}

namespace {

/// Where Stripe sends customers of brokers that have no website. No figures and no names: anyone may open it.
Response return_page(const char* title, const char* text) {
  return text_response(
      fmt::format(
          "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
          "content=\"width=device-width\"><title>{0}</title></head>\n<body><h1>{0}</h1><p>{1}</p></body>"
          "</html>\n",
          title, text),
      "text/html; charset=utf-8");
}

}  // namespace

void success_page(const Api&, Call, Reply reply) {
  reply(return_page("Thank you", "Your payment is on its way to us. You will hear from the shop."));
}
void cancel_page(const Api&, Call, Reply reply) {
  reply(return_page("Payment cancelled", "Nothing was charged. The shop can send you a new payment page."));
}

void account_linked_page(const Api&, Call, Reply reply) {
  reply(return_page("Thank you", "Stripe has what you told it, and lets us know when you can be paid."));
}
void link_expired_page(const Api&, Call, Reply reply) {
  reply(return_page("This page has expired", "Ask whoever sent it to you for a fresh one."));
}

void front_page(const Api&, Call, Reply reply) {
  reply(
      text_response("Daybook, an event-sourced commission ledger.\n\n/openapi.json  the API\n/readyz        "
                    "can it serve?\n/metrics       figures for Prometheus\n"));
}

}  // namespace daybook::http
