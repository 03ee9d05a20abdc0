#pragma once
// Who delivers what we sell: the price list, and one order there for each paid order of ours. What their API
// looks like, only the implementation knows. Source: domain rules, "Fulfilment".

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "adapters/supplier/supplier_settings.hpp"
#include "events/catalog/catalog_events.hpp"

namespace daybook::supplier {

/// What we ask for. The names and addresses are the customer's: they go to the supplier, and nowhere else.
struct OrderRequest {
  std::string reference;  ///< our order number: letters, digits and "-", at most 64; theirs to look up by
  std::string customer_email;
  std::string customer_name;
  std::vector<CardQuantity> items;
  /// An earlier attempt may have reached them: then nothing is sent before a look whether it did. True also
  /// when a process died and nobody knows.
  bool maybe_sent = false;
};

enum class Progress { accepted, completed, rejected };

/// An order as it stands at the supplier.
struct Standing {
  std::string id;  ///< theirs
  Progress progress = Progress::accepted;
  std::string reason;  ///< of a rejection: their code's words, never their text; else ""
  int copies = 1;      ///< orders there with this reference; above 1 a person must look
};

/// What place() came to.
struct Placed {
  Standing order;  ///< accepted or completed
};
struct Rejected {
  std::string reason;
  std::string id;  ///< "" when they never made an order of it
};
struct NotDone {  ///< it is certain that they have no such order
  std::string detail;
  std::chrono::milliseconds retry_after{0};  ///< not earlier; 0: as the caller likes
  bool needs_person = false;                 ///< trying again helps only after somebody changed something
};
struct Unknown {  ///< they may have it: try again, with maybe_sent, not earlier than this
  std::string detail;
  std::chrono::milliseconds retry_after{0};
  bool needs_person = false;
};
using Placement = std::variant<Placed, Rejected, NotDone, Unknown>;

/// A question that got no answer. `detail` is for operators: no key, no customer.
struct Failure {
  std::string detail;
  std::chrono::milliseconds retry_after{0};
  bool needs_person = false;
};
template <class T>
using Answer = tl::expected<T, Failure>;

/// Every call blocks, bounded by the settings, and may come from any thread.
class Supplier {
 public:
  virtual ~Supplier() = default;
  /// The whole list, sorted by card: one faulty card and there is none, with a detail that names it.
  virtual Answer<std::vector<Card>> price_list() = 0;
  /// Makes sure that there is one order with this reference. Two calls with one reference at the same time
  /// are the caller's fault: it holds a claim on the order.
  virtual Placement place(const OrderRequest& request) = 0;
  /// The oldest order with our reference; nothing when there is none.
  virtual Answer<std::optional<Standing>> find(const std::string& reference) = 0;
  /// An order by their id; nothing when they do not know it.
  virtual Answer<std::optional<Standing>> status(const std::string& id) = 0;
};

/// The supplier of the settings. Throws std::invalid_argument, std::runtime_error for settings that cannot
/// work, with what to change.
std::unique_ptr<Supplier> make_supplier(const SupplierSettings& settings);

}  // namespace daybook::supplier
