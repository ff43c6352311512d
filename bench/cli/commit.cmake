# SPDX-License-Identifier: Apache-2.0 OR MIT
# Writes HEADER with the commit that SOURCE is at, or "unknown" outside a git checkout; keeps it if nothing changed.
execute_process(COMMAND git -C ${SOURCE} describe --always --abbrev=12 --dirty
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(commit unknown)
endif()
file(CONFIGURE OUTPUT ${HEADER} CONTENT "#define SIGMARK_COMMIT \"@commit@\"\n" @ONLY)
