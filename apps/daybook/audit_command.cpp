#include "apps/daybook/audit_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "adapters/audit/bundle_reader.hpp"
#include "adapters/audit/bundle_verify.hpp"
#include "adapters/audit/bundle_write.hpp"
#include "adapters/audit/explain.hpp"
#include "adapters/audit/replay_state.hpp"
#include "adapters/audit/verify.hpp"
#include "adapters/system/new_directory.hpp"
#include "apps/daybook/audit_arguments.hpp"
#include "apps/daybook/audit_export.hpp"
#include "apps/daybook/audit_progress.hpp"
#include "apps/daybook/audited_log.hpp"

namespace daybook {
namespace {

constexpr int kFine = 0, kCheckFailed = 1, kWrongUse = 2, kUnreachable = 3;

/// What was typed, or configured, cannot be right.
struct WrongUse : std::runtime_error {
  using std::runtime_error::runtime_error;
};

AuditProgress::Form form_of(const AuditArguments& arguments, const AuditSettings& settings) {
  if (arguments.json) return AuditProgress::Form::json;
  return settings.terminal ? AuditProgress::Form::terminal : AuditProgress::Form::none;
}

log::Verifier verifier_of(const AuditSettings& settings) {
  auto verifier = log::Verifier::parse(settings.verifier_key);
  if (!verifier)
    throw WrongUse("the log's public key is not usable: " + verifier.error().detail +
                   ". It follows from the configuration's signing_key_file.");
  return *verifier;
}

std::string read_file(const std::string& name) {
  if (!std::filesystem::is_regular_file(name)) throw WrongUse("cannot read " + name + ": it is no file");
  std::ifstream file(name, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw WrongUse("cannot read " + name);
  return text;
}

/// What the command looks at; with --bundle it is verified first.
AuditedLog log_of(const AuditArguments& arguments, const AuditSettings& settings) {
  if (!arguments.bundle) return AuditedLog(settings);
  AuditProgress progress("verifying",
                         settings.terminal ? AuditProgress::Form::terminal : AuditProgress::Form::none);
  return AuditedLog(*arguments.bundle,
                    [&](std::int64_t position, std::int64_t head) { progress.at(position, head); });
}

audit::ReplayOptions replay_options(const AuditArguments& arguments, const Zone& zone,
                                    AuditProgress& progress, std::int64_t head) {
  audit::ReplayOptions options;
  if (arguments.to) {
    const auto until = audit::parse_until(*arguments.to, zone);
    if (!until) throw WrongUse("--to: " + until.error().detail);
    options.until = *until;
  }
  options.progress = [&progress, head](std::int64_t position) { progress.at(position, head); };
  return options;
}

/// What --key says: a key, or a file that holds one.
std::string trusted_key(const std::string& text) {
  std::string key = text.find('+') == std::string::npos ? read_file(text) : text;
  while (!key.empty() && (key.back() == '\n' || key.back() == ' ')) key.pop_back();
  if (const auto verifier = log::Verifier::parse(key); !verifier)
    throw WrongUse("--key: " + verifier.error().detail);
  return key;
}

audit::VerifyReport verify_what(const AuditArguments& arguments, const AuditSettings& settings) {
  AuditProgress progress("verifying", form_of(arguments, settings));
  const auto show = [&](std::int64_t position, std::int64_t head) { progress.at(position, head); };
  std::optional<std::string> saved;
  if (arguments.against) saved = read_file(*arguments.against);
  if (arguments.bundle) {
    audit::BundleVerifyOptions options{*arguments.bundle, std::nullopt, std::move(saved), show};
    if (arguments.key) options.trusted_key = trusted_key(*arguments.key);
    return audit::verify_bundle(options);
  }
  audit::VerifyOptions options{.database_url = settings.database_url,
                               .verifier = verifier_of(settings),
                               .zone = settings.zone,
                               .saved_checkpoint = std::move(saved),
                               .read_models = arguments.read_models};
  options.progress = show;
  return audit::verify(options);
}

int run_verify(const AuditArguments& arguments, const AuditSettings& settings) {
  const audit::VerifyReport report = verify_what(arguments, settings);
  if (arguments.json) {
    fmt::print("{}\n", report.json());
  } else if (report.bad) {
    fmt::print("verification FAILED after {} good events\n", report.events);
  } else {
    fmt::print("{}\n", report.summary());
  }
  std::fflush(stdout);
  if (!report.bad) return kFine;
  fmt::print(stderr, "{}\n", report.bad->text());
  return kCheckFailed;
}

int run_bundle(const AuditArguments& arguments, const AuditSettings& settings) {
  audit::BundleReport report;
  {
    AuditProgress progress("writing", form_of(arguments, settings));
    report =
        audit::write_bundle({settings.database_url, verifier_of(settings), settings.zone, *arguments.operand,
                             [&](std::int64_t position, std::int64_t head) { progress.at(position, head); }});
  }
  fmt::print("{}\n", arguments.json ? report.json() : report.summary(*arguments.operand));
  return kFine;
}

int run_replay(const AuditArguments& arguments, const AuditSettings& settings) {
  AuditedLog log = log_of(arguments, settings);
  audit::ReplayState state(log.zone());
  if (arguments.effective_date) {
    const auto end = log.zone().end_of(*arguments.effective_date);
    if (!end)
      throw WrongUse(
          fmt::format("--effective-date: \"{}\" is no day (2026-11-21)", *arguments.effective_date));
    state.effective = {*arguments.effective_date, *end};
  }
  {
    AuditProgress progress("replaying", form_of(arguments, settings));
    audit::replay_state(log.events(), replay_options(arguments, log.zone(), progress, log.head()), state);
  }
  if (arguments.command == "replay") {
    fmt::print("{}", arguments.json ? audit::replay_json(state) + "\n" : audit::replay_text(state));
  } else {
    fmt::print("{}",
               arguments.json ? audit::trial_balance_json(state) + "\n" : audit::trial_balance_text(state));
  }
  return kFine;
}

int run_prove(const AuditArguments& arguments, const AuditSettings& settings) {
  AuditedLog log = log_of(arguments, settings);
  const auto verifier = log.verifier();
  const auto proof = log.proof(*arguments.position, arguments.size);
  if (!proof) {
    fmt::print(stderr, "daybook audit prove: {}\n", proof.error().detail);
    return kCheckFailed;
  }
  fmt::print("{}\n",
             arguments.json ? audit::proof_json(*proof, verifier) : audit::proof_text(*proof, verifier));
  const auto fault = audit::fault_of(*proof, verifier);
  if (!fault) return kFine;
  fmt::print(stderr, "position {}: {}\n", *arguments.position, *fault);
  return kCheckFailed;
}

int run_explain(const AuditArguments& arguments, const AuditSettings& settings) {
  AuditedLog log = log_of(arguments, settings);
  const auto verifier = log.verifier();
  const auto facts = log.facts();
  const auto position = audit::entry_position(*facts, *arguments.operand);
  const auto entry =
      position ? audit::explain(*facts, *position) : Result<audit::ExplainedEntry>(refuse(position.error()));
  if (!entry) {
    fmt::print(stderr, "daybook audit explain: {}\n", entry.error().detail);
    return kCheckFailed;
  }
  fmt::print("{}{}",
             arguments.json ? audit::explain_json(*entry, verifier) : audit::explain_text(*entry, verifier),
             arguments.json ? "\n" : "");
  if (entry->explanation.agrees()) return kFine;
  fmt::print(stderr, "position {}: a figure is not what its formula gives\n", entry->explanation.position);
  return kCheckFailed;
}

int run_export(const AuditArguments& arguments, const AuditSettings& settings) {
  AuditedLog log = log_of(arguments, settings);
  // Where the journal itself goes to the terminal, no line may come between.
  const auto form =
      !arguments.out && isatty(STDOUT_FILENO) != 0 ? AuditProgress::Form::none : form_of(arguments, settings);
  AuditProgress progress("exporting", form);
  exports::JournalOptions options = export_options(arguments, log.zone());
  options.reading.replay = replay_options(arguments, log.zone(), progress, log.head());
  options.reading.erased = log.erased();
  write_export(arguments, log.events(), std::move(options), form);
  return kFine;
}

int run(const AuditArguments& arguments, const AuditSettings& settings) {
  if (arguments.command == "verify") return run_verify(arguments, settings);
  if (arguments.command == "explain") return run_explain(arguments, settings);
  if (arguments.command == "bundle") return run_bundle(arguments, settings);
  if (arguments.command == "prove") return run_prove(arguments, settings);
  if (arguments.command.starts_with("export")) return run_export(arguments, settings);
  return run_replay(arguments, settings);
}

int explain(const pg::Error& e) {
  if (e.state == "42P01") {
    fmt::print(stderr, "daybook audit: this database has no event store (daybook migrate makes one): {}\n",
               e.what());
  } else {
    fmt::print(
        stderr,
        "daybook audit: the database cannot be read: {}\nIs it running (scripts/services status)? Does "
        "daybook config show name the right address?\n",
        e.what());
  }
  return kUnreachable;
}

int wrong_use(const std::exception& e) {
  fmt::print(stderr, "daybook audit: {}\n", e.what());
  return kWrongUse;
}

}  // namespace

int audit_command(const std::vector<std::string>& args, const AuditSettings& settings) {
  const auto arguments = parse_audit_arguments(args);
  if (!arguments) {
    fmt::print(stderr, "daybook audit: {}\nSee daybook audit --help.\n", arguments.error().detail);
    return kWrongUse;
  }
  if (arguments->help) {
    fmt::print("{}", audit_help(arguments->command));
    return kFine;
  }
  try {
    int code = run(*arguments, settings);
    if (std::fflush(stdout) != 0)
      throw std::runtime_error("the output could not be written: is the disk full?");
    return code;
  } catch (const WrongUse& e) {
    return wrong_use(e);
  } catch (const CannotMakeDirectory& e) {
    return wrong_use(e);
  } catch (const audit::NoBundle& e) {
    return wrong_use(e);
  } catch (const pg::Error& e) {
    return explain(e);
  } catch (const std::exception& e) {  // Damaged names its position
    fmt::print(stderr, "{}\n", e.what());
    return kCheckFailed;
  }
}

}  // namespace daybook
