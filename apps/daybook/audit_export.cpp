#include "apps/daybook/audit_export.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "adapters/export/journal_directory.hpp"
#include "adapters/export/journal_stream.hpp"

namespace daybook {
namespace {

const exports::FormatRow& format_of(const AuditArguments& arguments) {
  const auto* row = exports::find_format(arguments.command.substr(arguments.command.find(' ') + 1));
  if (row == nullptr) throw std::logic_error("no format for " + arguments.command);
  return *row;
}

void to_stdout(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
    throw std::runtime_error("the output could not be written: is the disk full?");
}

}  // namespace

exports::JournalOptions export_options(const AuditArguments& arguments, const Zone& zone) {
  exports::JournalOptions options;
  if (arguments.dates == "effective") options.dates = exports::DateRule::effective;
  options.zone = zone;
  if (arguments.year) options.year = static_cast<int>(*arguments.year);
  options.payee = arguments.payee;
  return options;
}

void write_export(const AuditArguments& arguments, EventSource& source, exports::JournalOptions options,
                  AuditProgress::Form form) {
  const exports::FormatRow& format = format_of(arguments);
  std::int64_t transactions = 0;
  {
    AuditProgress progress("writing", form, "transactions");
    options.writing = [&](std::int64_t done, std::int64_t of) { progress.at(done, of); };
    if (!arguments.out) {
      transactions = exports::export_journal(source, options, format, to_stdout);
    } else {
      const auto report = exports::export_directory(source, options, format, *arguments.out);
      transactions = report.transactions;
      fmt::print("wrote {} transactions in {} files to {}\n", report.transactions, report.files,
                 *arguments.out);
    }
  }
  if (transactions == 0 && (arguments.payee || arguments.year))
    fmt::print(stderr, "daybook audit: no transaction matches --payee and --year\n");
}

}  // namespace daybook
