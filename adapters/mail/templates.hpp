#pragma once
// The texts of mails: Mustache templates (templates/*.mustache, embedded when the program is built), each of
// which an operator's folder may replace. Plain text: nothing is escaped.

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace daybook::mail {

/// A template's variables: a text; a switch; or a list, whose section is repeated. An empty text is a switch
/// that is off.
struct Value;
using Values = std::vector<std::pair<std::string, Value>>;
struct Value {
  std::string text;
  bool on = false;
  std::optional<std::vector<Values>> list;
};

template <class T>
Values values_of(const T& described);

inline Value value_of(const std::string& text) { return {text, !text.empty(), {}}; }
inline Value value_of(bool on) { return {"", on, {}}; }
inline Value value_of(std::int64_t number) { return {std::to_string(number), true, {}}; }
template <class T>
Value value_of(const std::vector<T>& items) {
  Value value;
  value.list.emplace();
  for (const T& item : items) value.list->push_back(values_of(item));
  return value;
}

/// The members of a described struct by their names.
template <class T>
Values values_of(const T& described) {
  Values values;
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
      [&](auto d) { values.emplace_back(d.name, value_of(described.*d.pointer)); });
  return values;
}

struct Rendered {
  std::string subject;
  std::string text;
};

class Templates {
 public:
  /// `folder` "": ours alone. Reads and tries all of them at once. Throws std::runtime_error naming the file
  /// and its fault: not Mustache, no "Subject: " in the first line, a variable that its mail does not have,
  /// or a file that is no mail's.
  explicit Templates(const std::string& folder = "");

  /// T::kTemplate names the file.
  template <class T>
  Rendered render(const T& mail) const {
    return render(T::kTemplate, values_of(mail));
  }

 private:
  Rendered render(std::string_view name, const Values& values) const;
  void check(const std::string& name, const Values& sample) const;

  std::map<std::string, std::string, std::less<>> texts_;  // by the files' names, without ".mustache"
};

/// What is built in.
const std::map<std::string, std::string, std::less<>>& embedded_templates();

}  // namespace daybook::mail
