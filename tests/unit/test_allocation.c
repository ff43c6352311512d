/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Allocation k fails, k = 1, 2, ...: every public call says so, leaves no half-made result and leaks nothing (the
 * sanitized build looks for leaks). The linker sends the library's allocations here. */
#include "protocols/batch.h"
#include "protocols/formulation/formulation.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_aligned_alloc(size_t alignment, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_aligned_alloc(size_t alignment, size_t n);

static long allowed = -1; /* allocations before one fails; -1: none fails */

static int granted(void)
{
    if (allowed == 0)
        return 0;
    allowed -= allowed > 0;
    return 1;
}

void *__wrap_malloc(size_t n) { return granted() ? __real_malloc(n) : NULL; }
void *__wrap_calloc(size_t n, size_t size) { return granted() ? __real_calloc(n, size) : NULL; }
void *__wrap_realloc(void *p, size_t n) { return granted() ? __real_realloc(p, n) : NULL; }
void *__wrap_aligned_alloc(size_t a, size_t n) { return granted() ? __real_aligned_alloc(a, n) : NULL; }

enum { PROOF = 192, ITEMS = 9, BAD = 4 };

typedef struct run {
    const sgm_formulation *f;
    sgm_ctx *ctx;
    sgm_statement s;
    sgm_opening o;
    sgm_instance *inst[2];
    uint8_t proof[2][PROOF];
    sgm_batch *batch;
} run;

static sgm_status prove_and_verify(run *r, sgm_flavor flavor)
{
    sgm_rng rng = sgm_rng_system();
    size_t size = flavor == SGM_COMPACT ? r->f->compact_bytes : r->f->batchable_bytes;
    memset(r->proof[flavor], 1, PROOF);
    sgm_status st = sgm_formulation_prove(r->ctx, r->f, &r->s, &r->o, flavor, &rng, r->proof[flavor]);
    if (st != SGM_OK)
        for (size_t i = 0; i < size; i++)
            CHECK("a failed prover leaves zeros", r->proof[flavor][i] == 0);
    if (st == SGM_OK)
        st = sgm_formulation_instance(&r->inst[flavor], r->ctx, r->f, &r->s, flavor);
    return st == SGM_OK ? sgm_verify(r->ctx, r->inst[flavor], r->proof[flavor], size) : st;
}

/* One bad proof among ITEMS is found. */
static sgm_status batch(run *r)
{
    const size_t *culprits;
    size_t n, size = r->f->batchable_bytes;
    uint8_t damaged[PROOF];
    memcpy(damaged, r->proof[SGM_BATCHABLE], PROOF);
    damaged[size - 20] ^= 1;
    sgm_status st = sgm_batch_new(&r->batch, r->ctx, SGM_WEIGHTS_DERIVED);
    for (int i = 0; i < ITEMS && st == SGM_OK; i++)
        st = sgm_batch_add(r->batch, r->inst[0], i == BAD ? damaged : r->proof[0], size);
    if (st == SGM_OK)
        st = sgm_batch_verify(r->batch);
    if (st != SGM_REJECTED) {
        CHECK("a batch with a bad proof is not accepted", st != SGM_OK);
        return st;
    }
    st = sgm_batch_culprits(r->batch, &culprits, &n);
    if (st == SGM_OK)
        CHECK("the culprit", n == 1 && culprits[0] == BAD);
    return st;
}

/* Reads the statement's bytes back as a relation (one clause), and makes an instance of it. */
static sgm_status relation(run *r)
{
    size_t len;
    const uint8_t *bytes = sgm_instance_bytes(r->inst[0], &len);
    static const uint8_t sid[32] = {0};
    sgm_relation *rel;
    sgm_instance *inst;
    if (r->f->equations > 1)
        return SGM_OK;
    sgm_status st = sgm_relation_parse(&rel, r->ctx, bytes, len);
    if (st != SGM_OK)
        return st;
    st = sgm_instance_new(&inst, r->ctx, &rel, 1, 0, sid, SGM_BATCHABLE, SGM_CHALLENGE_FULL, 0);
    sgm_instance_free(inst);
    return st;
}

static sgm_status everything(const sgm_formulation *f)
{
    run r = {.f = f};
    sgm_status st = sgm_ctx_new(&r.ctx, sgm_backend_best());
    if (st != SGM_OK)
        return st;
    sgm_sc_from_u64(&r.s.d, 5);
    sgm_sc_from_u64(&r.s.dm, 7);
    sgm_sc_from_u64(&r.o.d, strcmp(f->name, "F0NOT") == 0 ? 6 : 5);
    sgm_sc_from_u64(&r.o.r, 9);
    sgm_record_commit(r.ctx, r.s.C, &r.o.d, &r.s.dm, &r.o.r);
    st = prove_and_verify(&r, SGM_BATCHABLE);
    if (st == SGM_OK)
        st = prove_and_verify(&r, SGM_COMPACT);
    if (st == SGM_OK)
        st = batch(&r);
    if (st == SGM_OK)
        st = relation(&r);
    sgm_batch_free(r.batch);
    sgm_instance_free(r.inst[0]);
    sgm_instance_free(r.inst[1]);
    sgm_ctx_free(r.ctx);
    return st;
}

int main(void)
{
    size_t n;
    const sgm_formulation *const *list = sgm_formulation_list(&n);
    for (size_t i = 0; i < n; i++) {
        CHECK("nothing fails", everything(list[i]) == SGM_OK);
        sgm_status st = SGM_NOMEM;
        long k = 0;
        for (; st != SGM_OK && k < 1000; k++) {
            allowed = k;
            st = everything(list[i]);
            CHECK("a plain status", st == SGM_OK || st == SGM_NOMEM);
        }
        allowed = -1;
        CHECK("some allocations failed, and then none did", k > 10 && st == SGM_OK);
    }
    return unit_result("allocation");
}
