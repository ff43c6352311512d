/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Arguments of several rounds as batch items, shown on a small one that uses everything: points between scalars,
 * challenges with and without inverses, elements, vectors of points and of scalars, constants, hints. */
#include "protocols/argument.h"
#include "protocols/batch.h"
#include "protocols/formulation/formulation.h"
#include "protocols/hash.h"
#include "protocols/joint.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

/* E = sum a_r b_c V_{2 + 3 r + c} + f sum_{i < 5} V_i + (sum b_c k_c) G + rho H with a, b, f sent, rho hidden:
 *   (1) sum .. = tau H - c E + A for the opening, with A = kappa H, tau = kappa + c rho;
 *   (2) e^-1 B = t G, with B = t e G sent before e is known: B = u G and t = u / e. */
enum { ROWS = 4, COLUMNS = 3, CONSTANT = 5, OFFSET = 2 };

typedef struct small {
    sgm_argument argument;
    sgm_outer outers[3];
    sgm_sc k[COLUMNS]; /* the class */
} small;

static void sum_small(const sgm_argument *self, const sgm_reading *in, const sgm_sums *out)
{
    const sgm_sc *a = in->scalar, *b = a + ROWS, *f = b + COLUMNS, *tau = f + 1, *t = tau + 1;
    const sgm_sc *c = &in->challenge[0], *w = in->weight;
    sgm_sc wc, x;
    (void)self;
    sgm_sc_mul(&wc, &w[0], c);
    for (int r = 0; r < ROWS; r++)
        sgm_sc_mul(&out->a[0][r], &wc, &a[r]);
    memcpy(out->b[0], b, COLUMNS * sizeof *b);
    sgm_sc_mul(out->a[1], &wc, f);
    out->a[2][0] = wc;
    memcpy(out->b[2], b, COLUMNS * sizeof *b);
    sgm_sc_mul(&x, &w[0], tau);
    sgm_sc_add(&out->generator[SGM_GEN_H], &out->generator[SGM_GEN_H], &x);
    sgm_sc_neg(&x, &wc);
    sgm_sc_add(&out->element[0], &out->element[0], &x);
    sgm_sc_neg(&out->point[0], &w[0]);
    sgm_sc_mul(&out->point[1], &w[1], &in->inverse[1]);
    sgm_sc_mul(&x, &w[1], t);
    sgm_sc_sub(&out->generator[SGM_GEN_G], &out->generator[SGM_GEN_G], &x);
}

/* The argument about a class of `base`, base + 1, .. */
static small *make_small(const sgm_ctx *ctx, uint64_t base)
{
    static const sgm_sc *shared_class[3];
    const sgm_affine *V;
    const void *id;
    small *s = calloc(1, sizeof *s);
    CHECK("family", s && sgm_ctx_family(ctx, SGM_FAMILY_V, OFFSET + ROWS * COLUMNS, &V, &id) == SGM_OK);
    for (uint64_t i = 0; i < COLUMNS; i++)
        sgm_sc_from_u64(&s->k[i], base + i);
    const sgm_vector family = {.id = id, .n = OFFSET + ROWS * COLUMNS, .points = V};
    s->outers[0] = (sgm_outer){family, OFFSET, ROWS, COLUMNS};
    s->outers[1] = (sgm_outer){family, 0, 0, CONSTANT};
    s->outers[2] = (sgm_outer){{&shared_class[base], COLUMNS, NULL, s->k}, 0, 1, COLUMNS};
    s->argument = (sgm_argument){.n_equations = 2, .n_outers = 3, .outers = s->outers, .sum = sum_small};
    sgm_script *t = &s->argument.script;
    sgm_script_add(t, SGM_STEP_POINTS, 1);
    sgm_script_add(t, SGM_STEP_SCALARS, ROWS + COLUMNS + 1);
    sgm_script_add(t, SGM_STEP_CHALLENGES, 1);
    sgm_script_add(t, SGM_STEP_SCALARS, 1);
    sgm_script_add(t, SGM_STEP_POINTS, 1);
    sgm_script_add(t, SGM_STEP_NONZERO, 1);
    sgm_script_add(t, SGM_STEP_SCALARS, 1);
    return s;
}

static void times(const sgm_ctx *ctx, sgm_point *r, const sgm_affine *p, const sgm_sc *k)
{
    ctx->be->var_mul(r, p, k, 1);
}

/* r += k p. */
static void add_times(const sgm_ctx *ctx, sgm_point *r, const sgm_affine *p, const sgm_sc *k)
{
    sgm_point x;
    times(ctx, &x, p, k);
    ctx->be->add(r, r, &x, 1);
}

