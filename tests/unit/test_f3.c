/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* F3 and its classes: sizes, every index, padding, repeats, other classes, refusals, mixed batches, evidence. */
#include "protocols/batch.h"
#include "protocols/formulation/f3.h"
#include "protocols/hash.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_N = 4096, MAX_PROOF = 4096, MIXED = 9 };

static sgm_ctx *ctx;
static sgm_sc dm, d[MAX_N];   /* digests */
static uint8_t K[MAX_N][32];  /* owners' commitments: K_i = d_i G + owner(i) H */
static const sgm_sc no_model; /* dm = 0 leaves G_M out of a commitment */

static void hash_number(sgm_sc *out, const char *label, uint32_t i)
{
    uint8_t le[4] = {(uint8_t)i, (uint8_t)(i >> 8), 0, 0};
    CHECK(label, sgm_hash_to_scalar(out, label, &(sgm_bytes){le, sizeof le}, 1) == SGM_OK);
}

static sgm_sc owner(uint32_t i)
{
    sgm_sc r;
    hash_number(&r, "owner", i);
    return r;
}

static void make_members(void)
{
    CHECK("dm", sgm_hash_to_scalar(&dm, "model", &(sgm_bytes){"m", 1}, 1) == SGM_OK);
    for (uint32_t i = 0; i < MAX_N; i++) {
        sgm_sc r = owner(i);
        hash_number(&d[i], "class", i);
        if (i < 1024)
            sgm_record_commit(ctx, K[i], &d[i], &no_model, &r);
    }
}

/* A class of the first `count` members, with its rows where the form wants them. */
static sgm_class *make_class(sgm_f3_form form, size_t count, uint32_t n)
{
    sgm_class *made = NULL;
    sgm_status st = form == SGM_F3_GROUP ? sgm_class_points(&made, ctx, (const uint8_t(*)[32])K, count, n)
                                         : sgm_class_scalars(&made, d, count, n);
    if (st == SGM_OK && form == SGM_F3_SQRT)
        st = sgm_class_rows(made, ctx);
    CHECK("class", st == SGM_OK);
    return made;
}

/* One statement and its proof. */
typedef struct proved {
    sgm_f3_form form;
    sgm_f3_statement s;
    sgm_sc r;
    uint8_t proof[MAX_PROOF];
    size_t len;
} proved;

/* A record of member i, r hashed from i as well; *r = what the prover of this form needs. */
static void register_record(proved *p, uint32_t i)
{
    sgm_sc blinding, of_owner = owner(i);
    hash_number(&blinding, "blinding", i);
    sgm_record_commit(ctx, p->s.C, &d[i], &p->s.dm, &blinding);
    p->r = blinding;
    if (p->form == SGM_F3_GROUP)
        sgm_sc_sub(&p->r, &blinding, &of_owner);
}

static sgm_status prove_at(proved *p, uint32_t l, sgm_flavor flavor)
{
    sgm_rng rng = sgm_rng_system();
    p->len = sgm_f3_proof_size(p->form, sgm_class_base(p->s.K), sgm_class_digit_count(p->s.K), flavor);
    return sgm_f3_prove(ctx, p->form, &p->s, l, &p->r, flavor, &rng, p->proof);
}

static proved honest(sgm_f3_form form, const sgm_class *class_of, uint32_t i)
{
    proved p = {.form = form, .s = {.dm = dm, .K = class_of}};
    register_record(&p, i);
    CHECK("proved", prove_at(&p, i, SGM_BATCHABLE) == SGM_OK);
    return p;
}

static sgm_status verify_as(const proved *p, const sgm_f3_statement *s, sgm_flavor flavor)
{
    sgm_instance *inst;
    sgm_status st = sgm_f3_instance(&inst, ctx, p->form, s, flavor);
    if (st == SGM_OK)
        st = sgm_verify(ctx, inst, p->proof, p->len);
    sgm_instance_free(inst);
    return st;
}

static sgm_status verify(const proved *p) { return verify_as(p, &p->s, SGM_BATCHABLE); }

