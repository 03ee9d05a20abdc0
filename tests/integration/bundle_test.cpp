// A bundle verifies from its files alone, whatever is touched in it is found, and a history that was
// rewritten and signed anew with another key fails against a checkpoint that was saved before.

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "adapters/audit/bundle_reader.hpp"
#include "adapters/audit/bundle_verify.hpp"
#include "adapters/audit/bundle_write.hpp"
#include "adapters/audit/prove.hpp"
#include "adapters/audit/stored_tree.hpp"
#include "adapters/system/new_directory.hpp"
#include "events/codec/json_write.hpp"
#include "events/log/encoding.hpp"
#include "tests/integration/audit_store.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/source_dir.hpp"

namespace daybook {
namespace {

namespace fs = std::filesystem;
using test::signer;
using test::Store;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void write(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

audit::BundleReport bundle(const Store& store, const fs::path& directory, const log::Signer& key = signer()) {
  return audit::write_bundle({store.database.app_url(), key.verifier(), Zone{}, directory.string()});
}
audit::VerifyReport verify(const fs::path& directory, std::optional<std::string> saved = std::nullopt,
                           std::optional<std::string> key = std::nullopt) {
  return audit::verify_bundle({directory, std::move(key), std::move(saved)});
}
std::string text_of(const audit::VerifyReport& report) {
  return report.bad.value_or(audit::Finding{}).text();
}

TEST_CASE("audit bundle: a log up to its latest signed checkpoint verifies from the files alone") {
  test::ScratchDirectory scratch;
  Store store(test::random_log(31, 120), {50, 100, 300});
  const fs::path directory = scratch.path() / "bundle";
  const auto written = bundle(store, directory);
  CHECK(written.events == 300);
  CHECK(written.beyond == store.size_() - 300);
  const auto report = verify(directory);
  INFO(text_of(report));
  REQUIRE(!report.bad);
  CHECK(report.events == 300);
  CHECK(report.checkpoints == 3);
  CHECK(report.root == store.history.frontier(300).root());
  CHECK(report.summary().find("from the bundle alone") != std::string::npos);
  CHECK(!verify(directory, store.note(77)).bad);
  CHECK(!verify(directory, std::nullopt, signer().verifier().text()).bad);

  // The same log gives the same bytes.
  bundle(store, scratch.path() / "again");
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    if (entry.is_regular_file())
      CHECK(read(entry.path()) == read(scratch.path() / "again" / fs::relative(entry.path(), directory)));
  CHECK(std::system(fmt::format("cd '{}' && sha256sum --quiet -c SHA256SUMS", directory.string()).c_str()) ==
        0);
}

TEST_CASE("audit bundle: whatever is touched is found, an event by its position") {
  test::ScratchDirectory scratch;
  Store store(test::random_log(32, 60), {40, 120});
  const fs::path good = scratch.path() / "good", bad = scratch.path() / "bad";
  bundle(store, good);
  const std::string events = "events/events-000000000001.jsonl";
  const auto change = [&](const std::string& name, const std::function<void(std::string&)>& edit) {
    fs::remove_all(bad);
    fs::copy(good, bad, fs::copy_options::recursive);
    std::string text = read(bad / name);
    edit(text);
    write(bad / name, text);
    return verify(bad);
  };
  const auto line_at = [](const std::string& text, std::int64_t position) {
    std::size_t at = 0;
    for (std::int64_t i = 1; i < position; ++i) at = text.find('\n', at) + 1;
    return at;
  };
  // Every byte of an event's line, in every place of it.
  const std::string whole = read(good / events);
  const std::size_t begin = line_at(whole, 57), end = line_at(whole, 58);
  for (std::size_t at = begin; at < end; at += 3) {
    const auto report = change(events, [&](std::string& text) { text[at] = text[at] == '7' ? '8' : '7'; });
    REQUIRE(report.bad);
    INFO(text_of(report));
    CHECK(report.bad->position == 57);
  }
  struct Row {
    const char* what;
    std::function<void(std::string&)> edit;
    std::int64_t position;
  };
  const std::vector<Row> rows = {
      {"a line less", [&](std::string& t) { t.erase(line_at(t, 30), line_at(t, 31) - line_at(t, 30)); }, 30},
      {"a line twice",
       [&](std::string& t) {
         t.insert(line_at(t, 31), t.substr(line_at(t, 30), line_at(t, 31) - line_at(t, 30)));
       },
       31},
      {"the end cut off", [&](std::string& t) { t.resize(line_at(t, 100)); }, 100},
      {"half of the last line", [&](std::string& t) { t.resize(t.size() - 40); }, 120},
      {"a blank more", [&](std::string& t) { t.insert(line_at(t, 12) - 1, " "); }, 11},
      {"an empty line", [&](std::string& t) { t.insert(line_at(t, 12), "\n"); }, 12},
      {"no events", [](std::string& t) { t.clear(); }, 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const auto report = change(events, row.edit);
    REQUIRE(report.bad);
    INFO(text_of(report));
    CHECK(report.bad->position == row.position);
  }
  for (const char* name :
       {"README.txt", "key.txt", "checkpoint.note", "checkpoints.jsonl", "manifest.json", "SHA256SUMS"}) {
    CAPTURE(name);
    const std::size_t size = read(good / name).size();
    for (std::size_t at = 0; at < size; at += 1 + size / 40) {
      const auto report = change(name, [&](std::string& text) { text[at] = text[at] == '7' ? '8' : '7'; });
      CHECK(report.bad);
    }
    CHECK(change(name, [](std::string& text) { text += "\n"; }).bad);
    fs::remove_all(bad);
    fs::copy(good, bad, fs::copy_options::recursive);
    fs::remove(bad / name);
    CHECK(verify(bad).bad);
  }
  fs::remove_all(bad);
  fs::copy(good, bad, fs::copy_options::recursive);
  CHECK(!verify(bad).bad);
  write(bad / "events" / "more.jsonl", "");
  CHECK(text_of(verify(bad)).find("events/more.jsonl") != std::string::npos);
  const auto again = [&] {
    fs::remove_all(bad);
    fs::copy(good, bad, fs::copy_options::recursive);
  };
  again();
  fs::create_directory(bad / ".hidden");
  CHECK(verify(bad).bad);
  again();
  fs::create_symlink("key.txt", bad / "key");
  CHECK(verify(bad).bad);
  again();
  fs::rename(bad / "events", scratch.path() / "elsewhere");
  fs::create_symlink(scratch.path() / "elsewhere", bad / "events");
  CHECK(verify(bad).bad);
  again();
  REQUIRE(std::system(fmt::format("cd '{}' && rm README.txt && mkfifo README.txt", bad.string()).c_str()) ==
          0);
  CHECK(text_of(verify(bad)).find("README.txt") != std::string::npos);  // and no waiting for a writer
  again();
  fs::remove_all(bad / "events");
  CHECK(verify(bad).bad->position == 1);
}

TEST_CASE(
    "audit bundle: history rewritten, rehashed and signed anew with another key fails against a saved one") {
  test::ScratchDirectory scratch;
  Store store(test::random_log(33, 60), {80});
  const std::string saved = store.note(80), early = store.note(40), key = signer().verifier().text();
  store.history.envelopes[59].actor = "somebody else";
  store.history.rehash();
  const log::Signer other = *log::Signer::create("daybook.test/log", std::string(32, 'o'));
  store.fill({});
  store.super.exec("INSERT INTO checkpoints VALUES (80, $1, $2, now())",
                   {pg::bytea(log::as_bytes(store.history.frontier(80).root())),
                    log::sign({other.name(), 80, store.history.frontier(80).root()}, other)});
  const fs::path directory = scratch.path() / "bundle";
  bundle(store, directory, other);
  CHECK(!verify(directory).bad);  // sound in itself: only who kept something can tell
  const auto against = verify(directory, saved);
  REQUIRE(against.bad);
  CHECK(against.bad->position == 80);
  CHECK(against.bad->reason.find("not one of this log") != std::string::npos);
  CHECK(verify(directory, early).bad);  // its root still fits, its key does not
  CHECK(text_of(verify(directory, std::nullopt, key)).find("the one that you trust") != std::string::npos);
  // The database says the same, under the key that its configuration now has.
  const auto database = audit::verify({.database_url = store.database.app_url(),
                                       .verifier = other.verifier(),
                                       .saved_checkpoint = saved,
                                       .read_models = false});
  REQUIRE(database.bad);
  CHECK(database.bad->position == 80);
  // As the API answers it: JSON around the note.
  CHECK(verify(directory, json::Object().add("note", saved).text()).bad);
}

/// Runs tests/support/public_verifier.go: the Go project's own verifiers of signed notes and of trees.
int public_verifier(const fs::path& scratch, const std::string& arguments) {
  static const std::string environment =
      "GO111MODULE=off GOFLAGS= GOPATH=/usr/share/gocode GOCACHE='" + scratch.string() + "/go-cache'";
  const fs::path program = scratch / "public_verifier";
  if (!fs::exists(program)) {
    const std::string source = (test::source_dir() / "tests/support/public_verifier.go").string();
    const std::string build = fmt::format("{} go build -o '{}' '{}'", environment, program.string(), source);
    REQUIRE(std::system(build.c_str()) == 0);
  }
  return std::system(
      fmt::format("'{}' {} >'{}/said' 2>&1", program.string(), arguments, scratch.string()).c_str());
}

TEST_CASE(
    "public verifiers: notes, proofs and bundles hold for tools that are not ours, altered ones do not") {
  test::ScratchDirectory scratch;
  const fs::path at = scratch.path();
  Store store(test::random_log(35, 150), {90, 200, 333});
  const auto said = [&](const std::string& arguments) { return public_verifier(at, arguments) == 0; };

  for (const std::int64_t position : {1, 2, 128, 200, 256, 257, 333}) {
    const auto proof = audit::make_proof(store.super, position, std::nullopt);
    REQUIRE(proof);
    const std::string text = audit::proof_json(*proof, signer().verifier());
    write(at / "proof.json", text);
    CHECK_MESSAGE(said("proof " + (at / "proof.json").string()), read(at / "said"));
    for (const auto& [from, to] : {std::pair{"\"actor\":\"cli\"", "\"actor\":\"clj\""},
                                   std::pair{"\"leaf_index\":", "\"leaf_index\":1"},
                                   std::pair{"daybook.test/log\\n333", "daybook.test/log\\n334"}}) {
      std::string altered = text;
      REQUIRE(altered.find(from) != std::string::npos);
      altered.replace(altered.find(from), std::string_view(from).size(), to);
      write(at / "proof.json", altered);
      CHECK(!said("proof " + (at / "proof.json").string()));
    }
  }

  const std::string key = "'" + signer().verifier().text() + "'";
  audit::StoredTree tree(store.super);
  for (const auto& [first, second] :
       {std::pair{90, 200}, std::pair{200, 333}, std::pair{90, 333}, std::pair{128, 256}}) {
    std::vector<std::string> hashes;
    for (const auto& hash : log::consistency_proof(tree, first, second)) hashes.push_back(log::to_hex(hash));
    write(at / "old", store.note(first));
    write(at / "new", store.note(second));
    write(at / "path", json::Object().add("hashes", hashes).text());
    const std::string files = fmt::format(" {0}/old {0}/new {0}/path", at.string());
    CHECK_MESSAGE(said("consistency " + key + files), read(at / "said"));
    write(at / "old", store.note(first + 1));
    CHECK(!said("consistency " + key + files));
  }

  bundle(store, at / "bundle");
  CHECK_MESSAGE(said("bundle " + (at / "bundle").string()), read(at / "said"));
  const fs::path events = at / "bundle" / "events" / "events-000000000001.jsonl";
  std::string text = read(events);
  text.replace(text.find("\"actor\":\"cli\""), 13, "\"actor\":\"clj\"");
  write(events, text);
  CHECK(!said("bundle " + (at / "bundle").string()));
}

TEST_CASE("audit bundle: the recipe in its README.txt computes the signed root") {
  test::ScratchDirectory scratch;
  Store store(test::random_log(36, 60), {130});
  bundle(store, scratch.path() / "bundle");
  const std::string readme = read(scratch.path() / "bundle" / "README.txt");
  const auto begin = readme.find("  import base64"), end = readme.find("\nTHE FILES");
  REQUIRE(end != std::string::npos);
  std::string program;
  for (std::size_t at = begin; at < end;) {
    const auto next = readme.find('\n', at) + 1;
    program += readme.substr(std::min(at + 2, next - 1), next - std::min(at + 2, next - 1));
    at = next;
  }
  write(scratch.path() / "root.py", program);
  REQUIRE(std::system(fmt::format("cd '{0}/bundle' && python3 ../root.py >../root", scratch.path().string())
                          .c_str()) == 0);
  CHECK(read(scratch.path() / "root") ==
        log::to_base64(log::as_bytes(store.history.frontier(130).root())) + "\n");
}

TEST_CASE("audit bundle: the command's exit codes, and nothing half written") {
  test::ScratchDirectory scratch;
  Store store(test::random_log(34, 30), {20});
  const std::string directory = (scratch.path() / "bundle").string();
  CHECK(store.command({"bundle"}) == 2);
  CHECK(store.command({"bundle", directory, "--frob"}) == 2);
  CHECK(store.command({"bundle", (scratch.path() / "no" / "parent").string()}) == 2);
  CHECK(store.command({"bundle", directory}) == 0);
  CHECK(store.command({"bundle", directory}) == 2);  // there already
  const AuditSettings nothing;                       // no database, no key, no configuration
  CHECK(audit_command({"verify", "--bundle", directory}, nothing) == 0);
  CHECK(audit_command({"verify", "--bundle", directory, "--json"}, nothing) == 0);
  CHECK(audit_command({"verify", "--bundle", directory, "--key", directory + "/key.txt"}, nothing) == 0);
  CHECK(audit_command({"verify", "--bundle", directory, "--against", directory + "/checkpoint.note"},
                      nothing) == 0);
  CHECK(audit_command({"verify", "--bundle", directory, "--key", "nonsense+1+2"}, nothing) == 2);
  CHECK(audit_command({"verify", "--bundle", directory + "/events"}, nothing) == 2);
  CHECK(audit_command({"verify", "--bundle", "/nowhere"}, nothing) == 2);
  CHECK(audit_command({"verify", "--bundle", directory, "--no-read-models"}, nothing) == 2);
  write(scratch.path() / "bundle" / "key.txt", "x");
  CHECK(audit_command({"verify", "--bundle", directory}, nothing) == 1);

  store.super.exec("UPDATE events SET actor = 'x' WHERE position = 7");
  CHECK(store.command({"bundle", (scratch.path() / "damaged").string()}) == 1);
  store.super.exec("DELETE FROM checkpoints");
  CHECK(store.command({"bundle", (scratch.path() / "unsigned").string()}) == 1);
  for (const auto& entry : fs::directory_iterator(scratch.path())) CHECK(entry.path().filename() == "bundle");
}

}  // namespace
}  // namespace daybook
