#pragma once
// Ids: 128-bit UUIDs (RFC 9562; ours are version 7, made in adapters) behind one strong type per entity.

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace daybook {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;
};

/// Lower-case 8-4-4-4-12 text.
std::string to_string(const Uuid& uuid);
void append(std::string& out, const Uuid& uuid);
/// Accepts exactly 36 characters of 8-4-4-4-12 hex, either case; nothing otherwise.
std::optional<Uuid> parse_uuid(std::string_view text);

template <class Tag>
struct Id {
  Uuid uuid{};
  Id() = default;
  explicit Id(const Uuid& u) : uuid(u) {}
  std::string str() const { return to_string(uuid); }
  static std::optional<Id> parse(std::string_view text) {
    auto u = parse_uuid(text);
    return u ? std::optional<Id>(Id(*u)) : std::nullopt;
  }
  auto operator<=>(const Id&) const = default;
};

using EventId = Id<struct EventTag>;
using BrokerId = Id<struct BrokerTag>;
using OrderId = Id<struct OrderTag>;
using PaymentId = Id<struct PaymentTag>;
using RefundId = Id<struct RefundTag>;
using PayoutId = Id<struct PayoutTag>;
using PersonId = Id<struct PersonTag>;
using AdminId = Id<struct AdminTag>;
using TaskId = Id<struct TaskTag>;
using ItemId = Id<struct ItemTag>;
using AdjustmentId = Id<struct AdjustmentTag>;
using SettlementId = Id<struct SettlementTag>;
using BankFileId = Id<struct BankFileTag>;
using BankReturnId = Id<struct BankReturnTag>;
using AccountChangeId = Id<struct AccountChangeTag>;
using TaxFormId = Id<struct TaxFormTag>;
using CorrectionId = Id<struct CorrectionTag>;

}  // namespace daybook

template <>
struct std::hash<daybook::Uuid> {
  std::size_t operator()(const daybook::Uuid& u) const noexcept {
    // Ids are random or, by version, end in 62 random bits: mixing the halves is enough.
    std::uint64_t high = 0, low = 0;
    std::memcpy(&high, u.bytes.data(), 8);
    std::memcpy(&low, u.bytes.data() + 8, 8);
    return static_cast<std::size_t>((high ^ (low >> 29)) * 0x9e3779b97f4a7c15ULL ^ low);
  }
};
template <class Tag>
struct std::hash<daybook::Id<Tag>> {
  std::size_t operator()(const daybook::Id<Tag>& id) const noexcept {
    return std::hash<daybook::Uuid>{}(id.uuid);
  }
};