/* The statement's point, term by term. */
static void commit(const sgm_ctx *ctx, const small *s, uint8_t E[32], const sgm_sc *sent, const sgm_sc *rho)
{
    const sgm_affine *V = s->outers[0].vector.points;
    sgm_point sum;
    sgm_sc x, dot = sgm_sc_zero;
    times(ctx, &sum, &ctx->point[SGM_GEN_H], rho);
    for (int r = 0; r < ROWS; r++)
        for (int c = 0; c < COLUMNS; c++) {
            sgm_sc_mul(&x, &sent[r], &sent[ROWS + c]);
            add_times(ctx, &sum, &V[OFFSET + COLUMNS * r + c], &x);
        }
    for (int i = 0; i < CONSTANT; i++)
        add_times(ctx, &sum, &V[i], &sent[ROWS + COLUMNS]);
    for (int c = 0; c < COLUMNS; c++)
        sgm_sc_muladd(&dot, &sent[ROWS + c], &s->k[c], &dot);
    add_times(ctx, &sum, &ctx->point[SGM_GEN_G], &dot);
    ctx->be->encode((uint8_t(*)[32])E, &sum, 1);
}

typedef struct item {
    sgm_instance *inst;
    uint8_t *proof;
    size_t len;
} item;

static item make_item(const sgm_ctx *ctx, uint64_t *seed, uint64_t base, sgm_flavor flavor)
{
    small *s = make_small(ctx, base);
    sgm_sc sent[ROWS + COLUMNS + 1], rho, kappa, u, c, e, tau;
    sgm_point p;
    uint8_t E[1][32];
    item it = {.len = 0};
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++)
        sgm_sc_from_u64(&sent[i], unit_random(seed));
    sgm_sc_from_u64(&rho, unit_random(seed));
    sgm_sc_from_u64(&kappa, unit_random(seed));
    sgm_sc_from_u64(&u, unit_random(seed));
    commit(ctx, s, E[0], sent, &rho);
    CHECK("instance", sgm_argument_instance(&it.inst, "TEST", &s->argument, free, (const uint8_t(*)[32])E, 1, E[0], 32,
                                            flavor) == SGM_OK);
    it.len = sgm_instance_proof_size(it.inst);
    CHECK("size", it.len == 32 * (2 + ROWS + COLUMNS + 3 + (flavor == SGM_HINTED ? 2 : 0)));
    it.proof = malloc(it.len);
    sgm_tape t;
    sgm_tape_begin(&t, ctx, it.inst, it.proof);
    times(ctx, &p, &ctx->point[SGM_GEN_H], &kappa);
    sgm_tape_points(&t, &p, 1);
    sgm_tape_scalars(&t, sent, 3);
    sgm_tape_scalars(&t, sent + 3, ROWS + COLUMNS + 1 - 3);
    CHECK("challenge", sgm_tape_challenges(&t, &c, 1));
    sgm_sc_muladd(&tau, &c, &rho, &kappa);
    sgm_tape_scalars(&t, &tau, 1);
    times(ctx, &p, &ctx->point[SGM_GEN_G], &u);
    sgm_tape_points(&t, &p, 1);
    CHECK("challenge", sgm_tape_challenges(&t, &e, 1));
    sgm_sc_invert(&e, &e);
    sgm_sc_mul(&u, &u, &e);
    sgm_tape_scalars(&t, &u, 1);
    sgm_tape_end(&t);
    return it;
}

/* Three of them as one. */
static item make_joint(const sgm_ctx *ctx, uint64_t *seed, sgm_flavor flavor)
{
    enum { PARTS = 3 };
    item part[PARTS], it = {.len = 0};
    sgm_instance *inst[PARTS];
    size_t at = 0;
    for (size_t k = 0; k < PARTS; k++) {
        part[k] = make_item(ctx, seed, k, SGM_BATCHABLE);
        inst[k] = part[k].inst;
    }
    CHECK("joint", sgm_joint_instance(&it.inst, "TEST-JOINT", inst, PARTS, flavor) == SGM_OK);
    it.len = sgm_instance_proof_size(it.inst);
    CHECK("sizes add up", it.len == PARTS * (part[0].len + (flavor == SGM_HINTED ? 64 : 0)));
    it.proof = malloc(it.len);
    for (size_t k = 0; k < PARTS; k++) {
        memcpy(it.proof + at, part[k].proof, part[k].len);
        at += part[k].len;
        free(part[k].proof);
    }
    if (flavor == SGM_HINTED)
        CHECK("hints", sgm_argument_hints(ctx, it.inst, it.proof, it.proof + at) == it.proof + it.len);
    return it;
}

