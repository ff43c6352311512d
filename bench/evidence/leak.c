/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Naive Bayes over the bits of F1 proofs, or over the times of their provers. */
#include "bench/evidence/leak.h"

#include "primitives/base/bytes.h"
#include "protocols/hash.h"
#include "protocols/transcript.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* F1, batchable: A_0, A_1, c_0, z_0, z_u, z_v. */
enum { PROOF_BYTES = 192, AT_SHARE = 64, AT_Z0 = 96, AT_ZU = 128, FEATURES = 8 * PROOF_BYTES, TIME_FEATURES = 32 };

/* One transcript as yes-no features. */
typedef struct transcript {
    uint8_t branch;
    uint8_t feature[FEATURES];
    double seconds;
} transcript;

typedef struct laboratory {
    const sgm_ctx *ctx;
    const sgm_formulation *f1;
    sgm_planted planted;
    sgm_sc d, other, dm;
    uint64_t seed;
    uint64_t made;
    sgm_test_rng random;
} laboratory;

static sgm_status scalar_of(sgm_sc *r, const char *label, uint64_t seed, uint64_t number)
{
    uint8_t bytes[16];
    sgm_store64(bytes, seed);
    sgm_store64(bytes + 8, number);
    const sgm_bytes part = {bytes, sizeof bytes};
    return sgm_hash_to_scalar(r, label, &part, 1);
}

/* The record opens to d (branch 0) or to something else (branch 1); always the same d and dm. */
static sgm_status make_statement(laboratory *l, uint8_t branch, sgm_statement *s, sgm_opening *o)
{
    o->d = branch == 0 ? l->d : l->other;
    s->d = l->d;
    s->dm = l->dm;
    sgm_status status = scalar_of(&o->r, "leak/blinding", l->seed, l->made++);
    if (status == SGM_OK)
        sgm_record_commit(l->ctx, s->C, &o->d, &s->dm, &o->r);
    return status;
}

/* 1 if the planted prover would have made this honest proof. The scalars are little-endian. */
static int planted_makes(const laboratory *l, uint8_t branch, const uint8_t *proof)
{
    const uint8_t *response = proof + (branch == 0 ? AT_ZU : AT_Z0); /* of the simulated clause */
    if (l->planted == SGM_PLANTED_RESPONSE)
        return response[31] < 0x08;
    if (l->planted == SGM_PLANTED_SHARE && branch == 1)
        return proof[AT_SHARE + 31] == 0;
    return 1;
}

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static sgm_status prove_once(laboratory *l, uint8_t branch, uint8_t proof[PROOF_BYTES], double *seconds)
{
    sgm_statement s;
    sgm_opening o;
    sgm_rng rng = sgm_rng_test(&l->random);
    rng.exact = 0; /* the seed's stream is hedged as any source is */
    sgm_status status = make_statement(l, branch, &s, &o);
    if (status != SGM_OK)
        return status;
    double start = now();
    status = sgm_formulation_prove(l->ctx, l->f1, &s, &o, SGM_BATCHABLE, &rng, proof);
    if (l->planted == SGM_PLANTED_TIME && branch == 1) {
        uint8_t unused[32];
        sgm_record_commit(l->ctx, unused, &o.d, &s.dm, &o.r);
    }
    *seconds = now() - start;
    return status;
}

static sgm_status make_transcript(laboratory *l, uint8_t branch, transcript *t)
{
    uint8_t proof[PROOF_BYTES];
    sgm_status status;
    do
        status = prove_once(l, branch, proof, &t->seconds);
    while (status == SGM_OK && !planted_makes(l, branch, proof));
    t->branch = branch;
    for (size_t i = 0; i < FEATURES; i++)
        t->feature[i] = proof[i / 8] >> i % 8 & 1;
    return status;
}

static int by_seconds(const void *a, const void *b)
{
    double x = ((const transcript *)a)->seconds, y = ((const transcript *)b)->seconds;
    return (x > y) - (x < y);
}

/* Replaces the bits by the times: feature i says which of TIME_FEATURES equally filled bins the time falls into, bins
 * being those of the transcripts that are learnt from. Leaves the order of t alone. */
