#include "adapters/export/entry_record.hpp"

#include <cstring>
#include <stdexcept>
#include <type_traits>

namespace daybook::exports {
namespace {

class Out {
 public:
  explicit Out(std::string& out) : out_(out) {}
  void field(const std::string& text) {
    field(static_cast<std::uint32_t>(text.size()));
    out_ += text;
  }
  template <class T>
  void field(const std::vector<T>& list) {
    field(static_cast<std::uint32_t>(list.size()));
    for (const T& item : list) field(item);
  }
  template <class T>
  void field(const std::optional<T>& value) {
    out_ += value ? '\1' : '\0';
    if (value) field(*value);
  }
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void field(const T& value) { out_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void field(const LateFactPosted& late) {
    boost::mp11::mp_for_each<boost::describe::describe_members<LateFactPosted, boost::describe::mod_public>>(
        [&](auto member) { field(late.*member.pointer); });
  }

 private:
  std::string& out_;
};

class In {
 public:
  explicit In(std::string_view bytes) : left_(bytes) {}
  void field(std::string& text) { text = take(size()); }
  template <class T>
  void field(std::vector<T>& list) {
    list.resize(size());
    for (T& item : list) field(item);
  }
  template <class T>
  void field(std::optional<T>& value) {
    if (take(1) == std::string_view("\0", 1)) return;
    field(value.emplace());
  }
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void field(T& value) { std::memcpy(static_cast<void*>(&value), take(sizeof value).data(), sizeof value); }
  void field(LateFactPosted& late) {
    boost::mp11::mp_for_each<boost::describe::describe_members<LateFactPosted, boost::describe::mod_public>>(
        [&](auto member) { field(late.*member.pointer); });
  }

 private:
  std::uint32_t size() {
    std::uint32_t value = 0;
    field(value);
    return value;
  }
  std::string_view take(std::size_t bytes) {
    if (bytes > left_.size()) throw std::logic_error("an entry's record is cut");
    const auto taken = left_.substr(0, bytes);
    left_.remove_prefix(bytes);
    return taken;
  }
  std::string_view left_;
};

/// The one list of an entry's fields, both ways.
template <class Medium, class Entry>
void fields(Medium& medium, Entry& e) {
  medium.field(e.event_id);
  medium.field(e.payee_name);
  medium.field(e.late);
  boost::mp11::mp_for_each<boost::describe::describe_members<JournalEntry, boost::describe::mod_public>>(
      [&](auto member) { medium.field(e.entry.*member.pointer); });
}

}  // namespace

void write_record(std::string& out, const ExportEntry& entry) {
  Out medium(out);
  fields(medium, entry);
}

ExportEntry read_record(std::string_view bytes) {
  ExportEntry entry;
  In medium(bytes);
  fields(medium, entry);
  return entry;
}

}  // namespace daybook::exports
