/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F4-ENTRIES: its statement and verifier. */
#include "protocols/formulation/f4_entries.h"

#include "primitives/base/assume.h"
#include "primitives/base/bytes.h"
#include "protocols/formulation/f4_entries_internal.h"
#include "protocols/inner.h"
#include "protocols/norm.h"
#include "protocols/tensor.h"
#include "protocols/weaken.h"

#include <stdlib.h>
#include <string.h>

const sgm_words sgm_f4_entries = {
    .name = "F4-ENTRIES",
    .title = "small entries",
    .system = "random projections as bits in rows (Bulletproofs+ with weighted bits), folded columns",
    .claim = "Every entry of the registered columns is an integer of absolute value at most the bound.",
    .non_claim = "It does not show that the columns are D's bytes, nor that no entry is above what the prover says of "
                 "his own: the bound shown is larger by twice the number of entries.",
    .audience = "anyone",
    .assumption = "discrete logarithm, random oracle"};

/* Order of the proof's points after those of the rows, of its scalars, challenges and equations. */
enum { ROWS_T = 1 };
enum { SCALAR_T = 3, SCALAR_TAU, SCALAR_RHO, SCALAR_Z };
enum { CHALLENGE_KAPPA, CHALLENGE_ROWS };
enum { EQUATION_VALUES, EQUATION_LINK, EQUATION_ROWS, EQUATIONS };

uint64_t sgm_f4_entries_bound(uint32_t n, uint32_t p, uint64_t E)
{
    if (n == 0 || (n & (n - 1)) != 0 || n > SGM_F4_ROWS_MAX || p == 0 || p > SGM_F4_COLUMNS_MAX || E == 0 ||
        ((uint64_t)n << sgm_rows_rounds(p + 1)) > SGM_F4_ENTRIES_MAX)
        return 0;
    const uint64_t entries = (uint64_t)n * (p + 1), limit = (UINT64_C(1) << 62) - 1;
    return E <= limit / entries ? 2 * entries * E : 0;
}

static uint32_t bit_length(uint64_t x)
{
    uint32_t k = 0;
    while (k < 64 && x >> k > 0)
        k++;
    return k;
}

/* Rounds of the three folds. In: a statement. */
typedef struct rounds {
    uint32_t rows, merging, folding;
} rounds;

static rounds rounds_of(uint32_t n, uint32_t p, uint64_t bound)
{
    return (rounds){sgm_rows_rounds(SGM_F4_PROJECTIONS * bit_length(bound)), sgm_rows_rounds(p + 1),
                    sgm_rows_rounds(n)};
}

/* A, T, A1, B, M, D and two of each round. */
static uint32_t proof_points(const rounds *r) { return 6 + 2 * (r->rows + r->merging + r->folding); }

size_t sgm_f4_entries_proof_size(const sgm_f4_entries_statement *s, sgm_flavor flavor)
{
    const uint64_t bound = sgm_f4_entries_bound(s->n, s->p, s->E);
    if (bound == 0)
        return 0;
    const rounds r = rounds_of(s->n, s->p, bound);
    return 32 * ((size_t)proof_points(&r) * (flavor == SGM_HINTED ? 2 : 1) + 7);
}

uint32_t sgm_f4_entries_points(const sgm_f4_entries_statement *s)
{
    const rounds r = rounds_of(s->n, s->p, sgm_f4_entries_bound(s->n, s->p, s->E));
    return proof_points(&r) + s->p + 1;
}

void sgm_f4_projections_begin(sgm_f4_projections *p, const sgm_sc *kappa)
{
    static const char tag[] = "SIGMARK-V01-F4-ENTRIES-PROJECTIONS";
    uint8_t sid[32], bytes[32];
    sgm_session_id(sid, tag, sizeof tag - 1);
    sgm_transcript_init(&p->stream, sid);
    sgm_sc_to_bytes(bytes, kappa);
    sgm_transcript_absorb(&p->stream, bytes, SGM_KEEP_PROJECTIONS ? sizeof bytes : 0);
    p->table = NULL;
}