/* Bytes and points as the table of the text has them. */
static void test_sizes(void)
{
    static const struct {
        uint32_t n, m;
        size_t packed, square_root;
        uint32_t points, square_root_points;
    } rows[] = {{2, 1, 192, 256, 4, 4},    {2, 2, 256, 384, 5, 7},     {2, 3, 320, 448, 6, 8},
                {4, 2, 384, 576, 5, 9},    {4, 3, 512, 704, 6, 10},    {4, 5, 768, 1088, 8, 16},
                {4, 6, 896, 1344, 9, 21},  {4, 8, 1152, 1728, 11, 27}, {4, 12, 1664, 2496, 15, 39},
                {16, 4, 2176, 2752, 7, 23}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t n = rows[i].n, m = rows[i].m;
        CHECK("packed", sgm_f3_proof_size(SGM_F3_SCALAR, n, m, SGM_BATCHABLE) == rows[i].packed);
        CHECK("group", sgm_f3_proof_size(SGM_F3_GROUP, n, m, SGM_BATCHABLE) == rows[i].packed);
        CHECK("square root", sgm_f3_proof_size(SGM_F3_SQRT, n, m, SGM_BATCHABLE) == rows[i].square_root);
        CHECK("points", sgm_f3_points(SGM_F3_SCALAR, n, m) == rows[i].points);
        CHECK("points, square root", sgm_f3_points(SGM_F3_SQRT, n, m) == rows[i].square_root_points);
        CHECK("hinted",
              sgm_f3_proof_size(SGM_F3_GROUP, n, m, SGM_HINTED) == rows[i].packed + 32 * (rows[i].points - 1));
    }
}

/* Proofs at a few places of a class, the last one included, accepted alone and hinted; the instance says the size. */
static void test_honest(sgm_f3_form form, uint32_t n, size_t count)
{
    sgm_class *made = make_class(form, count, n);
    for (size_t i = 0; i < count;
         i = i + 1 < count && count > 16 ? (i * 5 + 3 < count ? i * 5 + 3 : count - 1) : i + 1) {
        sgm_instance *inst;
        proved p = honest(form, made, (uint32_t)i);
        CHECK("accepted", verify(&p) == SGM_OK);
        CHECK("instance", sgm_f3_instance(&inst, ctx, form, &p.s, SGM_BATCHABLE) == SGM_OK);
        CHECK("size", sgm_instance_proof_size(inst) == p.len);
        CHECK("equations", sgm_instance_equations(inst) == sgm_f3_equations(form));
        sgm_instance_free(inst);
        CHECK("hinted", prove_at(&p, (uint32_t)i, SGM_HINTED) == SGM_OK && verify_as(&p, &p.s, SGM_HINTED) == SGM_OK);
    }
    sgm_class_free(made);
}

/* Seven members in eight places: the padding repeats the last one, counts for nothing, and is under the root. */
static void test_padding(void)
{
    sgm_sc padded[8];
    sgm_class *seven = make_class(SGM_F3_SCALAR, 7, 2), *eight, *by_hand;
    uint32_t index;
    uint8_t member[32];
    CHECK("eight places", sgm_class_size(seven) == 8 && sgm_class_count(seven) == 7 && sgm_class_base(seven) == 2 &&
                              sgm_class_digit_count(seven) == 3 && sgm_class_kind_of(seven) == SGM_CLASS_SCALARS);
    memcpy(padded, d, 7 * sizeof *d);
    padded[7] = d[6];
    CHECK("padded by hand", sgm_class_scalars(&by_hand, padded, 8, 2) == SGM_OK && sgm_class_count(by_hand) == 8);
    CHECK_BYTES("the same root", sgm_class_root(seven), sgm_class_root(by_hand), 64);
    CHECK("other members", sgm_class_scalars(&eight, d, 8, 2) == SGM_OK);
    CHECK("another root", memcmp(sgm_class_root(seven), sgm_class_root(eight), 64) != 0);
    sgm_sc_to_bytes(member, &d[6]);
    CHECK("found once", sgm_class_find(seven, member, &index) == SGM_OK && index == 6);
    sgm_sc_to_bytes(member, &d[7]);
    CHECK("no member", sgm_class_find(seven, member, &index) == SGM_REJECTED);
    proved p = honest(SGM_F3_SCALAR, seven, 6);
    CHECK("accepted", verify(&p) == SGM_OK);
    CHECK("the copy of a member is the member", prove_at(&p, 7, SGM_BATCHABLE) == SGM_OK && verify(&p) == SGM_OK);
    register_record(&p, 7);
    for (uint32_t l = 0; l < 10; l++)
        CHECK("the padding is no member of its own", prove_at(&p, l, SGM_BATCHABLE) == SGM_REJECTED);
    sgm_class_free(seven);
    sgm_class_free(eight);
    sgm_class_free(by_hand);
}

