// SPDX-License-Identifier: Apache-2.0

#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

#include "support.hpp"

// Here, so that this unit alone depends on where the source tree lies.
std::string reslab::test::source_file(const std::string& name) { return std::string(RESLAB_SOURCE_DIR) + '/' + name; }

int main(int argc, char* argv[]) {
  Catch::Session session;
#ifdef CATCH_CONFIG_RUNNER
  // A name that no test has is an error, as it is in Catch2 3: ctest would count it as a test that passed.
  session.configData().warnings = Catch::WarnAbout::NoTests;
#endif
  return session.run(argc, argv);
}
