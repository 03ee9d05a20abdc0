#pragma once
// A person's key was destroyed: everything sealed under it now reads "[erased]", amounts stay.

#include <boost/describe.hpp>

#include "core/uuid.hpp"

namespace daybook {

struct PersonErased {
  PersonId person_id;
};
BOOST_DESCRIBE_STRUCT(PersonErased, (), (person_id))

}  // namespace daybook