static sgm_status observe_time(transcript *t, size_t n, size_t learn)
{
    transcript *sorted = malloc(learn * sizeof *sorted);
    if (sorted == NULL)
        return SGM_NOMEM;
    memcpy(sorted, t, learn * sizeof *sorted);
    qsort(sorted, learn, sizeof *sorted, by_seconds);
    for (size_t i = 0; i < n; i++) {
        size_t bin = 0;
        while (bin + 1 < TIME_FEATURES && t[i].seconds > sorted[(bin + 1) * learn / TIME_FEATURES].seconds)
            bin++;
        for (size_t f = 0; f < TIME_FEATURES; f++)
            t[i].feature[f] = f == bin;
    }
    free(sorted);
    return SGM_OK;
}

/* The standard deviation of the difference of two shares that both estimate p. */
static double chance(double p, size_t n0, size_t n1) { return sqrt(p * (1 - p) * (1 / (double)n0 + 1 / (double)n1)); }

/* Log-odds of branch 1 for each feature being 0 and 1, from counts with one seen beforehand; none where the shares
 * differ by less than `sigmas` of chance. */
static void learn_from(double odds[][2], const transcript *t, size_t n, size_t features, double sigmas)
{
    size_t of_branch[2] = {0, 0};
    for (size_t i = 0; i < n; i++)
        of_branch[t[i].branch]++;
    for (size_t f = 0; f < features; f++) {
        size_t ones[2] = {0, 0};
        for (size_t i = 0; i < n; i++)
            ones[t[i].branch] += t[i].feature[f];
        double p[2];
        for (int b = 0; b < 2; b++)
            p[b] = ((double)ones[b] + 1) / ((double)of_branch[b] + 2);
        double both = ((double)(ones[0] + ones[1]) + 1) / ((double)n + 2);
        int tells = fabs(p[1] - p[0]) >= sigmas * chance(both, of_branch[0], of_branch[1]);
        odds[f][1] = tells ? log(p[1] / p[0]) : 0;
        odds[f][0] = tells ? log((1 - p[1]) / (1 - p[0])) : 0;
    }
}

static size_t count_right(double odds[][2], const transcript *t, size_t n, size_t features)
{
    size_t right = 0;
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t f = 0; f < features; f++)
            sum += odds[f][t[i].feature[f]];
        right += (sum > 0) == (t[i].branch == 1);
    }
    return right;
}

static sgm_status open_laboratory(laboratory *l, const sgm_ctx *ctx, sgm_planted planted, uint64_t seed)
{
    *l = (laboratory){.ctx = ctx, .f1 = sgm_formulation_find("F1"), .planted = planted, .seed = seed};
    sgm_test_rng_init(&l->random, &seed, sizeof seed);
    sgm_status status = scalar_of(&l->d, "leak/dataset", seed, 0);
    if (status == SGM_OK)
        status = scalar_of(&l->other, "leak/dataset", seed, 1);
    if (status == SGM_OK)
        status = scalar_of(&l->dm, "leak/model", seed, 0);
    return status;
}

sgm_status sgm_leak_measure(sgm_leak *out, const sgm_ctx *ctx, sgm_planted planted, sgm_observed observed,
                            size_t transcripts, uint64_t seed)
{
    laboratory l;
    double odds[FEATURES][2];
    size_t learn = transcripts * 2 / 3, features = observed == SGM_OBSERVED_BITS ? FEATURES : TIME_FEATURES;
    sgm_status status = open_laboratory(&l, ctx, planted, seed);
    transcript *t = malloc((transcripts + 1) * sizeof *t);
    if (t == NULL)
        return SGM_NOMEM;
    for (size_t i = 0; i < transcripts && status == SGM_OK; i++)
        status = make_transcript(&l, i % 2, &t[i]);
    if (status == SGM_OK && observed == SGM_OBSERVED_TIME)
        status = observe_time(t, transcripts, learn);
    if (status == SGM_OK) {
        /* Some 1500 fair bits would drown the few that tell; a time is in one bin only. */
        learn_from(odds, t, learn, features, observed == SGM_OBSERVED_BITS ? 3 : 0);
        size_t tested = transcripts - learn, right = count_right(odds, t + learn, tested, features);
        *out = (sgm_leak){.transcripts = transcripts,
                          .tested = tested,
                          .lambda = 2 * (double)right / (double)tested - 1,
                          .half_width = 1.96 / sqrt((double)tested)};
    }
    free(t);
    return status;
}