void sgm_f4_projections_weigh(sgm_f4_projections *p, sgm_sc *table, const sgm_sc *z)
{
    sgm_sc z2, power = sgm_sc_one;
    sgm_sc_mul(&z2, z, z);
    p->table = table;
    for (size_t byte = 0; byte < SGM_F4_ENTRY_BYTES; byte++, table += 256) {
        table[0] = sgm_sc_zero;
        for (size_t top = 1; top < 256; top *= 2) {
            for (size_t i = 0; i < top; i++)
                sgm_sc_add(&table[top + i], &table[i], &power);
            sgm_sc_mul(&power, &power, &z2);
        }
    }
}

void sgm_f4_projections_bits(sgm_f4_projections *p, uint8_t (*bits)[SGM_F4_ENTRY_BYTES], size_t n)
{
    sgm_transcript_squeeze(&p->stream, bits[0], n * SGM_F4_ENTRY_BYTES);
}

void sgm_f4_projections_weights(sgm_f4_projections *p, sgm_sc *a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t bits[1][SGM_F4_ENTRY_BYTES];
        sgm_f4_projections_bits(p, bits, 1);
        a[i] = p->table[bits[0][0]];
        for (size_t byte = 1; byte < SGM_F4_ENTRY_BYTES; byte++)
            sgm_sc_add(&a[i], &a[i], &p->table[256 * byte + bits[0][byte]]);
    }
}

static void add_product(sgm_sc *r, const sgm_sc *a, const sgm_sc *b) { sgm_sc_muladd(r, a, b, r); }

static void subtract_product(sgm_sc *r, const sgm_sc *a, const sgm_sc *b)
{
    sgm_sc x;
    sgm_sc_mul(&x, a, b);
    sgm_sc_sub(r, r, &x);
}

/* A proof cut into its parts. */
typedef struct parts {
    const sgm_f4_entries_argument *a;
    const sgm_reading *in;
    const sgm_sc *z, *merge, *merge_inverse, *x, *w, *fold, *fold_inverse;
    sgm_sc *T, *merged, *M, *D, *folded; /* coefficients: of T, L and R of the columns, M, D, L and R of the fold */
    sgm_sc *column, *row, *table, *weights, *v; /* scratch */
} parts;

/* Entries whose weights are worked out at once. */
enum { BLOCK = 64 };

static size_t scratch_of(const sgm_f4_entries_argument *a)
{
    return ((size_t)1 << a->merging) + a->n + SGM_F4_TABLE + BLOCK + SGM_F4_PROJECTIONS;
}

static void cut(parts *p, const sgm_f4_entries_argument *a, const sgm_reading *in, const sgm_sums *out)
{
    const uint32_t rows = CHALLENGE_ROWS + a->rows.rounds + 3, merged = 1 + sgm_rows_points(a->rows.rounds);
    *p = (parts){.a = a,
                 .in = in,
                 .z = &in->challenge[CHALLENGE_ROWS + 1],
                 .merge = in->challenge + rows,
                 .merge_inverse = in->inverse + rows,
                 .x = in->challenge + rows + a->merging,
                 .w = in->challenge + rows + a->merging + 1,
                 .fold = in->challenge + rows + a->merging + 2,
                 .fold_inverse = in->inverse + rows + a->merging + 2,
                 .T = out->point + ROWS_T,
                 .merged = out->point + merged,
                 .M = out->point + merged + 2 * a->merging,
                 .column = in->scratch};
    p->D = p->M + 1;
    p->folded = p->M + 2;
    p->row = p->column + ((size_t)1 << a->merging);
    p->table = p->row + a->n;
    p->weights = p->table + SGM_F4_TABLE;
    p->v = p->weights + BLOCK;
}

/* t G + tau H - D - x (T - beta sum of z^(2k) G + sum of (e^-1 L + e R)) = 0. */
static void sum_values(const parts *p, const sgm_sums *out)
{
    const sgm_sc *w = &p->in->weight[EQUATION_VALUES], *scalar = p->in->scalar;
    sgm_sc minus, beta, z2, powers = sgm_sc_one;
    sgm_sc_mul(&minus, w, p->x);
    sgm_sc_neg(&minus, &minus);
    sgm_sc_mul(&z2, p->z, p->z);
    for (int k = 1; k < SGM_F4_PROJECTIONS; k++)
        sgm_sc_muladd(&powers, &powers, &z2, &sgm_sc_one);
    sgm_sc_from_u64(&beta, p->a->beta);
    sgm_sc_mul(&beta, &beta, &powers);
    add_product(&out->generator[SGM_GEN_G], w, &scalar[SCALAR_T]);
    subtract_product(&out->generator[SGM_GEN_G], &minus, &beta);
    add_product(&out->generator[SGM_GEN_H], w, &scalar[SCALAR_TAU]);
    sgm_sc_sub(p->D, p->D, w);
    sgm_sc_add(p->T, p->T, &minus);
    for (uint32_t k = 0; k < p->a->merging; k++) {
        add_product(&p->merged[2 * k], &minus, &p->merge_inverse[k]);
        add_product(&p->merged[2 * k + 1], &minus, &p->merge[k]);
    }
}

