#include "adapters/bank/bank_text.hpp"

#include <doctest/doctest.h>

#include <random>

#include "tests/unit/core/seed.hpp"

namespace daybook::bank {
namespace {

TEST_CASE("bank text: letters keep their reading, other scripts become question marks") {
  struct Row {
    const char* text;
    const char* ascii;
    const char* sepa;
  };
  const Row rows[] = {
      {"Zoë Müller", "Zoe Muller", "Zoe Muller"},
      {"Straße Ærø Œuvre Þór", "Strasse AEro OEuvre THor", "Strasse AEro OEuvre THor"},
      {"Łukasz Ďuriš Șerban İnci", "Lukasz Duris Serban Inci", "Lukasz Duris Serban Inci"},
      {"Nguyễn Thị Hồng", "Nguyen Thi Hong", "Nguyen Thi Hong"},
      {"Zoe\xcc\x88", "Zoe", "Zoe"},
      {"Иван 李", "???? ?", "???? ?"},
      {"O’Brien – “x” €", "O'Brien - 'x' EUR", "O'Brien - 'x' EUR"},
      {"a & b < c > \"d\"", "a & b < c > \"d\"", "a + b . c . .d."},
      {" a \t\n b\x7f ", "a b", "a b"},
      {"//a//b/ /", "//a//b/ /", "a/b"},
      {"/ /x", "/ /x", "x"},
      {"", "", ""},
      {"\xff\xc3", "??", "??"},
      {"a_b|c~d`e{f}[g]\\h;i", "a_b|c~d`e{f}[g]\\h;i", "a-b/c-d'e(f)(g)/h,i"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(ascii_text(row.text) == row.ascii);
    CHECK(sepa_text(row.text, 140) == row.sepa);
  }
  CHECK(nacha_text("Zoë & Søn", 22) == "ZOE & SON");
  CHECK(nacha_text("abc def", 4) == "ABC");
  CHECK(sepa_text("abc/def", 4) == "abc");
  CHECK_FALSE(is_readable(ascii_text("Иван 李")));
  CHECK(is_readable(ascii_text("李 3")));
}

TEST_CASE("bank text: whatever comes in, only the set comes out") {
  const auto seed = ::test::seed();
  INFO("DAYBOOK_SEED=", seed);
  std::mt19937_64 random(seed);
  constexpr std::string_view kSet =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ";
  for (int i = 0; i < 5000; ++i) {
    std::string bytes(random() % 30, ' ');
    for (char& c : bytes) c = static_cast<char>(random());
    const std::string sepa = sepa_text(bytes, 20);
    CHECK(sepa.find_first_not_of(kSet) == std::string::npos);
    CHECK(sepa.size() <= 20);
    for (const char c : nacha_text(bytes, 20)) CHECK((c >= 0x20 && c <= 0x7e && !(c >= 'a' && c <= 'z')));
  }
}

}  // namespace
}  // namespace daybook::bank
