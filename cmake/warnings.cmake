# SPDX-License-Identifier: Apache-2.0 OR MIT
# sigmark_flags: include root, warnings, sanitizers and VERIFY for every target of the project.
add_library(sigmark_flags INTERFACE)
target_include_directories(sigmark_flags INTERFACE $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}>)
set(sigmark_c_warnings
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wmissing-prototypes -Wundef -Wvla -Wcast-qual
  -Wstrict-prototypes -Wpointer-arith -Wwrite-strings -Werror=incompatible-pointer-types -Werror=implicit-function-declaration)
target_compile_options(sigmark_flags INTERFACE "$<$<COMPILE_LANGUAGE:C>:${sigmark_c_warnings}>")
target_compile_definitions(sigmark_flags INTERFACE _POSIX_C_SOURCE=200809L)
if(SIGMARK_WERROR)
  target_compile_options(sigmark_flags INTERFACE -Werror)
endif()
if(SIGMARK_VERIFY)
  target_compile_definitions(sigmark_flags INTERFACE SGM_VERIFY)
endif()
if(SIGMARK_SANITIZE)
  target_compile_options(sigmark_flags INTERFACE -fsanitize=${SIGMARK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(sigmark_flags INTERFACE -fsanitize=${SIGMARK_SANITIZE})
endif()
if(SIGMARK_SANITIZE STREQUAL "memory") # handing a secret over by value is no use of it
  target_compile_options(sigmark_flags INTERFACE -fno-sanitize-memory-param-retval)
endif()
