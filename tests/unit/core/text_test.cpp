#include "core/text.hpp"

#include <doctest/doctest.h>

namespace daybook {
namespace {

TEST_CASE("e-mail: good rows") {
  struct Row {
    const char* name;
    std::string text;
    std::string address;
  };
  const std::string longest = std::string(194, 'a') + "@b.com";
  const Row rows[] = {
      {"plain", "ann@example.com", "ann@example.com"},
      {"upper case", "Ann@Example.COM", "ann@example.com"},
      {"blanks around", " \t\r\nann@example.com\n ", "ann@example.com"},
      {"tag and dots", "a.n+n@mail.example.co.uk", "a.n+n@mail.example.co.uk"},
      {"non-ASCII is kept as it is",
       "jos\xc3\x89@b\xc3\xbc"
       "cher.de",
       "jos\xc3\x89@b\xc3\xbc"
       "cher.de"},
      {"200 bytes", longest, longest},
      {"blanks do not count", " " + longest + " ", longest},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(normalise_email(row.text) == row.address);
  }
}

TEST_CASE("e-mail: bad rows") {
  struct Row {
    const char* name;
    std::string text;
  };
  const Row rows[] = {
      {"empty", ""},
      {"blanks only", "  \t"},
      {"no at sign", "ann.example.com"},
      {"two at signs", "ann@bob@example.com"},
      {"no local part", "@example.com"},
      {"no domain", "ann@"},
      {"no dot in the domain", "ann@localhost"},
      {"dot in front", "ann@.com"},
      {"dot behind", "ann@example."},
      {"dot only", "ann@."},
      {"two dots", "ann@example..com"},
      {"blank inside", "ann lee@example.com"},
      {"tab inside", "ann\t@example.com"},
      {"line break: a header of its own", "ann@example.com\r\nBcc: eve@example.com"},
      {"zero byte", std::string("ann\0@example.com", 16)},
      {"delete", "ann\x7f@example.com"},
      {"invalid UTF-8", "ann\xff@example.com"},
      {"201 bytes", std::string(195, 'a') + "@b.com"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK_FALSE(normalise_email(row.text));
  }
}

TEST_CASE("UTF-8: lengths in code points") {
  struct Row {
    const char* name;
    std::string text;
    std::size_t length;
  };
  const Row rows[] = {
      {"empty", "", 0},
      {"ASCII", "abc", 3},
      {"zero byte", std::string(2, '\0'), 2},
      {"first of two bytes", "\xc2\x80", 1},
      {"last of two bytes", "\xdf\xbf", 1},
      {"first of three bytes", "\xe0\xa0\x80", 1},
      {"before the surrogates", "\xed\x9f\xbf", 1},
      {"after the surrogates", "\xee\x80\x80", 1},
      {"last of three bytes", "\xef\xbf\xbf", 1},
      {"first of four bytes", "\xf0\x90\x80\x80", 1},
      {"U+10FFFF", "\xf4\x8f\xbf\xbf", 1},
      {"mixed", "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z", 5},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(utf8_length(row.text) == row.length);
  }
}

TEST_CASE("UTF-8: bad rows") {
  struct Row {
    const char* name;
    std::string text;
  };
  const Row rows[] = {
      {"lone continuation", "\x80"},
      {"overlong slash, two bytes", "\xc0\xaf"},
      {"overlong, C1", "\xc1\xbf"},
      {"overlong, three bytes", "\xe0\x9f\xbf"},
      {"overlong, four bytes", "\xf0\x8f\xbf\xbf"},
      {"first surrogate", "\xed\xa0\x80"},
      {"last surrogate", "\xed\xbf\xbf"},
      {"past U+10FFFF", "\xf4\x90\x80\x80"},
      {"F5", "\xf5\x80\x80\x80"},
      {"FF", "\xff"},
      {"two bytes cut", "a\xc3"},
      {"three bytes cut", "\xe2\x82"},
      {"four bytes cut", "\xf0\x9f\x98"},
      {"letter for a continuation",
       "\xc3"
       "a"},
      {"letter for the last one",
       "\xe2\x82"
       "a"},
      {"lead for the last one", "\xe2\x82\xc3"},
      {"Latin-1", "caf\xe9"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK_FALSE(utf8_length(row.text));
  }
}

TEST_CASE("UTF-8: a cut sequence is not completed from the bytes behind the text") {
  CHECK(utf8_length("\xc3\xa9") == 1);
  CHECK_FALSE(utf8_length(std::string_view("\xc3\xa9", 1)));
  CHECK_FALSE(utf8_length(std::string_view("\xf0\x9f\x98\x80", 3)));
}

TEST_CASE("card numbers in free text") {
  struct Row {
    const char* name;
    std::string text;
    bool held;
  };
  const Row rows[] = {
      {"16 digits", "4242424242424242", true},
      {"with blanks", "4242 4242 4242 4242", true},
      {"with dashes", "4242-4242-4242-4242", true},
      {"blanks and dashes mixed", "4242 - 4242  4242-4242", true},
      {"inside a sentence", "please charge 4242424242424242, thanks", true},
      {"between letters", "card4242424242424242x", true},
      {"15 digits, in 4-6-5", "3782 822463 10005", true},
      {"14 digits", "30569309025904", true},
      {"13 digits", "4222222222222", true},
      {"19 digits", "6304000000000000000", true},
      {"with expiry and code behind", "4242 4242 4242 4242 12/29 123", true},
      {"with the year beside it", "4242 4242 4242 4242 12 29", true},
      {"with a number in front", "12 4242 4242 4242 4242", true},
      {"second of two numbers", "4242424242424241, 5555555555554444", true},
      {"fails Luhn", "4242424242424241", false},
      {"12 digits", "424242424242", false},
      {"12 digits that pass Luhn", "000000000000", false},
      {"20 digits that pass Luhn", "00000000000000000000", false},
      {"20 digits around a card number", "14242424242424242111", false},
      {"broken by a letter", "42424242x42424242", false},
      {"broken by a point", "4242.4242.4242.4242", false},
      {"broken by a line", "42424242\n42424242", false},
      {"phone", "+1 (555) 010-9999", false},
      {"amounts", "12.50 and 99,999,999", false},
      {"empty", "", false},
      {"separators only", " - - ", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(holds_card_number(row.text) == row.held);
  }
}

}  // namespace
}  // namespace daybook