/* Commitments are found by their encodings, and repeats are taken. */
static void test_points(void)
{
    sgm_class *made = make_class(SGM_F3_GROUP, 5, 4), *repeats;
    uint8_t twice[4][32];
    uint32_t index;
    CHECK("sixteen places",
          sgm_class_size(made) == 16 && sgm_class_count(made) == 5 && sgm_class_kind_of(made) == SGM_CLASS_POINTS);
    CHECK("found", sgm_class_find(made, K[4], &index) == SGM_OK && index == 4);
    CHECK("not found", sgm_class_find(made, K[5], &index) == SGM_REJECTED);
    for (size_t i = 0; i < 4; i++)
        memcpy(twice[i], K[i / 2], 32);
    CHECK("repeats", sgm_class_points(&repeats, ctx, (const uint8_t(*)[32])twice, 4, 2) == SGM_OK);
    proved p = {.form = SGM_F3_GROUP, .s = {.dm = dm, .K = repeats}};
    register_record(&p, 1);
    for (uint32_t l = 0; l < 4; l++)
        CHECK("each copy serves",
              prove_at(&p, l, SGM_BATCHABLE) == (l < 2 ? SGM_REJECTED : SGM_OK) && (l < 2 || verify(&p) == SGM_OK));
    sgm_class_free(made);
    sgm_class_free(repeats);
}

/* What is under the root: order, other members, kind; and beside it the digits. A proof is about one class only. */
static void test_other_classes(sgm_f3_form form)
{
    sgm_sc swapped[16];
    sgm_class *made = make_class(form, 16, 2), *other_base = make_class(form, 16, 4), *permuted, *same;
    memcpy(swapped, d, sizeof swapped);
    swapped[2] = d[11];
    swapped[11] = d[2];
    CHECK("permuted", sgm_class_scalars(&permuted, swapped, 16, 2) == SGM_OK);
    CHECK("same", sgm_class_scalars(&same, d, 16, 2) == SGM_OK);
    if (form == SGM_F3_SQRT)
        CHECK("rows", sgm_class_rows(permuted, ctx) == SGM_OK && sgm_class_rows(same, ctx) == SGM_OK);
    proved p = honest(form, made, 5);
    sgm_f3_statement s = p.s;
    s.K = same;
    CHECK("an equal class of its own", verify_as(&p, &s, SGM_BATCHABLE) == SGM_OK);
    s.K = permuted;
    CHECK("permuted class", verify_as(&p, &s, SGM_BATCHABLE) == SGM_REJECTED);
    s.K = other_base; /* 2, 4 and 4, 2: strings of one length */
    CHECK("other digits", verify_as(&p, &s, SGM_BATCHABLE) != SGM_OK);
    s = p.s;
    s.dm = d[0];
    CHECK("another model", verify_as(&p, &s, SGM_BATCHABLE) == SGM_REJECTED);
    register_record(&p, 6);
    CHECK("another record", verify(&p) == SGM_REJECTED);
    CHECK("a digest that is elsewhere in the class", prove_at(&p, 5, SGM_BATCHABLE) == SGM_REJECTED);
    sgm_class_free(made);
    sgm_class_free(other_base);
    sgm_class_free(permuted);
    sgm_class_free(same);
}

