/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Allocation k fails, k = 1, 2, ...: every public call says so, leaves no half-made result and leaks nothing (the
 * sanitized build looks for leaks). The linker sends the library's allocations here. */
#include "protocols/batch.h"
#include "protocols/formulation/f1k.h"
#include "protocols/formulation/formulation.h"
#include "protocols/relation_builder.h"
#include "protocols/simulate.h"
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

static sgm_status one_record(const sgm_formulation *f)
{
    run r = {.f = f};
    sgm_status st = sgm_ctx_new(&r.ctx, sgm_backend_best());
    if (st != SGM_OK)
        return st;
    sgm_sc_from_u64(&r.s.d, 5);
    sgm_sc_from_u64(&r.s.dm, 7);
    sgm_sc_from_u64(&r.o.d, strcmp(f->words.name, "F0NOT") == 0 ? 6 : 5);
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

enum { HELD = 2, LIST = 4, SUMMANDS = 40 };

/* Two of four records, proved and verified. */
static sgm_status list_of_records(const sgm_ctx *ctx)
{
    uint8_t C[LIST][32], held[LIST] = {1, 0, 0, 1}, proof[32 * (3 * LIST - HELD)];
    sgm_sc d[LIST], r[LIST], other;
    sgm_f1k_statement s = {(const uint8_t(*)[32])C, d, sgm_sc_one, HELD, LIST};
    sgm_instance *inst;
    sgm_rng rng = sgm_rng_system();
    for (uint32_t i = 0; i < LIST; i++) {
        sgm_sc_from_u64(&d[i], 5 + i);
        sgm_sc_from_u64(&r[i], 50 + i);
        sgm_sc_from_u64(&other, held[i] ? 5 + i : 100);
        sgm_record_commit(ctx, C[i], &other, &s.dm, &r[i]);
    }
    memset(proof, 1, sizeof proof);
    sgm_status st = sgm_f1k_prove(ctx, &s, held, r, SGM_BATCHABLE, &rng, proof);
    for (size_t i = 0; i < sizeof proof && st != SGM_OK; i++)
        CHECK("a failed prover leaves zeros", proof[i] == 0);
    if (st == SGM_OK)
        st = sgm_f1k_instance(&inst, ctx, &s, SGM_BATCHABLE);
    if (st != SGM_OK)
        return st;
    st = sgm_verify(ctx, inst, proof, sizeof proof);
    sgm_instance_free(inst);
    return st;
}

/* H = x G + x G + .., more summands than a builder first has room for. */
static sgm_status build(sgm_relation **rel, const sgm_ctx *ctx)
{
    sgm_builder *b;
    *rel = NULL;
    sgm_status st = sgm_builder_new(&b);
    if (st != SGM_OK)
        return st;
    sgm_element_var H = sgm_builder_element(b, sgm_ctx_generator(ctx, SGM_GEN_H));
    sgm_scalar_var x = sgm_builder_scalar(b);
    sgm_builder_equation(b);
    sgm_builder_constant(b, SGM_LEFT, H, &sgm_sc_one);
    for (int i = 0; i < SUMMANDS; i++)
        sgm_builder_term(b, SGM_RIGHT, x, SGM_ELEMENT_GENERATOR, &sgm_sc_one);
    st = sgm_builder_compile(rel, b, ctx);
    sgm_builder_free(b);
    return st;
}

/* A tree of built relations, simulated. */
static sgm_status tree(const sgm_ctx *ctx)
{
    static const uint8_t sid[32] = {0};
    sgm_part parts[5] = {[0] = {NULL, 2, 2}, [2] = {NULL, 1, 2}};
    uint8_t commitments[3][32];
    sgm_sc reply[4];
    sgm_instance *inst;
    sgm_rng rng = sgm_rng_system();
    sgm_status st = build(&parts[1].clause, ctx);
    if (st == SGM_OK)
        st = build(&parts[3].clause, ctx);
    if (st == SGM_OK)
        st = build(&parts[4].clause, ctx);
    if (st != SGM_OK) {
        for (size_t i = 0; i < 5; i++)
            sgm_relation_free(parts[i].clause);
        return st;
    }
    st = sgm_instance_compose(&inst, ctx, parts, 5, sid, SGM_BATCHABLE, SGM_CHALLENGE_FULL, 0);
    if (st == SGM_OK)
        st = sgm_simulate_response(inst, &rng, reply);
    if (st == SGM_OK)
        st = sgm_simulate_commitment(ctx, inst, &sgm_sc_one, reply, commitments);
    sgm_instance_free(inst);
    return st;
}

static sgm_status lists_and_trees(const sgm_formulation *none)
{
    sgm_ctx *ctx;
    (void)none;
    sgm_status st = sgm_ctx_new(&ctx, sgm_backend_best());
    if (st != SGM_OK)
        return st;
    st = list_of_records(ctx);
    if (st == SGM_OK)
        st = tree(ctx);
    sgm_ctx_free(ctx);
    return st;
}

static void fail_each(sgm_status (*everything)(const sgm_formulation *f), const sgm_formulation *f)
{
    CHECK("nothing fails", everything(f) == SGM_OK);
    sgm_status st = SGM_NOMEM;
    long k = 0;
    for (; st != SGM_OK && k < 1000; k++) {
        allowed = k;
        st = everything(f);
        CHECK("a plain status", st == SGM_OK || st == SGM_NOMEM);
    }
    allowed = -1;
    CHECK("some allocations failed, and then none did", k > 10 && st == SGM_OK);
}

int main(void)
{
    size_t n;
    const sgm_formulation *const *list = sgm_formulation_list(&n);
    for (size_t i = 0; i < n; i++)
        fail_each(one_record, list[i]);
    fail_each(lists_and_trees, NULL);
    return unit_result("allocation");
}
