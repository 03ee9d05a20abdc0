#include "adapters/mail/templates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <kainjow/mustache.hpp>
#include <set>
#include <sstream>
#include <stdexcept>

#include "adapters/mail/mails.hpp"

namespace daybook::mail {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::string_view kSubject = "Subject: ";
/// What the others include as {{> footer}}; no mail of its own.
constexpr std::string_view kFooter = "footer";
/// A text longer than this is no mail's.
constexpr std::size_t kMaxTemplate = 64 * 1024;

mustache::data data_of(const Values& values) {
  mustache::data out;
  for (const auto& [name, value] : values) {
    if (value.list) {
      mustache::data list{mustache::data::type::list};
      for (const Values& item : *value.list) list << data_of(item);
      out.set(name, list);
    } else if (value.text.empty()) {
      out.set(name, value.on ? mustache::data::type::bool_true : mustache::data::type::bool_false);
    } else {
      out.set(name, value.text);
    }
  }
  return out;
}

void add_names(const Values& values, std::set<std::string>& names) {
  for (const auto& [name, value] : values) {
    names.insert(name);
    if (value.list)
      for (const Values& item : *value.list) add_names(item, names);
  }
}

/// The variables that a template names: a misspelt one would be left out of every mail in silence.
std::vector<std::string> variables_of(std::string_view text) {
  std::vector<std::string> found;
  for (auto open = text.find("{{"); open != std::string_view::npos; open = text.find("{{", open + 2)) {
    auto tag = text.substr(open + 2, text.find("}}", open) - open - 2);
    if (tag.starts_with('!') || tag.starts_with('>')) continue;
    const auto first = tag.find_first_not_of("#^/&{ ");
    if (first == std::string_view::npos) continue;
    tag.remove_prefix(first);
    found.emplace_back(tag.substr(0, tag.find_first_of(" }")));
  }
  return found;
}

/// A described mail in which every list has one item.
template <class T>
T sample() {
  T mail;
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto d) {
    if constexpr (requires { (mail.*d.pointer).emplace_back(); } &&
                  !std::is_same_v<std::remove_cvref_t<decltype(mail.*d.pointer)>, std::string>)
      (mail.*d.pointer).emplace_back();
  });
  return mail;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw std::runtime_error("cannot read the mail template " + path.string());
  if (text.view().size() > kMaxTemplate)
    throw std::runtime_error(fmt::format("the mail template {} is longer than 64 KB", path.string()));
  return std::move(text).str();
}

/// A section that is left out leaves its empty lines: no more than one of them at a time, and one end.
std::string tidied(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != '\n' || !out.ends_with("\n\n")) out += c;
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

}  // namespace

Templates::Templates(const std::string& folder) : texts_(embedded_templates()) {
  std::error_code fault;
  if (!folder.empty() && !std::filesystem::is_directory(folder, fault))
    throw std::runtime_error("mail.templates is no folder: " + folder);
  if (!folder.empty())
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".mustache") continue;
      const std::string name = entry.path().stem().string();
      if (!texts_.contains(name)) {
        std::string known;
        for (const auto& [ours, text] : texts_) known += " " + ours;
        throw std::runtime_error(
            fmt::format("{} is no mail's template; there are:{}", entry.path().string(), known));
      }
      texts_[name] = read_file(entry.path());
    }
  boost::mp11::mp_for_each<AllMails>([&]<class T>(const T&) { check(T::kTemplate, values_of(sample<T>())); });
}

void Templates::check(const std::string& name, const Values& sample) const {
  const std::string& text = texts_.at(name);
  const auto wrong = [&](const std::string& why) {
    return std::runtime_error(fmt::format("the mail template {}.mustache {}", name, why));
  };
  if (!text.starts_with(kSubject)) throw wrong("must begin with \"Subject: \"");
  const mustache::mustache parsed(text);
  if (!parsed.is_valid()) throw wrong("is not Mustache: " + parsed.error_message());
  std::set<std::string> known;
  add_names(sample, known);
  for (const std::string& variable : variables_of(text))
    if (!known.contains(variable))
      throw wrong(fmt::format("names {{{{{}}}}}; there are: {}", variable, fmt::join(known, ", ")));
  render(name, sample);
}

Rendered Templates::render(std::string_view name, const Values& values) const {
  const auto found = texts_.find(name);
  if (found == texts_.end()) throw std::logic_error("no mail template " + std::string(name));
  mustache::mustache parsed(found->second);
  parsed.set_custom_escape([](const std::string& text) { return text; });
  mustache::data data = data_of(values);
  data.set(std::string(kFooter),
           mustache::data(mustache::partial([this] { return texts_.find(kFooter)->second; })));
  const std::string text = parsed.render(data);
  if (!parsed.is_valid())
    throw std::runtime_error(
        fmt::format("the mail template {}.mustache cannot be filled: {}", name, parsed.error_message()));
  const auto line_end = text.find('\n');
  const auto body = text.find_first_not_of("\r\n", line_end);
  Rendered out;
  out.subject = text.substr(kSubject.size(),
                            line_end == std::string::npos ? std::string::npos : line_end - kSubject.size());
  if (body != std::string::npos) out.text = tidied(std::string_view(text).substr(body));
  return out;
}

}  // namespace daybook::mail
