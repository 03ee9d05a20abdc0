#pragma once
// A held commission becomes available. Fired by the leased scheduler with its due time.

#include <boost/describe.hpp>

#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/uuid.hpp"

namespace daybook {

struct CommissionReleased {
  OrderId order_id;
  BrokerId broker_id;
  Currency currency;
  Minor share;   ///< what is still pending of the revenue share
  Minor markup;  ///< and of the markup
  Instant due_at;
};
BOOST_DESCRIBE_STRUCT(CommissionReleased, (), (order_id, broker_id, currency, share, markup, due_at))

}  // namespace daybook
