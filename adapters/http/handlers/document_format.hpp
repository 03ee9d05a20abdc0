#pragma once
// In which format a document (a statement, a payout's report) was asked for, and the answer that carries it.

#include <boost/describe.hpp>
#include <functional>
#include <string>

#include "adapters/http/server/message.hpp"
#include "core/result.hpp"

namespace daybook::http {

enum class DocumentFormat { json, csv, html, pdf, xlsx };
BOOST_DESCRIBE_ENUM(DocumentFormat, json, csv, html, pdf, xlsx)

/// By `format=`, or else by Accept: of the formats we have the one with the highest q, of equals the first
/// named; JSON when it names none. Refuses an unknown `format=`.
Result<DocumentFormat> document_format(const Request& request);

/// One document in each format; only the one asked for is made.
struct DocumentMakers {
  std::function<std::string()> json, csv, html, pdf, xlsx;
};

/// The document with its headers. CSV, PDF and XLSX are saved under `file_name` and the format's ending: ids,
/// digits and dashes, nothing that a person typed.
Response document_response(DocumentFormat format, const std::string& file_name, const DocumentMakers& make);

}  // namespace daybook::http
