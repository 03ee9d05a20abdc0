#pragma once
// What the operator agreed with the bank: section [bank] of the configuration. All of it is optional; a
// payment file names what it lacks.

#include <string>

namespace daybook {

struct BankSettings {
  std::string company_name;                      ///< what payees read; NACHA sends 16 characters
  std::string company_id;                        ///< up to 10: mostly "1" and the EIN
  std::string immediate_origin;                  ///< as the bank assigned it; "": company_id
  std::string odfi_routing;                      ///< 9 digits: of the bank that originates ACH
  std::string odfi_name;                         ///< up to 23 characters
  std::string entry_description = "COMMISSION";  ///< up to 10
  std::string sec_code = "CCD";                  ///< CCD or PPD
  std::string account_holder;                    ///< of the account that pays; "": company_name
  std::string account_number;                    ///< with odfi_routing, for pain.001 from a US account
  std::string iban;                              ///< the account that pays, for pain.001
  std::string bic;
  std::string pain001_version = "09";  ///< which pain.001.001 the bank takes: 09 or 03
  std::string organisation_id;         ///< up to 35, as the bank assigned it
};

}  // namespace daybook