static item make_direct(const sgm_ctx *ctx, uint64_t *seed)
{
    const sgm_formulation *f = sgm_formulation_find("F0A");
    sgm_statement s;
    sgm_opening o;
    sgm_rng rng = sgm_rng_system();
    item it = {.len = f->batchable_bytes};
    sgm_sc_from_u64(&s.d, unit_random(seed) | 1);
    sgm_sc_from_u64(&s.dm, unit_random(seed) | 1);
    sgm_sc_from_u64(&o.r, unit_random(seed) | 1);
    o.d = s.d;
    sgm_record_commit(ctx, s.C, &s.d, &s.dm, &o.r);
    it.proof = malloc(it.len);
    CHECK("F0A", sgm_formulation_instance(&it.inst, ctx, f, &s, SGM_BATCHABLE) == SGM_OK &&
                     sgm_formulation_prove(ctx, f, &s, &o, SGM_BATCHABLE, &rng, it.proof) == SGM_OK);
    return it;
}

static sgm_batch *fill(const sgm_ctx *ctx, const item *items, size_t n, unsigned threads, size_t max_memory,
                       sgm_weights weights)
{
    sgm_batch *b = NULL;
    CHECK("new", sgm_batch_new(&b, ctx, weights) == SGM_OK && sgm_batch_threads(b, threads) == SGM_OK);
    sgm_batch_max_memory(b, max_memory);
    for (size_t i = 0; i < n; i++)
        CHECK("add", sgm_batch_add(b, items[i].inst, items[i].proof, items[i].len) == SGM_OK);
    return b;
}

/* Whatever threads, memory and weights: accepted, and with one byte changed the culprit is named. */
static void check_batch(const sgm_ctx *ctx, item *items, size_t n)
{
    static const struct {
        unsigned threads;
        size_t max_memory;
        sgm_weights weights;
    } ways[] = {{1, 0, SGM_WEIGHTS_DERIVED}, {3, 0, SGM_WEIGHTS_RANDOM}, {1, 240000, SGM_WEIGHTS_DERIVED}};
    for (size_t w = 0; w < 3; w++) {
        const size_t *culprits;
        size_t n_culprits, bad = (7 * w + 5) % n;
        sgm_batch *b = fill(ctx, items, n, ways[w].threads, ways[w].max_memory, ways[w].weights);
        CHECK("honest batch", sgm_batch_verify(b) == SGM_OK);
        sgm_batch_free(b);
        items[bad].proof[32 * 3 + 1] ^= 1;
        b = fill(ctx, items, n, ways[w].threads, ways[w].max_memory, ways[w].weights);
        sgm_status st = sgm_batch_verify(b);
        CHECK("changed batch", st == SGM_REJECTED || st == SGM_MALFORMED);
        CHECK("culprit",
              sgm_batch_culprits(b, &culprits, &n_culprits) == SGM_OK && n_culprits == 1 && *culprits == bad);
        sgm_batch_free(b);
        items[bad].proof[32 * 3 + 1] ^= 1;
    }
}

/* Every eighth byte, or a share of these. */
static void check_single(const sgm_ctx *ctx, const item *it, size_t share)
{
    CHECK("alone", sgm_verify(ctx, it->inst, it->proof, it->len) == SGM_OK);
    CHECK("shorter", sgm_verify(ctx, it->inst, it->proof, it->len - 1) == SGM_MALFORMED);
    for (size_t i = 0; i < it->len; i += 8 * share) {
        it->proof[i] ^= 4;
        CHECK("one bit", sgm_verify(ctx, it->inst, it->proof, it->len) != SGM_OK);
        it->proof[i] ^= 4;
    }
}

/* Errors of two parts, e in one and -e in the other, do not cancel; parts have places. */
static void check_joint(const sgm_ctx *ctx, const item *it)
{
    const size_t len = sgm_instance_proof_size(it->inst->argument->parts[0]);
    uint8_t *t = it->proof + len - 32, kept[2][32];
    sgm_sc x;
    memcpy(kept[0], t, 32);
    memcpy(kept[1], t + len, 32);
    CHECK("scalar", sgm_sc_from_bytes(&x, t));
    sgm_sc_add(&x, &x, &sgm_sc_one);
    sgm_sc_to_bytes(t, &x);
    CHECK("scalar", sgm_sc_from_bytes(&x, t + len));
    sgm_sc_sub(&x, &x, &sgm_sc_one);
    sgm_sc_to_bytes(t + len, &x);
    CHECK("errors that add up to nothing", sgm_verify(ctx, it->inst, it->proof, it->len) == SGM_REJECTED);
    memcpy(t, kept[0], 32);
    memcpy(t + len, kept[1], 32);
    CHECK("as it was", sgm_verify(ctx, it->inst, it->proof, it->len) == SGM_OK);
    for (size_t i = 0; i < len; i++) {
        uint8_t byte = it->proof[i];
        it->proof[i] = it->proof[len + i];
        it->proof[len + i] = byte;
    }
    CHECK("parts exchanged", sgm_verify(ctx, it->inst, it->proof, it->len) != SGM_OK);
    for (size_t i = 0; i < len; i++) {
        uint8_t byte = it->proof[i];
        it->proof[i] = it->proof[len + i];
        it->proof[len + i] = byte;
    }
}

