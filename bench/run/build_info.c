/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Compiler, flags, library versions and commit; the constants come from CMake at build time. */
#include "bench/run/build_info.h"

#include "bench/run/commit_gen.h"
#include "bench/shim/shim.h"

#include <openssl/crypto.h>
#include <sodium.h>
#include <stdio.h>
#include <xxhash.h>

const char *sgm_build_commit(void) { return sizeof SGM_BUILD_COMMIT > 1 ? SGM_BUILD_COMMIT : NULL; }

int sgm_build_dirty(void) { return SGM_BUILD_DIRTY; }

json_t *sgm_build_json(void)
{
    char xxhash[32], benchmark[64];
    const char *how = sgm_gb_library_build();
    unsigned v = XXH_versionNumber();
    snprintf(xxhash, sizeof xxhash, "%u.%u.%u", v / 10000, v / 100 % 100, v % 100);
    snprintf(benchmark, sizeof benchmark, "%s%s%s", SGM_BENCHMARK_VERSION, how[0] != '\0' ? "/" : "", how);
    return json_pack("{s:s, s:s, s:s, s:b, s:s, s:{s:s, s:s, s:s, s:s, s:s}}", "compiler", SGM_BUILD_COMPILER, "flags",
                     SGM_BUILD_FLAGS, "toolchain_id", SGM_BUILD_TOOLCHAIN, "lto", SGM_BUILD_LTO, "type", SGM_BUILD_TYPE,
                     "libs", "libsodium", sodium_version_string(), "openssl", OpenSSL_version(OPENSSL_VERSION_STRING),
                     "xxhash", xxhash, "benchmark", benchmark, "jansson", JANSSON_VERSION);
}
