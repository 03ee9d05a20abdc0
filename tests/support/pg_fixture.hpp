#pragma once
// A fresh database with all migrations for one test case, dropped behind it. Needs
// DAYBOOK_TEST_SUPERUSER_URL, DAYBOOK_TEST_DATABASE_OWNER_URL and DAYBOOK_TEST_DATABASE_URL (postgresql://
// URLs; any database of the server).

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "adapters/postgres/migrations.hpp"
#include "adapters/postgres/pg.hpp"

namespace daybook::test {
namespace detail {

inline std::string server(const char* variable) {
  const char* url = std::getenv(variable);
  if (!url || !*url)
    throw std::runtime_error(fmt::format("{} is not set: run the tests through scripts/test", variable));
  return url;
}

/// The URL with another database's name.
inline std::string with_database(const std::string& url, const std::string& database) {
  const auto authority = url.find("://");
  if (authority == std::string::npos) throw std::runtime_error("not a postgresql:// URL");
  const auto slash = url.find('/', authority + 3);
  const auto query = url.find('?');
  return url.substr(0, std::min(slash, query)) + "/" + database +
         (query == std::string::npos ? "" : url.substr(query));
}

inline void on_server(const std::string& sql) {
  pg::Connection connection(server("DAYBOOK_TEST_SUPERUSER_URL"));
  connection.exec("SET client_min_messages = warning");
  connection.exec(sql);
}

inline void drop(const std::string& name) {
  on_server(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", name));
}

/// Migrated once per process; each test case starts from a copy.
class Template {
 public:
  Template() : name(fmt::format("daybook_test_{}_template", ::getpid())) {
    drop(name);
    on_server(fmt::format("CREATE DATABASE {} OWNER daybook_owner TEMPLATE template0", name));
    migrate(with_database(server("DAYBOOK_TEST_DATABASE_OWNER_URL"), name));
  }
  ~Template() {
    try {
      drop(name);
    } catch (const std::exception&) {  // the server is gone: nothing left to tidy
    }
  }
  std::string name;
};

}  // namespace detail

class TestDatabase {
 public:
  /// Throws when the server is not there: nothing is skipped silently.
  TestDatabase();
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  const std::string& name() const { return name_; }
  std::string app_url() const;    ///< as daybook_app
  std::string owner_url() const;  ///< as daybook_owner
  std::string super_url() const;

 private:
  std::string name_;
};

inline TestDatabase::TestDatabase() {
  static const detail::Template migrated;
  static int count = 0;
  name_ = fmt::format("daybook_test_{}_{}", ::getpid(), ++count);
  detail::on_server(fmt::format("CREATE DATABASE {} OWNER daybook_owner TEMPLATE {}", name_, migrated.name));
  detail::on_server(
      fmt::format("GRANT CREATE, CONNECT ON DATABASE {} TO daybook_app", name_));  // a copy has no grants
}

inline TestDatabase::~TestDatabase() {
  try {
    detail::drop(name_);
  } catch (const std::exception&) {  // the server is gone: nothing left to tidy
  }
}

inline std::string TestDatabase::app_url() const {
  return detail::with_database(detail::server("DAYBOOK_TEST_DATABASE_URL"), name_);
}
inline std::string TestDatabase::owner_url() const {
  return detail::with_database(detail::server("DAYBOOK_TEST_DATABASE_OWNER_URL"), name_);
}
inline std::string TestDatabase::super_url() const {
  return detail::with_database(detail::server("DAYBOOK_TEST_SUPERUSER_URL"), name_);
}

}  // namespace daybook::test