static void check_refusals(const sgm_ctx *ctx, const item *it)
{
    static const uint8_t zero[1][32];
    sgm_instance *inst;
    sgm_rng rng = sgm_rng_system();
    uint8_t proof[1024];
    sgm_sc w = sgm_sc_one;
    small *s = make_small(ctx, 0);
    CHECK("compact",
          sgm_argument_instance(&inst, "TEST", &s->argument, free, zero, 0, zero[0], 0, SGM_COMPACT) == SGM_USAGE);
    s = make_small(ctx, 0);
    CHECK("identity", sgm_argument_instance(&inst, "TEST", &s->argument, free, zero, 1, zero[0], 0, SGM_BATCHABLE) ==
                          SGM_MALFORMED);
    CHECK("no prover of clauses", sgm_prove(ctx, it->inst, 0, &w, &rng, proof) == SGM_USAGE);
}

/* The families' generators by the definition, also after a table has grown. */
static void check_families(const sgm_ctx *ctx)
{
    static const char *const label[] = {"V", "BG", "BH", "CR"};
    const sgm_affine *p, *longer;
    const void *id, *same;
    for (int f = 0; f < SGM_FAMILY_COUNT; f++) {
        uint8_t uniform[1][64], want[1][32], got[1][32];
        sgm_point q;
        CHECK("short", sgm_ctx_family(ctx, (sgm_family)f, 3, &p, &id) == SGM_OK);
        CHECK("long", sgm_ctx_family(ctx, (sgm_family)f, 300, &longer, &same) == SGM_OK && id == same);
        CHECK_BYTES("kept", p, longer, 3 * sizeof *p);
        for (uint32_t i = 0; i < 300; i += 37) {
            CHECK("hash", sgm_generator_uniform(uniform[0], label[f], i) == SGM_OK);
            ctx->be->from_uniform(&q, (const uint8_t(*)[64])uniform, 1);
            ctx->be->encode(want, &q, 1);
            ctx->be->from_affine(&q, &longer[i], 1);
            ctx->be->encode(got, &q, 1);
            CHECK_BYTES("generator", got, want, 32);
        }
    }
    CHECK("too many", sgm_ctx_family(ctx, SGM_FAMILY_V, (size_t)SGM_FAMILY_MAX + 1, &p, &id) == SGM_USAGE && !p);
}

static void check_backend(const sgm_backend *be, size_t share)
{
    enum { N = 40 };
    sgm_ctx *ctx;
    item items[N];
    uint64_t seed = 1;
    CHECK("context", sgm_ctx_new(&ctx, be) == SGM_OK);
    check_families(ctx);
    for (size_t i = 0; i < N; i++)
        items[i] = i % 5 == 3   ? make_direct(ctx, &seed)
                   : i % 7 == 6 ? make_joint(ctx, &seed, i % 2 ? SGM_HINTED : SGM_BATCHABLE)
                                : make_item(ctx, &seed, i % 3, i % 4 == 2 ? SGM_HINTED : SGM_BATCHABLE);
    check_single(ctx, &items[0], share);
    check_single(ctx, &items[2], share);
    check_single(ctx, &items[6], share);
    check_single(ctx, &items[27], share);
    check_joint(ctx, &items[6]);
    check_refusals(ctx, &items[0]);
    check_batch(ctx, items, 1);
    check_batch(ctx, items, N);
    CHECK("keep", sgm_instances_keep(ctx, (sgm_instance *[]){items[0].inst, items[1].inst}, 2) == SGM_OK);
    check_batch(ctx, items, N);
    for (size_t i = 0; i < N; i++) {
        sgm_instance_free(items[i].inst);
        free(items[i].proof);
    }
    sgm_ctx_free(ctx);
}

int main(int argc, char **argv)
{
    size_t n;
    const sgm_backend *const *list = sgm_backend_list(&n);
    for (size_t i = 0; i < n; i++)
        if (list[i]->supported())
            check_backend(list[i], unit_share(argc, argv));
    return unit_result("argument");
}
