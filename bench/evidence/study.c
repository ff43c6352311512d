/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Counts, for every formulation that is about the model, in how many worlds its statement holds. */
#include "bench/evidence/study.h"

#include "protocols/transcript.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one study works with. */
typedef struct workshop {
    sgm_study *study;
    const sgm_worlds *worlds;
    int (*is_h1)(uint32_t S);
    uint8_t *holds; /* per world: 1 where the statement under study holds; SKIP where it is about other worlds */
    sgm_test_rng random;
} workshop;

enum { SKIP = 2, PUBLIC_BLOCKS = 0x1e };

/* The hypothesis of nearly every row; and of one about data that nobody calls disputed. */
static int used_disputed(uint32_t S) { return S & SGM_DISPUTED_BIT; }
static int used_more_than_public(uint32_t S) { return (S & ~(uint32_t)PUBLIC_BLOCKS) != 0; }

/* A world at random; one more try where the 16 bits name the empty set. */
static uint32_t draw_world(workshop *w)
{
    uint8_t bytes[2];
    do
        sgm_transcript_squeeze(&w->random.t, bytes, sizeof bytes);
    while (bytes[0] == 0 && bytes[1] == 0);
    return bytes[0] | (uint32_t)bytes[1] << 8;
}

__attribute__((format(printf, 3, 4))) static sgm_finding *add_row(workshop *w, const char *formulation,
                                                                  const char *format, ...)
{
    sgm_finding *f = &w->study->rows[w->study->n++];
    *f = (sgm_finding){.formulation = formulation};
    va_list args;
    va_start(args, format);
    (void)vsnprintf(f->what, sizeof f->what, format, args);
    va_end(args);
    return f;
}

static double logit(double p) { return log(p) - log1p(-p); }

/* The nominal level of security stands for a knowledge error. */
enum { NOMINAL_BITS = 128 };

static double log2_accepted(sgm_count c, int nominal)
{
    return c.hits == 0 && nominal ? -NOMINAL_BITS : log2((double)c.hits / (double)c.n);
}

static void weigh(sgm_finding *f)
{
    sgm_acceptance a = {log2_accepted(f->h1, f->nominal), log2_accepted(f->h0, f->nominal)};
    f->evidence = sgm_evidence_of(a, f->prior);
    double weight = sgm_count_weight(f->h1, f->h0);
    if (isfinite(weight)) /* from the counts, by the other road */
        f->conservation_error = fabs(logit(f->evidence.posterior) - logit(f->prior) - weight * log(2.0));
}

static void count_world(const workshop *w, sgm_finding *f, uint32_t S)
{
    sgm_count *c = w->is_h1(S) ? &f->h1 : &f->h0;
    c->n += w->holds[S] != SKIP;
    c->hits += w->holds[S] == 1;
}

static int inside(sgm_count exact, sgm_interval i)
{
    double p = (double)exact.hits / (double)exact.n;
    return p >= i.low && p <= i.high;
}

/* Counts over all worlds, then once more over worlds drawn at random, as a check that does not share the counting. */
static void count(workshop *w, sgm_finding *f)
{
    sgm_finding again = {.formulation = NULL};
    for (uint32_t S = 1; S <= SGM_WORLDS; S++)
        count_world(w, f, S);
    for (int i = 0; i < SGM_STUDY_DRAWS; i++)
        count_world(w, &again, draw_world(w));
    f->prior = (double)f->h1.n / (double)(f->h1.n + f->h0.n);
    f->h1_interval = sgm_count_interval(again.h1, 0.95);
    f->h0_interval = sgm_count_interval(again.h0, 0.95);
    f->redrawn_agrees =
        inside(f->h1, sgm_count_interval(again.h1, 0.9999)) && inside(f->h0, sgm_count_interval(again.h0, 0.9999));
    weigh(f);
}

/* Statements about the record itself: which worlds make them true is known without a model. */
static void about_record(workshop *w, const char *formulation, const char *what, int (*holds)(uint32_t S))
{
    sgm_finding *f = add_row(w, formulation, "%s", what);
    for (uint32_t S = 1; S <= SGM_WORLDS; S++)
        w->holds[S] = holds(S) != 0;
    f->nominal = 1;
    count(w, f);
}

