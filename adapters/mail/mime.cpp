#include "adapters/mail/mime.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "events/log/encoding.hpp"

namespace daybook::mail {
namespace {

/// RFC 5321: a path is at most 256 octets with its brackets.
constexpr std::size_t kMaxAddress = 254;
/// RFC 2047: an encoded word is at most 75 characters; 45 bytes are 60 of base64.
constexpr std::size_t kWordBytes = 45;
/// RFC 2045, of a line of quoted-printable, its soft break's "=" included.
constexpr std::size_t kMaxLine = 76;
/// An ASCII subject up to this length needs no folding.
constexpr std::size_t kPlainSubject = 66;

bool printable(char c) { return c >= ' ' && c <= '~'; }

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// RFC 2047 "B" words, cut between code points.
std::string encoded_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t size = std::min(kWordBytes, text.size());
    while (size < text.size() && size > 1 && continues(text[size])) --size;
    out += out.empty() ? "" : "\r\n ";
    out += "=?UTF-8?B?" + log::to_base64(text.substr(0, size)) + "?=";
    text.remove_prefix(size);
  }
  return out;
}

std::string subject_text(std::string subject) {
  std::replace_if(
      subject.begin(), subject.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; },
      ' ');
  const bool plain = subject.size() <= kPlainSubject &&
                     std::all_of(subject.begin(), subject.end(), printable) &&
                     subject.find("=?") == std::string::npos;
  return plain ? subject : encoded_words(subject);
}

/// One line of the text, without its end.
void append_quoted(std::string& out, std::string_view line) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool blank = c == ' ' || c == '\t';
    const bool literal = (printable(c) && c != '=' && !blank) || (blank && i + 1 < line.size());
    const std::size_t needs = literal ? 1 : 3;
    if (width + needs > kMaxLine - 1) {
      out += "=\r\n";
      width = 0;
    }
    if (literal) {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "={:02X}", static_cast<unsigned char>(c));
    }
    width += needs;
  }
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    append_quoted(out, line);
    out += "\r\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

std::optional<std::string> address_fault(std::string_view address) {
  const auto at = address.find('@');
  const auto allowed = [](char c) {
    return printable(c) && std::string_view(" <>()[],;:\\\"").find(c) == std::string_view::npos;
  };
  if (address.empty() || address.size() > kMaxAddress) return "must be an e-mail address";
  if (!std::all_of(address.begin(), address.end(), allowed))
    return "must be an e-mail address of ASCII letters, digits and marks";
  if (at == std::string_view::npos || at == 0 || address.find('@', at + 1) != std::string_view::npos ||
      at + 1 == address.size() || address[at + 1] == '.' || address.front() == '-')
    return "must be an e-mail address such as name@example.com";
  return std::nullopt;
}

std::string_view domain_of(std::string_view address) {
  const auto at = address.find('@');
  return at == std::string_view::npos ? std::string_view{} : address.substr(at + 1);
}

std::string message_text(const Mail& mail, std::string_view from, std::string_view reply_to) {
  std::string out;
  const auto header = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) fmt::format_to(std::back_inserter(out), "{}: {}\r\n", name, value);
  };
  header("Date", fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000",
                             fmt::gmtime(static_cast<std::time_t>(mail.at.micros / kMicrosPerSecond))));
  header("From", from);
  header("To", mail.to);
  header("Reply-To", reply_to);
  header("Subject", subject_text(mail.subject));
  header("Message-ID", "<" + mail.message_id + ">");
  header("Auto-Submitted", "auto-generated");  // RFC 3834: no machine answers it
  if (!mail.unsubscribe_url.empty()) header("List-Unsubscribe", "<" + mail.unsubscribe_url + ">");
  header("MIME-Version", "1.0");
  header("Content-Type", "text/plain; charset=utf-8");
  header("Content-Transfer-Encoding", "quoted-printable");
  return out + "\r\n" + quoted_printable(mail.text);
}

}  // namespace daybook::mail
