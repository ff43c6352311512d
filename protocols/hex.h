/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Lower-case hexadecimal, strict. */
#ifndef SGM_PROTOCOLS_HEX_H
#define SGM_PROTOCOLS_HEX_H

#include <stddef.h>
#include <stdint.h>

/* out = 2 len digits, not terminated. Time: constant in the bytes. */
void sgm_hex_encode(char *out, const uint8_t *in, size_t len);
/* out = len bytes of the 2 len digits at `in`. Returns 0 if one of them is not 0-9 or a-f (out is then undefined).
 * Upper case is refused, so that a value has one spelling. Time: constant in the digits. */
int sgm_hex_decode(uint8_t *out, size_t len, const char *in);

#endif
