#include <doctest/doctest.h>

#include "adapters/http/server/problem.hpp"
#include "adapters/http/server/response_head.hpp"

using namespace daybook;
using namespace daybook::http;

TEST_CASE("a refusal as a problem document, every member") {
  Refusal refusal{
      RefusalCode::out_of_stock, "Only 2 left.", {{"/items/0/quantity", "too_many", "2 left"}}, 2};
  const Response response = problem(refusal, "id-1");
  CHECK(response.status == 422);
  CHECK(response.content_type == "application/problem+json");
  CHECK(response.body == R"({"type":"/problems/out_of_stock","title":"Unprocessable Content","status":422,)"
                         R"("detail":"Only 2 left.","code":"out_of_stock","request_id":"id-1",)"
                         R"("errors":[{"pointer":"/items/0/quantity","code":"too_many","detail":"2 left"}],)"
                         R"("error":"Only 2 left.","available":2})");
}

TEST_CASE("the type is lower case, the code as the wire spells it") {
  const Response response = problem({RefusalCode::order_not_found, "No.", {}, {}}, "id");
  CHECK(response.body.find(R"("type":"/problems/order_not_found")") != std::string::npos);
  CHECK(response.body.find(R"("code":"ORDER_NOT_FOUND")") != std::string::npos);
  CHECK(response.body.find("available") == std::string::npos);
}

TEST_CASE("JSON strings: escapes and bytes that are not UTF-8") {
  struct Row {
    std::string in;
    std::string out;
  };
  const Row rows[] = {
      {"plain", R"("plain")"},
      {"a\"b\\c", R"("a\"b\\c")"},
      {"\n\r\t\x01\x7F", R"("\n\r\t\u0001\u007f")"},
      {std::string("\0", 1), R"("\u0000")"},
      {"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", "\"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\""},
      {"\xC3", "\"\xEF\xBF\xBD\""},
      {"\x80x", "\"\xEF\xBF\xBDx\""},
      {"\xC0\xAF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
      {"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
  };
  for (const Row& row : rows) {
    std::string out;
    append_json_string(out, row.in);
    CHECK(out == row.out);
  }
}

TEST_CASE("dates are IMF-fixdate") {
  CHECK(imf_fixdate(784'111'777) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(imf_fixdate(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST_CASE("an answer without a body announces no length; TLS adds HSTS") {
  std::string out;
  Response response;
  response.status = 204;
  ResponseContext context;
  context.tls = true;
  write_head(out, response, context);
  CHECK(out.find("HTTP/1.1 204 No Content\r\n") == 0);
  CHECK(out.find("Content-Length") == std::string::npos);
  CHECK(out.find("Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n") != std::string::npos);
}
