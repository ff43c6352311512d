/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Inputs that a kernel's case and its peers share. */
#include "bench/cases/inputs.h"

#include "bench/cases/support.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* n elements that no code of ours has touched: libsodium's one-way map of reproducible bytes. */
static void group_elements(uint8_t (*enc)[32], size_t n, uint64_t seed, const char *label)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t wide[64];
        sgm_input_bytes(wide, sizeof wide, seed, label, i);
        crypto_core_ristretto255_from_hash(enc[i], wide);
    }
}

sgm_status sgm_group_inputs_make(sgm_group_inputs *in, const sgm_case_env *env, size_t n)
{
    *in = (sgm_group_inputs){n, sgm_case_alloc(n, sizeof *in->a), sgm_case_alloc(n, sizeof *in->b),
                             sgm_case_alloc(n, sizeof *in->uniform), sgm_case_alloc(n, sizeof *in->k)};
    if (in->a == NULL || in->b == NULL || in->uniform == NULL || in->k == NULL) {
        sgm_group_inputs_clear(in);
        return SGM_NOMEM;
    }
    group_elements(in->a, n, env->seed, "ristretto/a");
    group_elements(in->b, n, env->seed, "ristretto/b");
    sgm_input_bytes(in->uniform, n * sizeof *in->uniform, env->seed, "ristretto/uniform", 0);
    sgm_input_scalars(in->k, n, env->seed, "ristretto/k");
    if (env->input_class == 1)
        sgm_edge_scalars(in->k, n);
    return SGM_OK;
}

void sgm_group_inputs_clear(sgm_group_inputs *in)
{
    free(in->a);
    free(in->b);
    free(in->uniform);
    free(in->k);
    *in = (sgm_group_inputs){0};
}

void sgm_group_inputs_put(const sgm_group_inputs *in, const sgm_sink *sink)
{
    sgm_sink_put(sink, in->a, in->n * sizeof *in->a);
    sgm_sink_put(sink, in->b, in->n * sizeof *in->b);
    sgm_sink_put(sink, in->uniform, in->n * sizeof *in->uniform);
    for (size_t i = 0; i < in->n; i++) {
        uint8_t k[32];
        sgm_sc_to_bytes(k, &in->k[i]);
        sgm_sink_put(sink, k, sizeof k);
    }
}

/* By position mod 8: s >= p, bit 255, negative s, random (half are no square), y = 0, identity, valid. */
void sgm_group_inputs_mix(sgm_group_inputs *in, uint64_t seed)
{
    uint8_t(*enc)[32] = in->a;
    static const uint8_t prime[32] = {0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
    for (size_t i = 0; i < in->n; i++) {
        switch (i % 8) {
        case 1: /* p, p + 2, p + 4, ...: even after reduction, not canonical */
            memcpy(enc[i], prime, 32);
            enc[i][0] = (uint8_t)(enc[i][0] + i / 8 % 9 * 2);
            break;
        case 2:
            enc[i][31] |= 0x80;
            break;
        case 3: /* p - s: the negative of the valid string */
            for (int j = 0, borrow = 0; j < 32; j++) {
                int d = prime[j] - enc[i][j] - borrow;
                borrow = d < 0;
                enc[i][j] = (uint8_t)d;
            }
            break;
        case 4:
            sgm_input_bytes(enc[i], 32, seed, "ristretto/random", i);
            enc[i][31] &= 0x7f;
            enc[i][0] &= 0xfe;
            break;
        case 5: /* s = -1: y = 0; its negative s = 1 is odd */
            memcpy(enc[i], prime, 32);
            enc[i][0] = 0xec;
            break;
        case 6:
            memset(enc[i], 0, 32);
            break;
        default:
            break;
        }
    }
}

const char *const sgm_msm_classes[] = {"random", "edge scalars", "one point", NULL};

void sgm_msm_inputs(sgm_sc *a, sgm_sc *k, const sgm_case_env *env, size_t n, unsigned bits)
{
    sgm_input_scalars(a, n, env->seed, "msm/a");
    sgm_input_scalars(k, n, env->seed, "msm/k");
    if (env->input_class == 1)
        sgm_edge_scalars(k, n);
    for (size_t i = 0; i < n; i++) {
        if (env->input_class == 2) { /* every term falls into one bucket */
            a[i] = a[0];
            k[i] = k[0];
        }
        for (unsigned bit = bits; bit < 256; bit++)
            k[i].v[bit / 64] &= ~(1ull << bit % 64);
    }
}

void sgm_msm_inputs_put(const sgm_sc *a, const sgm_sc *k, size_t n, const sgm_sink *sink)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t bytes[64];
        sgm_sc_to_bytes(bytes, &a[i]);
        sgm_sc_to_bytes(bytes + 32, &k[i]);
        sgm_sink_put(sink, bytes, sizeof bytes);
    }
}