/* A failed prover leaves no proof. */
static void test_refusals(sgm_f3_form form)
{
    static const uint8_t zeros[MAX_PROOF];
    sgm_class *made = make_class(form, 16, 4);
    proved p = honest(form, made, 3);
    sgm_instance *inst;
    memset(p.proof, 0xa5, sizeof p.proof);
    CHECK("index out of range", prove_at(&p, 16, SGM_BATCHABLE) == SGM_REJECTED);
    CHECK_BYTES("nothing left", p.proof, zeros, p.len);
    CHECK("index out of range", prove_at(&p, UINT32_MAX, SGM_BATCHABLE) == SGM_REJECTED);
    register_record(&p, 17);
    for (uint32_t l = 0; l < 16; l++)
        CHECK("no member", prove_at(&p, l, SGM_BATCHABLE) == SGM_REJECTED);
    register_record(&p, 3);
    sgm_sc_add(&p.r, &p.r, &sgm_sc_one);
    CHECK("no opening", prove_at(&p, 3, SGM_BATCHABLE) == SGM_REJECTED);
    CHECK("compact", sgm_f3_instance(&inst, ctx, form, &p.s, SGM_COMPACT) == SGM_USAGE && inst == NULL);
    for (int other = 0; other < SGM_F3_FORMS; other++)
        if ((other == SGM_F3_GROUP) != (form == SGM_F3_GROUP))
            CHECK("wrong kind", sgm_f3_instance(&inst, ctx, (sgm_f3_form)other, &p.s, SGM_BATCHABLE) == SGM_USAGE);
    sgm_f3_statement s = p.s;
    s.dm = sgm_sc_zero;
    CHECK("dm = 0", sgm_f3_instance(&inst, ctx, form, &s, SGM_BATCHABLE) == SGM_MALFORMED);
    s = p.s;
    memset(s.C, 0, 32);
    CHECK("C = 0", sgm_f3_instance(&inst, ctx, form, &s, SGM_BATCHABLE) == SGM_MALFORMED);
    memset(s.C, 0xff, 32);
    CHECK("C is no point", verify_as(&p, &s, SGM_BATCHABLE) == SGM_MALFORMED);
    sgm_class_free(made);
}

static void test_impossible_classes(void)
{
    sgm_sc with_zero[4] = {d[0], d[1], sgm_sc_zero, d[3]};
    uint8_t points[4][32];
    sgm_class *made;
    sgm_instance *inst;
    CHECK("base 1", sgm_class_digits(SGM_CLASS_SCALARS, 4, 1) == 0);
    CHECK("base 0", sgm_class_digits(SGM_CLASS_SCALARS, 4, 0) == 0);
    CHECK("base 17", sgm_class_digits(SGM_CLASS_SCALARS, 4, 17) == 0);
    CHECK("one digit", sgm_class_digits(SGM_CLASS_SCALARS, 4, 16) == 1);
    CHECK("no members", sgm_class_digits(SGM_CLASS_SCALARS, 0, 2) == 0);
    CHECK("one member", sgm_class_digits(SGM_CLASS_SCALARS, 1, 2) == 0);
    CHECK("most", sgm_class_digits(SGM_CLASS_SCALARS, SGM_CLASS_SCALARS_MAX, 4) == 12);
    CHECK("too many", sgm_class_digits(SGM_CLASS_SCALARS, (size_t)SGM_CLASS_SCALARS_MAX + 1, 4) == 0);
    CHECK("too many with the padding", sgm_class_digits(SGM_CLASS_SCALARS, SGM_CLASS_SCALARS_MAX, 3) == 0);
    CHECK("overflow", sgm_class_digits(SGM_CLASS_SCALARS, SIZE_MAX, 16) == 0);
    CHECK("too many points", sgm_class_digits(SGM_CLASS_POINTS, (size_t)SGM_CLASS_POINTS_MAX + 1, 2) == 0);
    CHECK("none", sgm_class_scalars(&made, d, 0, 2) == SGM_MALFORMED && made == NULL);
    CHECK("one", sgm_class_scalars(&made, d, 1, 2) == SGM_MALFORMED);
    CHECK("a digest 0", sgm_class_scalars(&made, with_zero, 4, 2) == SGM_MALFORMED && made == NULL);
    for (int kind = 0; kind < 3; kind++) {
        memcpy(points, K, sizeof points);
        if (kind < 2)
            memset(points[3], kind == 0 ? 0 : 0xff, 32); /* the identity; no field element */
        else
            points[3][31] |= 0x80; /* the same point for a lax decoder */
        CHECK("a bad point",
              sgm_class_points(&made, ctx, (const uint8_t(*)[32])points, 4, 2) == SGM_MALFORMED && made == NULL);
    }
    CHECK("points", sgm_class_points(&made, ctx, (const uint8_t(*)[32])K, 4, 2) == SGM_OK);
    CHECK("points have no rows", sgm_class_rows(made, ctx) == SGM_USAGE);
    sgm_class_free(made);
    CHECK("base 3", sgm_class_scalars(&made, d, 9, 3) == SGM_OK);
    CHECK("base 3 has no rows", sgm_class_rows(made, ctx) == SGM_USAGE);
    sgm_f3_statement s = {.dm = dm, .K = made};
    memcpy(s.C, K[0], 32);
    CHECK("nor a square root", sgm_f3_instance(&inst, ctx, SGM_F3_SQRT, &s, SGM_BATCHABLE) == SGM_MALFORMED);
    sgm_class_free(made);
    CHECK("without rows", sgm_class_scalars(&made, d, 16, 4) == SGM_OK);
    s.K = made;
    CHECK("rows are missing", sgm_f3_instance(&inst, ctx, SGM_F3_SQRT, &s, SGM_BATCHABLE) == SGM_USAGE && inst == NULL);
    proved p = {.form = SGM_F3_SQRT, .s = s};
    register_record(&p, 9);
    CHECK("a prover needs none", prove_at(&p, 9, SGM_BATCHABLE) == SGM_OK);
    CHECK("rows", sgm_class_rows(made, ctx) == SGM_OK && sgm_class_rows(made, ctx) == SGM_OK);
    CHECK("accepted", verify(&p) == SGM_OK);
    sgm_class_free(made);
    sgm_class_free(NULL);
}

