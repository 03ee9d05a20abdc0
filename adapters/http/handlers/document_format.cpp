#include "adapters/http/handlers/document_format.hpp"

#include <fmt/format.h>

#include "adapters/export/html_page.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/server/ascii.hpp"
#include "core/text.hpp"

namespace daybook::http {
namespace {

constexpr const char* kPdf = "application/pdf";
constexpr const char* kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Up to the delimiter; takes it and what stands before it away from `text`.
std::string_view next(std::string_view& text, char delimiter) {
  const auto end = text.find(delimiter);
  const std::string_view piece = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return trim(piece);
}

/// "0.8" -> 800; 1000 without a readable one (RFC 9110 section 12.4.2: at most three decimals).
int weight(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view one = next(parameters, ';');
    if (!one.starts_with("q=") && !one.starts_with("Q=")) continue;
    int thousandths = 0;
    int unit = 1000;
    for (const char c : one.substr(2)) {
      if (c == '.') continue;
      if (c < '0' || c > '9' || unit == 0) return 1000;
      thousandths += (c - '0') * unit;
      unit /= 10;
    }
    return thousandths;
  }
  return 1000;
}

std::optional<DocumentFormat> format_of(std::string_view media_type) {
  if (same_text(media_type, "application/json") || media_type == "*/*" || media_type == "application/*")
    return DocumentFormat::json;
  if (same_text(media_type, "text/csv")) return DocumentFormat::csv;
  if (same_text(media_type, "text/html") || media_type == "text/*") return DocumentFormat::html;
  if (same_text(media_type, kPdf)) return DocumentFormat::pdf;
  if (same_text(media_type, kXlsx)) return DocumentFormat::xlsx;
  return std::nullopt;
}

DocumentFormat accepted(std::string_view accept) {
  DocumentFormat best = DocumentFormat::json;
  int best_weight = 0;
  while (!accept.empty()) {
    std::string_view range = next(accept, ',');
    const auto format = format_of(next(range, ';'));
    const int q = weight(range);
    if (!format || q <= best_weight) continue;
    best = *format;
    best_weight = q;
  }
  return best;
}

}  // namespace

Result<DocumentFormat> document_format(const Request& request) {
  const auto asked = query_enum<DocumentFormat>(request, "format");
  if (!asked) return refuse(asked.error());
  if (!*asked) return accepted(request.header("accept").value_or(""));
  DocumentFormat format{};
  boost::describe::enum_from_string((*asked)->c_str(), format);
  return format;
}

Response document_response(DocumentFormat format, const std::string& file_name, const DocumentMakers& make) {
  Response response;
  response.headers.emplace_back("Vary", "Accept");
  const auto download = [&](const char* media_type, const char* ending) {
    response.content_type = media_type;
    response.headers.emplace_back("Content-Disposition",
                                  fmt::format("attachment; filename=\"{}.{}\"", file_name, ending));
  };
  switch (format) {
    case DocumentFormat::json:
      response.body = make.json();
      break;
    case DocumentFormat::csv:
      download("text/csv; charset=utf-8; header=present", "csv");
      response.body = make.csv();
      break;
    case DocumentFormat::html:
      response.content_type = "text/html; charset=utf-8";
      response.headers.emplace_back("Content-Security-Policy", exports::html_policy());
      response.body = make.html();
      break;
    case DocumentFormat::pdf:
      download(kPdf, "pdf");
      response.body = make.pdf();
      break;
    case DocumentFormat::xlsx:
      download(kXlsx, "xlsx");
      response.body = make.xlsx();
      break;
  }
  return response;
}

}  // namespace daybook::http