static int not_disputed(uint32_t S) { return !used_disputed(S); }
static int always(uint32_t S) { return S > 0; }

/* At least three of the first eight contributors, of whom D is one. */
static int three_of_eight(uint32_t S)
{
    uint32_t n = 0;
    for (uint32_t b = 0; b < 8; b++)
        n += S >> b & 1;
    return n >= 3;
}

static void records(workshop *w)
{
    about_record(w, "F0A", "the record holds D's digest (F0B, F0S alike)", used_disputed);
    about_record(w, "F0NOT", "the record holds something else", not_disputed);
    about_record(w, "F1", "either", always);
    about_record(w, "F1K", "at least 3 of the first 8 blocks are in the records", three_of_eight);
    about_record(w, "F6", "to the designated verifier", used_disputed);
    about_record(w, "F6", "to everybody else", always);
}

/* F2: the outputs with and without the disputed data are within epsilon. Without the data there is no difference. */
static void influence(workshop *w, double epsilon)
{
    for (uint32_t S = 1; S <= SGM_WORLDS; S++)
        w->holds[S] = !(S & SGM_DISPUTED_BIT) ? 1
                      : S == SGM_DISPUTED_BIT
                          ? SKIP
                          : (uint8_t)sgm_worlds_alike(w->worlds, S, S & ~(uint32_t)SGM_DISPUTED_BIT, epsilon);
    count(w, add_row(w, "F2", "ridge, every pair, epsilon %.1f", epsilon));
}

/* The same for logistic regression and each contributor in turn: a sample of 16. */
static void influence_sampled(workshop *w, const sgm_left_out *left_out, double epsilon)
{
    sgm_finding *f = add_row(w, "F2", "logistic, leave one out, epsilon %.1f", epsilon);
    f->h1.n = f->h0.n = f->h0.hits = SGM_BLOCKS;
    for (unsigned b = 0; b < SGM_BLOCKS; b++)
        f->h1.hits += left_out->log_ratio[b] <= epsilon;
    f->sampled = f->redrawn_agrees = 1;
    f->h1_interval = sgm_count_interval(f->h1, 0.95);
    f->h0_interval = (sgm_interval){1, 1};
    f->prior = 0.5;
    weigh(f);
}

static void ball(workshop *w, uint32_t M, const char *about, double epsilon)
{
    size_t centres;
    sgm_class_count c = sgm_ball(w->worlds, M, epsilon, &centres);
    for (uint32_t S = 1; S <= SGM_WORLDS; S++)
        w->holds[S] = (uint8_t)sgm_worlds_alike(w->worlds, M, S, epsilon);
    sgm_finding *f = add_row(w, "F3", "ball around %s, epsilon %.1f", about, epsilon);
    f->members = c.members;
    f->members_with = c.with;
    f->effective = (double)centres;
    count(w, f);
}

/* The cell of the world that used everything; the information is the average over all cells. */
static void own_cell(workshop *w, const sgm_partition *p, sgm_finding *f)
{
    uint32_t own = p->cell[SGM_WORLDS - 1];
    for (uint32_t S = 1; S <= SGM_WORLDS; S++)
        w->holds[S] = p->cell[S - 1] == own;
    f->members = p->count[own].members;
    f->members_with = p->count[own].with;
    count(w, f);
    f->evidence.info_bits = sgm_partition_information(p);
    f->effective = sgm_partition_effective(p);
}

static sgm_status partition(workshop *w, double epsilon)
{
    sgm_partition p;
    sgm_status status = sgm_partition_make(&p, w->worlds, epsilon);
    if (status != SGM_OK)
        return status;
    own_cell(w, &p, add_row(w, "F3", "partition, epsilon %.1f: cell of all blocks, of %zu", epsilon, p.cells));
    sgm_partition_clear(&p);
    return SGM_OK;
}

