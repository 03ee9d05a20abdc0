#pragma once
// Every row of every table as sorted text: two read models are equal when their dumps are.

#include <map>
#include <set>
#include <string>

#include "adapters/postgres/read_rows.hpp"
#include "projections/read_models.hpp"

namespace daybook::test {

inline std::map<std::string, std::multiset<std::string>> dump(ReadModels& models) {
  std::map<std::string, std::multiset<std::string>> tables;
  models.each_table([&]<class T>(T& table) {
    auto& rows = tables[std::string(T::RowType::table)];
    table.each([&](const auto& row) {
      std::string line;
      sql::append_copy_line(line, row);
      rows.insert(line);
    });
  });
  return tables;
}

}  // namespace daybook::test
