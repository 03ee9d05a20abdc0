#include "adapters/http/handlers/command_handlers.hpp"
#include "events/catalog/catalog_decide.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

struct Body {
  std::string source;
  std::vector<Card> cards;
};
BOOST_DESCRIBE_STRUCT(Body, (), (source, cards))

}  // namespace

void import_catalog(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  write(api, call, reply, [body = std::move(*body)](Workspace& ws) -> Result<Answer> {
    auto events = decide(ws.ledger(), ImportCatalog{body.source, body.cards, ws.now()});
    if (!events) return refuse(events.error());
    const auto& fact = std::get<CatalogImported>(events->front().event);
    json::Object out;
    out.add("catalog_version", fact.catalog_version)
        .add("added", fact.added)
        .add("changed", fact.changed)
        .add("removed", fact.removed);
    ws.append(*events);
    return answer(out.text());
  });
}

}  // namespace daybook::http
