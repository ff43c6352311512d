/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Any bytes as a statement file: what is taken is written again, and that text means the same. */
#include "protocols/statement.h"
#include "protocols/error.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t len)
{
    sgm_statement_file first, second;
    sgm_error err = {{0}};
    char *text = NULL, *again = NULL;
    size_t n = 0, m = 0;
    if (sgm_statement_parse(&first, in, len, &err) != SGM_OK) {
        FUZZ_REQUIRE(err.text[0] != 0);
        return 0;
    }
    FUZZ_REQUIRE(sgm_statement_format(&text, &n, &first, &err) == SGM_OK);
    FUZZ_REQUIRE(sgm_statement_parse(&second, text, n, &err) == SGM_OK);
    FUZZ_REQUIRE(sgm_statement_format(&again, &m, &second, &err) == SGM_OK);
    FUZZ_REQUIRE(n == m && memcmp(text, again, n) == 0);
    free(text);
    free(again);
    sgm_statement_file_clear(&first);
    sgm_statement_file_clear(&second);
    return 0;
}
