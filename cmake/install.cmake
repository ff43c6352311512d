# SPDX-License-Identifier: Apache-2.0 OR MIT
# cmake --install: library, headers, pkg-config file, CMake package, programs and the bundled data.
include(CMakePackageConfigHelpers)

install(TARGETS sigmark EXPORT sigmark ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
target_include_directories(sigmark INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/sigmark>)

# Headers keep their paths from the root, so that `#include "protocols/batch.h"` means the same everywhere. What only
# the library's own sources include (templates, generated tables, raw field layouts) stays behind.
install(DIRECTORY primitives protocols DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/sigmark
  FILES_MATCHING PATTERN "*.h"
  PATTERN "*.tmpl.h" EXCLUDE PATTERN "*_gen.h" EXCLUDE PATTERN "*_internal.h" EXCLUDE PATTERN "field" EXCLUDE
  PATTERN "weaken.h" EXCLUDE)

set(sigmark_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/sigmark)
install(EXPORT sigmark NAMESPACE sigmark:: DESTINATION ${sigmark_cmake_dir} FILE sigmark-targets.cmake)
configure_package_config_file(cmake/sigmark-config.cmake.in sigmark-config.cmake INSTALL_DESTINATION ${sigmark_cmake_dir})
write_basic_package_version_file(sigmark-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sigmark-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/sigmark-config-version.cmake
  DESTINATION ${sigmark_cmake_dir})

configure_file(cmake/sigmark.pc.in sigmark.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sigmark.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

foreach(program sigmark_command conformance bench_primitives bench_protocols bench_attribution)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(SIGMARK_BENCH)
  install(DIRECTORY bench/data/ DESTINATION ${CMAKE_INSTALL_DATADIR}/sigmark)
endif()
