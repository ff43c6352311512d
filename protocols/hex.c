/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Lower-case hexadecimal, strict. */
#include "protocols/hex.h"

/* All ones if lo <= c <= hi, else 0, without a branch. */
static unsigned between(unsigned c, unsigned lo, unsigned hi) { return ((lo - 1 - c) & (c - hi - 1)) >> 31 ? ~0U : 0U; }

void sgm_hex_encode(char *out, const uint8_t *in, size_t len)
{
    for (size_t i = 0; i < 2 * len; i++) {
        unsigned v = (unsigned)(in[i / 2] >> (i % 2 ? 0 : 4)) & 15;
        out[i] = (char)('0' + v + (between(v, 10, 15) & ('a' - '0' - 10)));
    }
}

int sgm_hex_decode(uint8_t *out, size_t len, const char *in)
{
    unsigned good = ~0U;
    for (size_t i = 0; i < len; i++) {
        unsigned byte = 0;
        for (size_t k = 0; k < 2; k++) {
            unsigned c = (unsigned char)in[2 * i + k];
            unsigned digit = between(c, '0', '9'), letter = between(c, 'a', 'f');
            good &= digit | letter;
            byte = byte << 4 | (digit & (c - '0')) | (letter & (c - 'a' + 10));
        }
        out[i] = (uint8_t)byte;
    }
    return good != 0;
}
