// Every mail as it reads, and an operator's templates: used when good, named when not.

#include "adapters/mail/templates.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "adapters/mail/mails.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/source_dir.hpp"

using namespace daybook;
using namespace daybook::mail;

namespace {

constexpr const char* kUrl = "https://shop.example/mails";
constexpr const char* kId = "01934b5e-6c00-7000-8000-000000000001";

std::string golden(const std::string& name) {
  const auto path = test::source_dir() / "tests/golden/mails" / (name + ".txt");
  std::ifstream in(path, std::ios::binary);
  REQUIRE_MESSAGE(in, "no golden file " << path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

template <class T>
void check_golden(const std::string& name, const T& mail) {
  const Rendered rendered = Templates().render(mail);
  CAPTURE(name);
  CHECK(rendered.subject + "\n\n" + rendered.text == golden(name));
}

struct Folder : test::ScratchDirectory {
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path() / name, std::ios::binary) << text;
  }
  std::string fault() const {
    try {
      Templates templates(path().string());
    } catch (const std::runtime_error& e) {
      return e.what();
    }
    return "";
  }
};

}  // namespace

TEST_CASE("mail templates: a golden text each") {
  check_golden("new_order", NewOrderMail{"Grace & Söhne",
                                         "TLM0000000042",
                                         {{2, "First <Bank>", "2019-05-01", "5000.00 USD", "210.00 USD"},
                                          {1, "Second Bank", "2021-01-31", "9000.00 USD", "99.99 USD"}},
                                         "309.99 USD",
                                         "44.50 USD",
                                         "2026-11-22 00:00 UTC",
                                         kUrl});
  check_golden("payout_created", PayoutCreatedMail{"Grace Hopper", "1200.50 USD", "2026-10-01 to 2026-10-31",
                                                   "ACH", kId, kUrl});
  check_golden("payout_completed",
               PayoutCompletedMail{"Grace Hopper", "1200.50 USD", "ACH", kId, "T-77", ""});
  check_golden("payout_failed",
               PayoutFailedMail{"Grace Hopper", "1200.50 USD", kId, false, "", "account closed", kUrl});
  check_golden("payout_returned",
               PayoutFailedMail{"Grace Hopper", "1200.50 USD", kId, true, "R03", "", kUrl});
  check_golden("hold_placed", HoldPlacedMail{"Grace Hopper", "TLM0000000042", "15.00 USD", true, "", kUrl});
  check_golden("hold_placed_by_hand", HoldPlacedMail{"Grace Hopper", "TLM0000000042", "15.00 USD", false,
                                                     "the supplier asks back", kUrl});
  check_golden("hold_released", HoldReleasedMail{"Grace Hopper", "TLM0000000042", "15.00 USD", kUrl});
  check_golden("operator_task",
               OperatorTaskMail{"Refund task: order TLM0000000042", "Rejected by the supplier: sold out",
                                "105.00 USD", "refund-01934b5e", "2026-11-21 00:00 UTC"});
}

TEST_CASE("mail templates: an operator's file replaces ours, the others stay") {
  Folder folder;
  folder.write("hold_released.mustache", "Subject: Frei: {{order_number}}\n\nHallo {{name}}\n{{> footer}}");
  folder.write("footer.mustache", "-- \nShop\n");
  folder.write("README.txt", "not a template");
  CHECK(folder.fault() == "");
  const Templates templates(folder.path().string());
  const auto released = templates.render(HoldReleasedMail{"Grace", "TLM1", "1.00 USD", kUrl});
  CHECK(released.subject == "Frei: TLM1");
  CHECK(released.text == "Hallo Grace\n-- \nShop\n");
  const auto task = templates.render(OperatorTaskMail{"T", "D", "", "id", "since"});
  CHECK(task.subject == "T");
  CHECK(task.text.find("Amount") == std::string::npos);
}

TEST_CASE("mail templates: a file that cannot be used is named before any mail is written") {
  const auto fault = [](const char* name, const std::string& text) {
    Folder folder;
    folder.write(name, text);
    return folder.fault();
  };
  CHECK(fault("new_orders.mustache", "Subject: x").find("new_orders.mustache is no mail's template") !=
        std::string::npos);
  CHECK(fault("new_order.mustache", "Hello").find("must begin with \"Subject: \"") != std::string::npos);
  CHECK(fault("new_order.mustache", "Subject: {{#items}}").find("is not Mustache") != std::string::npos);
  CHECK(fault("new_order.mustache", "Subject: {{order_numbre}}\n").find("names {{order_numbre}}") !=
        std::string::npos);
  CHECK(fault("new_order.mustache", "Subject: " + std::string(70'000, 'x')).find("longer than 64 KB") !=
        std::string::npos);
  CHECK_THROWS_WITH_AS(Templates("/nowhere"), "mail.templates is no folder: /nowhere", std::runtime_error);
}
