#include "apps/daybook/audit_arguments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/uuid.hpp"

namespace daybook {
namespace {

struct CommandRow {
  const char* name;
  std::vector<std::string_view> options;  ///< besides --help
  const char* needed = nullptr;           ///< an option, or the operand, that must be there
};

const std::vector<std::string_view> kExportOptions{"--to",    "--dates", "--year",
                                                   "--payee", "--out",   "--bundle"};

const std::vector<CommandRow>& commands() {
  static const std::vector<CommandRow> rows{
      {"verify", {"--json", "--against", "--checkpoint", "--no-read-models", "--bundle", "--key"}},
      {"replay", {"--json", "--to", "--effective-date", "--bundle"}},
      {"trial-balance", {"--json", "--to", "--effective-date", "--bundle"}},
      {"explain", {"--json", "--bundle"}, "ENTRY"},
      {"prove", {"--json", "--position", "--size", "--bundle"}, "--position N"},
      {"bundle", {"--json"}, "DIR"},
      {"export hledger", kExportOptions},
      {"export ledger", kExportOptions},
      {"export beancount", kExportOptions},
      {"export csv", kExportOptions},
      {"export xero", kExportOptions, "--out DIR: it makes several files"},
  };
  return rows;
}

/// Options that take a text.
std::optional<std::string>* text_slot(AuditArguments& arguments, std::string_view option) {
  if (option == "--to") return &arguments.to;
  if (option == "--against" || option == "--checkpoint") return &arguments.against;  // the older name
  if (option == "--effective-date") return &arguments.effective_date;
  if (option == "--bundle") return &arguments.bundle;
  if (option == "--key") return &arguments.key;
  return nullptr;
}

tl::unexpected<Refusal> wrong(std::string detail) {
  return refuse(RefusalCode::bad_request, std::move(detail));
}

std::string names() {
  std::string list;
  for (const auto& row : commands()) list += (list.empty() ? "" : ", ") + std::string(row.name);
  return list;
}

/// Words of the command's name, at most two; options end it.
std::string command_of(const std::vector<std::string>& words, std::size_t& used) {
  std::string name;
  while (used < words.size() && used < 2 && !words[used].starts_with("-")) {
    if (used == 1 && name != "export") break;
    name += (name.empty() ? "" : " ") + words[used++];
  }
  return name;
}

Result<std::int64_t> number(const std::string& option, const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 1)
    return wrong(fmt::format("{} takes a whole number from 1, not \"{}\"", option, text));
  return value;
}

/// Refuses what cannot be the value of an option of `export`.
Result<std::string> export_word(const std::string& option, const std::string& value) {
  if (option == "--dates" && value != "recorded" && value != "effective")
    return wrong(fmt::format("--dates takes recorded or effective, not \"{}\"", value));
  if (option != "--payee" || value == "direct") return value;
  const auto id = BrokerId::parse(value);
  if (id) return id->str();
  return wrong(fmt::format("--payee takes a payee's id or direct, not \"{}\"", value));
}

/// Sets the value of an option that takes one.
Result<bool> set_value(AuditArguments& arguments, const std::string& option, const std::string& value) {
  if (std::optional<std::string>* slot = text_slot(arguments, option)) {
    if (*slot) return wrong(option + " is given twice");
    *slot = value;
    return true;
  }
  if (option == "--out" || option == "--dates" || option == "--payee") {
    auto& slot = option == "--out" ? arguments.out : option == "--dates" ? arguments.dates : arguments.payee;
    if (slot) return wrong(option + " is given twice");
    auto word = export_word(option, value);
    if (!word) return refuse(word.error());
    slot = std::move(*word);
    return true;
  }
  auto& slot = option == "--position" ? arguments.position
               : option == "--size"   ? arguments.size
                                      : arguments.year;
  if (slot) return wrong(option + " is given twice");
  const auto parsed = number(option, value);
  if (!parsed) return refuse(parsed.error());
  if (option == "--year" && (*parsed < 1970 || *parsed > 9999))
    return wrong(fmt::format("--year takes a year from 1970 to 9999, not \"{}\"", value));
  slot = *parsed;
  return true;
}

/// Is there what the command cannot do without, and nothing that contradicts it?
Result<bool> check_whole(const AuditArguments& arguments, const CommandRow& row) {
  const bool given = arguments.position || arguments.operand || arguments.out;
  if (row.needed != nullptr && !given) return wrong(fmt::format("audit {} needs {}", row.name, row.needed));
  if (arguments.bundle && !arguments.read_models)
    return wrong("--no-read-models says nothing for a bundle, which has none");
  if (arguments.key && !arguments.bundle)
    return wrong("--key goes with --bundle: a database is verified with the key of the configuration");
  return true;
}

Result<bool> take_options(AuditArguments& arguments, const std::vector<std::string>& words, std::size_t at,
                          const CommandRow& row) {
  for (; at < words.size(); ++at) {
    std::string option = words[at];
    std::optional<std::string> value;
    if (!option.starts_with("-") && row.needed != nullptr && *row.needed != '-' && !arguments.operand) {
      arguments.operand = option;
      continue;
    }
    if (const auto equals = option.find('='); option.starts_with("--") && equals != std::string::npos) {
      value = option.substr(equals + 1);
      option.resize(equals);
    }
    if (std::find(row.options.begin(), row.options.end(), option) == row.options.end())
      return wrong(fmt::format("audit {} has no option \"{}\"", row.name, words[at]));
    const bool flag = option == "--json" || option == "--no-read-models";
    if (flag && value) return wrong(option + " takes no value");
    if (option == "--json") arguments.json = true;
    if (option == "--no-read-models") arguments.read_models = false;
    if (flag) continue;
    if (!value && ++at < words.size()) value = words[at];
    if (!value || value->empty()) return wrong(option + " needs a value");
    if (auto set = set_value(arguments, option, *value); !set) return set;
  }
  return true;
}

}  // namespace

Result<AuditArguments> parse_audit_arguments(const std::vector<std::string>& words) {
  AuditArguments arguments;
  arguments.help = std::any_of(words.begin(), words.end(),
                               [](const std::string& word) { return word == "--help" || word == "-h"; });
  std::size_t used = 0;
  const std::string name = command_of(words, used);
  const auto row =
      std::find_if(commands().begin(), commands().end(), [&](const CommandRow& r) { return r.name == name; });
  if (row != commands().end()) arguments.command = name;
  if (arguments.help) return arguments;
  if (name.empty()) return wrong("audit needs a command: " + names());
  if (row == commands().end())
    return wrong(fmt::format("there is no \"audit {}\"; there are: {}", name, names()));
  if (auto taken = take_options(arguments, words, used, *row); !taken) return refuse(taken.error());
  if (auto whole = check_whole(arguments, *row); !whole) return refuse(whole.error());
  return arguments;
}

bool needs_configuration(const std::vector<std::string>& words) {
  const auto arguments = parse_audit_arguments(words);
  return arguments && !arguments->help && !arguments->bundle;
}

}  // namespace daybook
