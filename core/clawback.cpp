#include "core/clawback.hpp"

#include <stdexcept>

namespace daybook {

Parts operator-(const Parts& a, const Parts& b) {
  return {a.share - b.share, a.markup - b.markup, a.platform - b.platform, a.supplier - b.supplier};
}

Parts operator+(const Parts& a, const Parts& b) {
  return {a.share + b.share, a.markup + b.markup, a.platform + b.platform, a.supplier + b.supplier};
}

Parts returned_parts(const Parts& captured, Minor returned) {
  const Minor total = captured.total();
  if (returned < Minor{} || returned > total) {
    throw std::out_of_range("returned total outside 0..captured total");
  }
  const Minor earned = captured.share + captured.markup;
  const Minor broker = proportion(returned, earned, total);
  const Minor share = proportion(broker, captured.share, earned);
  const Minor rest = returned - broker;
  const Minor platform = proportion(rest, captured.platform, captured.platform + captured.supplier);
  return {share, broker - share, platform, rest - platform};
}

}  // namespace daybook
