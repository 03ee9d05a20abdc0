#include "tests/integration/chaos/mortals.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/support/spawn.hpp"

namespace daybook::test {
namespace {

std::vector<std::string> words_of(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  std::vector<std::string> words;
  std::istringstream in(text.str());
  for (std::string word; std::getline(in, word, '\0');) words.push_back(word);
  return words;
}

std::string port_of(const std::string& process) {
  const std::string name = "DAYBOOK_HTTP__PORT=";
  for (const auto& word : words_of("/proc/" + process + "/environ"))
    if (word.starts_with(name)) return word.substr(name.size());
  return "";
}

}  // namespace

Mortals::Mortals(const Daybook& daybook, const std::vector<std::string>& roles)
    : config_((daybook.folder() / "daybook.toml").string()),
      log_((daybook.folder() / "processes.log").string()) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    pid_t pid = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ec != std::errc()) continue;
    const auto words = words_of("/proc/" + name + "/cmdline");
    if (words.size() < 2 || std::find(words.begin(), words.end(), config_) == words.end()) continue;
    if (std::find(roles.begin(), roles.end(), words[1]) == roles.end()) continue;
    all_.push_back({pid, words[1], words[1] == "serve" ? port_of(name) : "", false});
  }
  if (all_.size() != roles.size()) throw std::runtime_error("not all of the roles run");
}

Mortals::~Mortals() {
  for (const Mortal& mortal : all_)
    if (mortal.ours && mortal.pid > 0) {
      ::kill(mortal.pid, SIGKILL);
      ::waitpid(mortal.pid, nullptr, 0);
    }
}

std::size_t Mortals::find(const std::string& role, std::size_t n) const {
  for (std::size_t i = 0; i < all_.size(); ++i)
    if (all_[i].role == role && n-- == 0) return i;
  throw std::runtime_error("no process runs " + role);
}

void Mortals::kill(std::size_t which) {
  Mortal& mortal = all_.at(which);
  if (mortal.pid == 0) return;
  ::kill(mortal.pid, SIGKILL);
  if (mortal.ours) ::waitpid(mortal.pid, nullptr, 0);
  // One of the Daybook's stays a zombie until it is waited for, so that its number is nobody else's.
  mortal.pid = 0;
}

void Mortals::start(std::size_t which) {
  Mortal& mortal = all_.at(which);
  const std::string program = std::getenv("DAYBOOK_TEST_BIN");
  std::vector<std::string> variables;
  if (!mortal.port.empty()) variables.push_back("DAYBOOK_HTTP__PORT=" + mortal.port);
  mortal.pid = spawn({program, mortal.role, "--config", config_}, log_, variables);
  mortal.ours = true;
}

}  // namespace daybook::test