/* The class of item i of a mixed batch: all forms, two of them on one class object. */
static const struct {
    sgm_f3_form form;
    int class_of;
} mixed[MIXED] = {{SGM_F3_SCALAR, 0}, {SGM_F3_SQRT, 0},  {SGM_F3_GROUP, 1}, {SGM_F3_SCALAR, 2}, {SGM_F3_SCALAR, 0},
                  {SGM_F3_SQRT, 3},   {SGM_F3_GROUP, 1}, {SGM_F3_SQRT, 0},  {SGM_F3_GROUP, 4}};

static sgm_status judge(sgm_batch *batch, sgm_instance *const *inst, const proved *p, size_t *bad, size_t *n_bad)
{
    const size_t *culprits;
    sgm_batch_clear(batch);
    for (size_t i = 0; i < MIXED; i++)
        CHECK("added", sgm_batch_add(batch, inst[i], p[i].proof, p[i].len) == SGM_OK);
    sgm_status st = sgm_batch_verify(batch);
    *n_bad = 0;
    if (st != SGM_OK)
        CHECK("culprits", sgm_batch_culprits(batch, &culprits, n_bad) == SGM_OK);
    *bad = *n_bad > 0 ? culprits[0] : 0;
    return st;
}

/* One bad scalar of one proof at every place, each field of its string in turn: named, and nothing else. */
static void test_mixed_batch(unsigned threads)
{
    sgm_class *classes[5] = {make_class(SGM_F3_SQRT, 16, 4), make_class(SGM_F3_GROUP, 16, 4),
                             make_class(SGM_F3_SCALAR, 64, 4), make_class(SGM_F3_SQRT, 32, 2),
                             make_class(SGM_F3_GROUP, 8, 2)};
    static proved p[MIXED];
    sgm_instance *inst[MIXED];
    sgm_batch *batch;
    size_t bad, n_bad;
    CHECK("batch", sgm_batch_new(&batch, ctx, SGM_WEIGHTS_DERIVED) == SGM_OK);
    CHECK("threads", sgm_batch_threads(batch, threads) == SGM_OK);
    for (size_t i = 0; i < MIXED; i++) {
        p[i] = honest(mixed[i].form, classes[mixed[i].class_of], (uint32_t)(i % 8));
        CHECK("instance", sgm_f3_instance(&inst[i], ctx, mixed[i].form, &p[i].s, SGM_BATCHABLE) == SGM_OK);
    }
    CHECK("honest", judge(batch, inst, p, &bad, &n_bad) == SGM_OK);
    for (size_t i = 0; i < MIXED; i++)
        for (size_t at = 0; at + 32 <= p[i].len; at += 32) {
            uint8_t saved[32];
            memcpy(saved, p[i].proof + at, 32);
            memcpy(p[i].proof + at, K[3], 32); /* a point, and not below the order: malformed as a scalar */
            if (sgm_sc_from_bytes(&(sgm_sc){{0}}, saved))
                p[i].proof[at + 2] ^= 1; /* where a scalar stands, another one */
            sgm_status st = judge(batch, inst, p, &bad, &n_bad);
            CHECK("one bad proof is named", st != SGM_OK && n_bad == 1 && bad == i);
            memcpy(p[i].proof + at, saved, 32);
        }
    CHECK("honest again", judge(batch, inst, p, &bad, &n_bad) == SGM_OK);
    sgm_batch_free(batch);
    for (size_t i = 0; i < MIXED; i++)
        sgm_instance_free(inst[i]);
    for (size_t c = 0; c < 5; c++)
        sgm_class_free(classes[c]);
}