/* Two proofs about one record, each about a class of its own partition. */
static sgm_status intersection(workshop *w, double epsilon, double other)
{
    sgm_partition p = {0}, q = {0}, both = {0};
    sgm_status status = sgm_partition_make(&p, w->worlds, epsilon);
    if (status == SGM_OK)
        status = sgm_partition_make(&q, w->worlds, other);
    if (status == SGM_OK)
        status = sgm_partition_join(&both, &p, &q);
    if (status == SGM_OK)
        own_cell(w, &both,
                 add_row(w, "F3", "both, epsilon %.1f and %.1f: K1 and K2, of %zu", epsilon, other, both.cells));
    sgm_partition_clear(&p);
    sgm_partition_clear(&q);
    sgm_partition_clear(&both);
    return status;
}

/* F5: at least t probes right. */
static void property(workshop *w, unsigned t)
{
    for (uint32_t S = 1; S <= SGM_WORLDS; S++)
        w->holds[S] = w->worlds->correct[S - 1] >= t;
    count(w, add_row(w, "F5", "at least %u of %zu probes right", t, w->worlds->probes));
}

/* How plausible is it that only the public blocks were used? */
static void plausibility(workshop *w, unsigned t)
{
    w->is_h1 = used_more_than_public;
    for (uint32_t S = 1; S <= SGM_WORLDS; S++)
        w->holds[S] = w->worlds->correct[S - 1] >= t;
    count(w, add_row(w, "F5", "more than blocks 1-4 used: at least %u of %zu right", t, w->worlds->probes));
    w->is_h1 = used_disputed;
}

static sgm_status study_worlds(workshop *w, const sgm_left_out *left_out)
{
    static const double influences[] = {0.1, 0.2, 0.3, 0.5}, ratios[] = {0.5, 1, 2}, radii[] = {0.1, 0.2, 0.3, 0.5, 1},
                        widths[] = {0.5, 1, 1.5, 2};
    static const unsigned thresholds[] = {115, 117, 118};
    sgm_status status = SGM_OK;
    records(w);
    for (size_t i = 0; i < sizeof influences / sizeof influences[0]; i++)
        influence(w, influences[i]);
    for (size_t i = 0; i < sizeof ratios / sizeof ratios[0]; i++)
        influence_sampled(w, left_out, ratios[i]);
    for (size_t i = 0; i < sizeof radii / sizeof radii[0]; i++)
        ball(w, SGM_WORLDS, "all blocks", radii[i]);
    for (size_t i = 0; i < sizeof radii / sizeof radii[0]; i++)
        ball(w, SGM_WORLDS & ~SGM_DISPUTED_BIT, "all but D", radii[i]);
    for (size_t i = 0; i < sizeof widths / sizeof widths[0] && status == SGM_OK; i++)
        status = partition(w, widths[i]);
    if (status == SGM_OK)
        status = intersection(w, 0.5, 1);
    for (size_t i = 0; i < sizeof thresholds / sizeof thresholds[0]; i++)
        property(w, thresholds[i]);
    plausibility(w, 113);
    plausibility(w, 115);
    return status;
}

sgm_status sgm_study_make(sgm_study *s, const sgm_table *t, uint64_t seed, sgm_error *err)
{
    sgm_worlds worlds;
    sgm_left_out left_out;
    sgm_status status = sgm_leave_one_out(&left_out, t, err);
    if (status == SGM_OK)
        status = sgm_worlds_train(&worlds, t, err);
    if (status != SGM_OK)
        return status;
    *s = (sgm_study){
        .ridge_correct = worlds.correct[SGM_WORLDS - 1], .logistic_correct = left_out.correct, .probes = worlds.probes};
    memcpy(s->left_out_log_ratio, left_out.log_ratio, sizeof s->left_out_log_ratio);
    workshop w = {.study = s, .worlds = &worlds, .is_h1 = used_disputed, .holds = malloc(SGM_WORLDS + 1)};
    sgm_test_rng_init(&w.random, &seed, sizeof seed);
    status = w.holds != NULL ? study_worlds(&w, &left_out) : SGM_NOMEM;
    if (status != SGM_OK)
        (void)sgm_fail(err, status, "out of memory");
    free(w.holds);
    sgm_worlds_clear(&worlds);
    return status;
}
