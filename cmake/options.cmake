# SPDX-License-Identifier: Apache-2.0 OR MIT
# Every option of the build, typed, and the summary printed at the end of the configure step.
option(SIGMARK_BENCH "Build the case registry, the bench programs and the sigmark command" ON)
option(SIGMARK_TESTS "Build the tests (needs SIGMARK_BENCH)" ON)
option(SIGMARK_WERROR "Warnings are errors" OFF)
option(SIGMARK_VERIFY "Assert limb bounds at entry and exit of every field operation (SGM_VERIFY)" OFF)
set(SIGMARK_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize= (for instance address,undefined); empty for none")
set_property(CACHE SIGMARK_SANITIZE PROPERTY STRINGS "" "address,undefined" "thread" "memory")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release or RelWithDebInfo" FORCE)
endif()
if(SIGMARK_TESTS AND NOT SIGMARK_BENCH)
  message(FATAL_ERROR "SIGMARK_TESTS needs SIGMARK_BENCH: tests walk the case registry of bench/cases")
endif()

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

function(sigmark_print_options)
  message(STATUS "sigmark ${PROJECT_VERSION}: ${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION}, ${CMAKE_BUILD_TYPE}, ${CMAKE_SYSTEM_PROCESSOR}")
  foreach(option SIGMARK_BENCH SIGMARK_TESTS SIGMARK_WERROR SIGMARK_VERIFY SIGMARK_SANITIZE)
    message(STATUS "  ${option} = ${${option}}")
  endforeach()
endfunction()