/* Two proofs with errors that cancel under equal weights. */
static void test_cancelling(void)
{
    sgm_class *made = make_class(SGM_F3_SCALAR, 16, 4);
    proved p[2] = {honest(SGM_F3_SCALAR, made, 2), honest(SGM_F3_SCALAR, made, 9)};
    sgm_instance *inst[2];
    sgm_batch *batch;
    CHECK("batch", sgm_batch_new(&batch, ctx, SGM_WEIGHTS_DERIVED) == SGM_OK);
    for (size_t i = 0; i < 2; i++) {
        sgm_sc z;
        uint8_t *last = p[i].proof + p[i].len - 32; /* z', a response: no challenge is squeezed after it */
        CHECK("z'", sgm_sc_from_bytes(&z, last));
        if (i == 0)
            sgm_sc_add(&z, &z, &sgm_sc_one);
        else
            sgm_sc_sub(&z, &z, &sgm_sc_one);
        sgm_sc_to_bytes(last, &z);
        CHECK("instance", sgm_f3_instance(&inst[i], ctx, SGM_F3_SCALAR, &p[i].s, SGM_BATCHABLE) == SGM_OK);
        CHECK("added", sgm_batch_add(batch, inst[i], p[i].proof, p[i].len) == SGM_OK);
    }
    CHECK("rejected", sgm_batch_verify(batch) == SGM_REJECTED);
    sgm_batch_free(batch);
    for (size_t i = 0; i < 2; i++)
        sgm_instance_free(inst[i]);
    sgm_class_free(made);
}

/* The ball of the evidence study: 599 of its 802 worlds used D, as 32768 of all 65535 did. */
static void test_evidence(void)
{
    const double prior = 32768.0 / 65535.0;
    sgm_evidence e = sgm_evidence_of(sgm_f3_acceptance(599, 802, 32768, 65535), prior);
    CHECK("weight", fabs(e.weight_bits - 1.561) < 0.001);
    CHECK("posterior is the share of members", fabs(e.posterior - 599.0 / 802.0) < 1e-12);
    e = sgm_evidence_of(sgm_f3_acceptance(0, 8, 32768, 65535), prior);
    CHECK("none of them", isinf(e.weight_bits) && e.weight_bits < 0 && e.posterior == 0);
    e = sgm_evidence_of(sgm_f3_acceptance(32768, 65535, 32768, 65535), prior);
    CHECK("the class of all worlds says nothing", e.weight_bits == 0);
}

int main(void)
{
    static const struct {
        uint32_t n;
        size_t count;
    } shapes[] = {{2, 2}, {2, 4}, {2, 8}, {4, 4}, {4, 16}, {16, 16}, {3, 9}, {2, 64}, {4, 64}, {5, 23}, {4, 1024}};
    CHECK("context", sgm_ctx_new(&ctx, sgm_backend_best()) == SGM_OK);
    make_members();
    test_sizes();
    for (int form = 0; form < SGM_F3_FORMS; form++) {
        for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
            if (form != SGM_F3_SQRT || (shapes[i].n & (shapes[i].n - 1)) == 0)
                test_honest((sgm_f3_form)form, shapes[i].n, shapes[i].count);
        test_refusals((sgm_f3_form)form);
    }
    test_honest(SGM_F3_SCALAR, 16, 4096);
    test_honest(SGM_F3_SQRT, 16, 4096);
    test_padding();
    test_points();
    test_other_classes(SGM_F3_SCALAR);
    test_other_classes(SGM_F3_SQRT);
    test_impossible_classes();
    test_mixed_batch(1);
    test_mixed_batch(3);
    test_cancelling();
    test_evidence();
    sgm_ctx_free(ctx);
    return unit_result("f3");
}
