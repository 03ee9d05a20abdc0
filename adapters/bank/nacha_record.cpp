#include "adapters/bank/nacha_record.hpp"

#include <stdexcept>

namespace daybook::bank {

NachaRecord& NachaRecord::alpha(std::size_t from, std::size_t to, std::string_view value) {
  if (value.size() > to - from + 1) throw std::length_error("a NACHA field is too short for its value");
  text_.replace(from - 1, value.size(), value);
  return *this;
}

NachaRecord& NachaRecord::right(std::size_t from, std::size_t to, std::string_view value) {
  if (value.size() > to - from + 1) throw std::length_error("a NACHA field is too short for its value");
  text_.replace(to - value.size(), value.size(), value);
  return *this;
}

NachaRecord& NachaRecord::number(std::size_t from, std::size_t to, std::int64_t value) {
  const std::string digits = std::to_string(value);
  text_.replace(from - 1, to - from + 1, to - from + 1, '0');
  return right(from, to, digits);
}

}  // namespace daybook::bank
