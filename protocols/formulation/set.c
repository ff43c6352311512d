/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Set records: polynomials from roots, their commitments, and the check a prover makes. */
#include "protocols/formulation/set_internal.h"

#include "primitives/base/bytes.h"
#include "protocols/commit.h"
#include "protocols/formulation/clause.h"
#include "protocols/hash.h"

uint32_t sgm_set_size(uint32_t n)
{
    uint32_t T = 1;
    while (T < n)
        T *= 2;
    return T;
}

static sgm_status dummy_source(sgm_sc *d, uint32_t i)
{
    uint8_t index[4];
    const sgm_bytes part = {index, sizeof index};
    sgm_store32(index, i);
    return sgm_hash_to_scalar(d, "pad", &part, 1);
}

/* Z of degree k, without its leading 1, becomes (X - d) Z. */
static void multiply_root(sgm_sc *a, uint32_t k, const sgm_sc *d)
{
    sgm_sc minus, lead = sgm_sc_one;
    sgm_sc_neg(&minus, d);
    for (uint32_t j = k + 1; j-- > 0;) {
        const sgm_sc *here = j == k ? &lead : &a[j];
        sgm_sc_muladd(&a[j], &minus, here, j > 0 ? &a[j - 1] : &sgm_sc_zero);
    }
    sgm_wipe(&minus, sizeof minus);
}

sgm_status sgm_set_polynomial(sgm_sc *a, const sgm_sc *d, uint32_t n)
{
    if (n == 0 || n > SGM_SET_MAX)
        return SGM_USAGE;
    uint32_t T = sgm_set_size(n);
    sgm_status st = SGM_OK;
    for (uint32_t i = 0; i < T && st == SGM_OK; i++) {
        sgm_sc pad;
        uint64_t zero = i < n && sgm_digest_refused(&d[i]);
        SGM_DECLASSIFY(&zero, sizeof zero); /* a refusal is visible, and an honest caller never meets one */
        if (zero)
            st = SGM_MALFORMED;
        else if (i >= n)
            st = dummy_source(&pad, i);
        if (st == SGM_OK)
            multiply_root(a, i, i < n ? &d[i] : &pad);
    }
    if (st != SGM_OK)
        sgm_wipe(a, T * sizeof *a);
    return st;
}

static int is_size(uint32_t T) { return T > 0 && T <= SGM_SET_MAX && (T & (T - 1)) == 0; }

sgm_status sgm_set_commit(const sgm_ctx *ctx, uint8_t C_S[32], const sgm_sc *a, uint32_t T, const sgm_sc *dm,
                          const sgm_sc *r)
{
    const sgm_affine *V;
    const void *id;
    sgm_point sum, part;
    memset(C_S, 0, 32);
    if (!is_size(T))
        return SGM_USAGE;
    sgm_status st = sgm_ctx_family(ctx, SGM_FAMILY_V, (size_t)T + 1, &V, &id);
    if (st == SGM_OK)
        st = sgm_vector_commit(ctx, &sum, V, a, T, r);
    if (st != SGM_OK)
        return st;
    const sgm_backend *be = ctx->be;
    be->from_affine(&part, &V[T], 1);
    if (SGM_KEEP_MONIC)
        be->add(&sum, &sum, &part, 1);
    be->fixed_mul(&part, ctx->table[SGM_GEN_GM], dm, 1);
    be->add(&sum, &sum, &part, 1);
    be->encode((uint8_t(*)[32])C_S, &sum, 1);
    sgm_wipe(&sum, sizeof sum);
    sgm_wipe(&part, sizeof part);
    return SGM_OK;
}

int sgm_set_refused(const sgm_set_statement *s)
{
    return !is_size(s->T) || sgm_record_refused(s->C_S) || sgm_digest_refused(&s->d) || sgm_digest_refused(&s->dm);
}

void sgm_set_powers(sgm_sc *power, const sgm_sc *d, uint32_t T)
{
    power[0] = sgm_sc_one;
    for (uint32_t j = 1; j <= T; j++)
        sgm_sc_mul(&power[j], &power[j - 1], d);
}

/* Z(d) = 0. */
static uint64_t is_root(const sgm_set_statement *s, const sgm_sc *a)
{
    sgm_sc value = *sgm_set_lead();
    for (uint32_t j = s->T; j-- > 0;)
        sgm_sc_muladd(&value, &value, &s->d, &a[j]);
    uint64_t zero = sgm_sc_is_zero(&value);
    sgm_wipe(&value, sizeof value);
    return zero;
}

sgm_status sgm_set_check(const sgm_ctx *ctx, const sgm_set_statement *s, const sgm_set_witness *w)
{
    uint8_t made[32];
    sgm_status st = sgm_set_commit(ctx, made, w->a, s->T, &s->dm, &w->r);
    if (st != SGM_OK)
        return st;
    uint64_t good = sgm_same_encoding(made, s->C_S) & is_root(s, w->a);
    SGM_DECLASSIFY(&good, sizeof good); /* a refusal is visible, and an honest caller never meets one */
    return good ? SGM_OK : SGM_REJECTED;
}