/* r = <s, a>: the sum over all entries of what the folds and the projections multiply them with. */
static void folded_weights(const parts *p, sgm_sc *r)
{
    sgm_f4_projections projections;
    sgm_sc part;
    sgm_f4_projections_begin(&projections, &p->in->challenge[CHALLENGE_KAPPA]);
    sgm_f4_projections_weigh(&projections, p->table, p->z);
    sgm_fold_tensor(p->in->be, p->column, &sgm_sc_one, p->merge_inverse, p->a->merging);
    sgm_fold_tensor(p->in->be, p->row, &sgm_sc_one, p->fold, p->a->folding);
    *r = sgm_sc_zero;
    for (uint32_t j = 0; j < p->a->columns; j++)
        for (size_t i = 0; i < p->a->n; i += BLOCK) {
            const size_t n = p->a->n - i < BLOCK ? p->a->n - i : BLOCK;
            sgm_f4_projections_weights(&projections, p->weights, n);
            sgm_inner_product(p->in->be, &part, p->weights, p->row + i, n);
            add_product(r, &part, &p->column[j]);
        }
}

/* M + x sum of s_j C_j - rho H + w t Q + sum of (e L + e^-1 R) - z <s,V> - w z <s,a> Q = 0. */
static void sum_link(const parts *p, const sgm_sums *out)
{
    const sgm_sc *weight = &p->in->weight[EQUATION_LINK], *scalar = p->in->scalar;
    const uint32_t upper = p->a->folding / 2;
    sgm_sc minus, wx, q;
    folded_weights(p, &q);
    sgm_sc_mul(&wx, weight, p->x);
    sgm_fold_tensor(p->in->be, p->column, &wx, p->merge, p->a->merging);
    for (uint32_t j = 0; j < p->a->columns; j++)
        sgm_sc_add(&out->element[j], &out->element[j], &p->column[j]);
    sgm_sc_add(p->M, p->M, weight);
    subtract_product(&out->generator[SGM_GEN_H], weight, &scalar[SCALAR_RHO]);
    for (uint32_t k = 0; k < p->a->folding; k++) {
        add_product(&p->folded[2 * k], weight, &p->fold[k]);
        add_product(&p->folded[2 * k + 1], weight, &p->fold_inverse[k]);
    }
    sgm_sc_mul(&minus, weight, &scalar[SCALAR_Z]);
    sgm_sc_neg(&minus, &minus);
    sgm_fold_tensor(p->in->be, out->a[0], &minus, p->fold, upper);
    sgm_fold_tensor(p->in->be, out->b[0], &sgm_sc_one, p->fold + upper, p->a->folding - upper);
    sgm_sc_mul(&q, &q, &minus);
    add_product(&q, weight, &scalar[SCALAR_T]);
    add_product(&out->generator[SGM_GEN_Q], &q, p->w);
}

/* Row k: projection k, and beta more, in [0, 2 beta]; all of it is in T. */
static void sum_rows(const parts *p, const sgm_sums *out)
{
    sgm_reading reading = *p->in;
    sgm_sums sums = *out;
    reading.challenge += CHALLENGE_ROWS;
    reading.inverse += CHALLENGE_ROWS;
    reading.weight += EQUATION_ROWS;
    sums.a++;
    sums.b++;
    sgm_rows_sum(&p->a->rows, &reading, &sums, p->v);
    sgm_sc_add(p->T, p->T, &p->v[0]);
}

static void sum(const sgm_argument *self, const sgm_reading *in, const sgm_sums *out)
{
    parts p;
    cut(&p, (const sgm_f4_entries_argument *)self, in, out);
    if (SGM_KEEP_ENTRIES)
        sum_values(&p, out);
    sum_link(&p, out);
    sum_rows(&p, out);
}

