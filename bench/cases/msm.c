/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of multiscalar multiplication: full and 128-bit scalars, 1 to 65536 terms. */
#include "bench/cases/inputs.h"
#include "bench/cases/support.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { FULL_BITS = 253, SHORT_BITS = 128 };

/* Points are a_i * generator with known a_i, so that one multiplication by libsodium names the result:
 * sum k_i a_i mod the order, times the generator. */
typedef struct msm_state {
    const sgm_backend *be;
    sgm_msm_part part;
    sgm_sc *a, *k;
    sgm_affine *points;
    void *scratch;
    sgm_point *out;
} msm_state;

static void msm_teardown(void *state)
{
    msm_state *s = state;
    if (s == NULL)
        return;
    free(s->a);
    free(s->k);
    free(s->points);
    free(s->scratch);
    free(s->out);
    free(s);
}

/* points_i = decode(encode(a_i G)): the representative a verifier would hold, 4-torsion included. */
static sgm_status msm_points(msm_state *s, size_t n)
{
    enum { BLOCK = 64 };
    static const uint8_t one[32] = {1};
    sgm_affine *g = sgm_case_alloc(1, sizeof *g);
    sgm_fixed *table = sgm_case_alloc(1, s->be->fixed_bytes);
    sgm_point *p = sgm_case_alloc(BLOCK, sizeof *p);
    uint8_t enc[BLOCK][32], ok[BLOCK];
    size_t refused = (size_t)(crypto_scalarmult_ristretto255_base(enc[0], one) != 0);
    if (g != NULL && table != NULL && p != NULL) {
        refused += s->be->decode(g, ok, (const uint8_t(*)[32])enc, 1);
        s->be->fixed_init(table, g);
        for (size_t i = 0; i < n; i += BLOCK) {
            size_t m = n - i < BLOCK ? n - i : BLOCK;
            s->be->fixed_mul(p, table, &s->a[i], m);
            s->be->encode(enc, p, m);
            refused += s->be->decode(&s->points[i], ok, (const uint8_t(*)[32])enc, m);
        }
    }
    sgm_status status = g == NULL || table == NULL || p == NULL ? SGM_NOMEM : refused ? SGM_MALFORMED : SGM_OK;
    free(g);
    free(table);
    free(p);
    return status;
}

static sgm_status msm_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    msm_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (s == NULL)
        return SGM_NOMEM;
    s->be = env->be;
    s->a = sgm_case_alloc(n, sizeof *s->a);
    s->k = sgm_case_alloc(n, sizeof *s->k);
    s->points = sgm_case_alloc(n, sizeof *s->points);
    s->out = sgm_case_alloc(1, sizeof *s->out);
    s->part = (sgm_msm_part){s->points, s->k, n, (unsigned)c->op};
    s->scratch = sgm_case_alloc(1, s->be->msm_scratch(&s->part, 1, SGM_WHOLE));
    sgm_status status =
        s->a != NULL && s->k != NULL && s->points != NULL && s->out != NULL && s->scratch != NULL ? SGM_OK : SGM_NOMEM;
    if (status == SGM_OK) {
        sgm_msm_inputs(s->a, s->k, env, n, (unsigned)c->op);
        status = msm_points(s, n);
    }
    if (status != SGM_OK)
        msm_teardown(s);
    else
        *state = s;
    return status;
}

static sgm_status msm_run(void *state)
{
    msm_state *s = state;
    s->be->msm_vt(s->out, &s->part, 1, SGM_WHOLE, s->scratch);
    return SGM_OK;
}

static void msm_expect(const msm_state *s, uint8_t want[32])
{
    uint8_t sum[32] = {0};
    for (size_t i = 0; i < s->part.n; i++) {
        uint8_t a[32], k[32], product[32];
        sgm_sc_to_bytes(a, &s->a[i]);
        sgm_sc_to_bytes(k, &s->k[i]);
        crypto_core_ristretto255_scalar_mul(product, a, k);
        crypto_core_ristretto255_scalar_add(sum, sum, product);
    }
    if (crypto_scalarmult_ristretto255_base(want, sum) != 0) /* libsodium's answer for the identity */
        memset(want, 0, 32);
}

static void msm_check(void *state, sgm_verdict *v)
{
    msm_state *s = state;
    uint8_t want[32], got[1][32];
    sgm_verdict_pass(v);
    if (msm_run(s) != SGM_OK)
        sgm_verdict_fail(v, "run failed");
    s->be->encode(got, s->out, 1);
    msm_expect(s, want);
    if (memcmp(got[0], want, 32) != 0)
        sgm_verdict_fail(v, "the sum differs from libsodium's");
}

static void msm_input(void *state, const sgm_sink *sink)
{
    msm_state *s = state;
    sgm_msm_inputs_put(s->a, s->k, s->part.n, sink);
}

static void msm_canon(void *state, const sgm_sink *sink)
{
    msm_state *s = state;
    uint8_t enc[1][32];
    s->be->encode(enc, s->out, 1);
    sgm_sink_put(sink, enc[0], 32);
}

static const size_t sizes[] = {1, 2, 4, 8, 16, 64, 256, 1024, 4096, 16384, 65536, 0};

#define MSM(name, bits_)                                                                                               \
    {                                                                                                                  \
        .id = "primitives/msm/" #name, .timing = SGM_VARIABLE_TIME, .classes = sgm_msm_classes, .sizes = sizes,        \
        .op = bits_, .setup = msm_setup, .run = msm_run, .check = msm_check, .input = msm_input, .canon = msm_canon,   \
        .teardown = msm_teardown                                                                                       \
    }

static const sgm_case list[] = {
    MSM(full, FULL_BITS),
    MSM(short, SHORT_BITS),
};
const sgm_case_group sgm_cases_msm = {list, sizeof list / sizeof list[0]};
