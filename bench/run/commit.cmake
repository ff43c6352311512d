# SPDX-License-Identifier: Apache-2.0 OR MIT
# Run at every build: writes OUT with the commit of SOURCE and whether tracked files differ from it. Touches OUT only
cmake_minimum_required(VERSION 3.25)
# when that changes, so that nothing is rebuilt without need.
execute_process(COMMAND git -C ${SOURCE} rev-parse HEAD
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
set(dirty -1)
if(failed)
  set(commit "")
else()
  execute_process(COMMAND git -C ${SOURCE} status --porcelain --untracked-files=no OUTPUT_VARIABLE changes ERROR_QUIET)
  if(changes STREQUAL "")
    set(dirty 0)
  else()
    set(dirty 1)
  endif()
endif()
file(CONFIGURE OUTPUT ${OUT} CONTENT "#define SGM_BUILD_COMMIT \"@commit@\"\n#define SGM_BUILD_DIRTY @dirty@\n" @ONLY)
