# SPDX-License-Identifier: Apache-2.0 OR MIT
# cmake --install: library, headers, pkg-config file, CMake package, programs and the bundled data.
include(CMakePackageConfigHelpers)

install(TARGETS sigmark EXPORT sigmark ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
target_include_directories(sigmark INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/sigmark>)

# The public headers keep their paths from the root, so that `#include "protocols/batch.h"` means the same everywhere.
# Templates, field layouts and what only the library's own sources include stay behind.
foreach(header
    primitives/backend/backend.h primitives/base/status.h primitives/group/point.h primitives/keccak/keccak.h
    primitives/p256/names.h primitives/p256/point.h primitives/scalar/sc.h
    protocols/batch.h protocols/context.h protocols/dataset.h protocols/error.h protocols/evidence.h
    protocols/formulation/ball.h protocols/formulation/class.h protocols/formulation/class_file.h
    protocols/formulation/f3.h protocols/formulation/f3_aos.h protocols/formulation/f3_cds.h
    protocols/formulation/f0b.h protocols/formulation/f0s.h protocols/formulation/f1k.h protocols/formulation/f2.h
    protocols/formulation/f5.h protocols/formulation/f6.h protocols/formulation/range.h protocols/formulation/weights.h
    protocols/formulation/formulation.h protocols/formulation/set.h
    protocols/hash.h protocols/model.h protocols/p256.h protocols/proof.h
    protocols/relation.h protocols/relation_builder.h protocols/rng.h protocols/sigmark.h protocols/simulate.h
    protocols/statement.h protocols/suite/p256.h protocols/training.h protocols/transcript.h)
  cmake_path(GET header PARENT_PATH folder)
  install(FILES ${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/sigmark/${folder})
endforeach()

set(sigmark_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/sigmark)
install(EXPORT sigmark NAMESPACE sigmark:: DESTINATION ${sigmark_cmake_dir} FILE sigmark-targets.cmake)
configure_package_config_file(cmake/sigmark-config.cmake.in sigmark-config.cmake INSTALL_DESTINATION ${sigmark_cmake_dir})
write_basic_package_version_file(sigmark-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sigmark-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/sigmark-config-version.cmake
  DESTINATION ${sigmark_cmake_dir})

configure_file(cmake/sigmark.pc.in sigmark.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sigmark.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

foreach(program sigmark_command conformance bench_primitives bench_protocols bench_attribution bench_counts)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(SIGMARK_BENCH)
  install(DIRECTORY bench/data/ DESTINATION ${CMAKE_INSTALL_DATADIR}/sigmark)
endif()
