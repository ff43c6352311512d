# SPDX-License-Identifier: Apache-2.0 OR MIT
# s390x (big-endian) on an amd64 Debian: cross compiler and its libc, tests run by qemu-user. Debian's security archive has no
# s390x beside amd64, so the libraries are not there: only primitives/ is built (SIGMARK_PRIMITIVES_ONLY).
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR s390x)
set(CMAKE_C_COMPILER s390x-linux-gnu-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-s390x -L /usr/s390x-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