static void write_script(sgm_f4_entries_argument *a)
{
    sgm_script *script = &a->arg.script;
    sgm_script_add(script, SGM_STEP_CHALLENGES, 1);
    sgm_rows_script(&a->rows, script);
    sgm_script_fold(script, a->merging);
    sgm_script_add(script, SGM_STEP_POINTS, 2);
    sgm_script_add(script, SGM_STEP_CHALLENGES, 1);
    sgm_script_add(script, SGM_STEP_SCALARS, 3);
    sgm_script_add(script, SGM_STEP_NONZERO, 1);
    sgm_script_fold(script, a->folding);
    sgm_script_add(script, SGM_STEP_SCALARS, 1);
}

static void set_rows(sgm_f4_entries_argument *a, uint64_t bound)
{
    sgm_sc range;
    sgm_sc_from_u64(&range, bound);
    const uint32_t each = sgm_range_length(&range), n_bits = SGM_F4_PROJECTIONS * each;
    sgm_range_weights(a->weight, &range);
    a->block = (sgm_rows_block){0, SGM_F4_PROJECTIONS, each, 0, 1, a->weight};
    a->rows = (sgm_rows){.n_bits = n_bits,
                         .n_rows = SGM_F4_PROJECTIONS,
                         .rounds = sgm_rows_rounds(n_bits),
                         .n_blocks = 1,
                         .blocks = &a->block,
                         .late = 1};
}

static sgm_status set_argument(sgm_f4_entries_argument *a, const sgm_ctx *ctx, const sgm_f4_entries_statement *s)
{
    const uint64_t bound = sgm_f4_entries_bound(s->n, s->p, s->E);
    const rounds r = rounds_of(s->n, s->p, bound);
    sgm_vector *V = &a->outers[0].vector;
    a->n = s->n;
    a->columns = s->p + 1;
    a->merging = r.merging;
    a->folding = r.folding;
    a->beta = bound / 2;
    set_rows(a, bound);
    write_script(a);
    a->arg.n_equations = EQUATIONS;
    a->arg.outers = a->outers;
    a->arg.n_outers = 1 + sgm_rows_n_outers(&a->rows);
    a->arg.scratch = scratch_of(a);
    a->arg.sum = sum;
    V->n = s->n;
    sgm_norm_outer(&a->outers[0], a->folding);
    sgm_status st = sgm_ctx_family(ctx, SGM_FAMILY_V, s->n, &V->points, &V->id);
    return st == SGM_OK ? sgm_rows_outers(&a->rows, ctx, a->outers + 1) : st;
}

/* LE(n,4) LE(p,4) LE(E,8) || CX_0 .. || CY. Elements are the points in it. */
static void write_bytes(uint8_t *out, const sgm_f4_entries_statement *s)
{
    sgm_store32(out, s->n);
    sgm_store32(out + 4, s->p);
    sgm_store64(out + 8, s->E);
    memcpy(out + SGM_F4_ENTRIES_HEAD, s->CX, 32 * (size_t)s->p);
    memcpy(out + SGM_F4_ENTRIES_HEAD + 32 * (size_t)s->p, s->CY, 32);
}

sgm_status sgm_f4_entries_instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_f4_entries_statement *s,
                                   sgm_flavor flavor)
{
    *out = NULL;
    if (flavor == SGM_COMPACT)
        return SGM_USAGE;
    if (sgm_f4_entries_bound(s->n, s->p, s->E) == 0)
        return SGM_MALFORMED;
    const size_t len = SGM_F4_ENTRIES_HEAD + 32 * ((size_t)s->p + 1);
    sgm_f4_entries_argument *a = calloc(1, sizeof *a);
    uint8_t *bytes = malloc(len);
    sgm_status st = a && bytes ? set_argument(a, ctx, s) : SGM_NOMEM;
    if (st == SGM_OK) {
        write_bytes(bytes, s);
        st = sgm_argument_instance(out, sgm_f4_entries.name, &a->arg, free,
                                   (const uint8_t(*)[32])(bytes + SGM_F4_ENTRIES_HEAD), s->p + 1, bytes, len, flavor);
    } else {
        free(a);
    }
    free(bytes);
    return st;
}
