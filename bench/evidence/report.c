/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Findings as lines of text and as JSON. */
#include "bench/evidence/report.h"

#include "bench/evidence/worlds.h"

#include <math.h>

/* "+3.70", or "-inf" where a count is zero. */
static const char *bits_text(char *out, size_t cap, double bits)
{
    (void)snprintf(out, cap, isinf(bits) ? "%+.0f" : "%+.2f", bits + 0.0);
    return out;
}

static void print_row(FILE *out, const sgm_finding *f)
{
    char weight[16], class[40] = "", p1[48], p0[48];
    (void)snprintf(p1, sizeof p1, "%zu/%zu", f->h1.hits, f->h1.n);
    (void)snprintf(p0, sizeof p0, "%zu/%zu", f->h0.hits, f->h0.n);
    if (f->members > 0)
        (void)snprintf(class, sizeof class, "%zu of %zu, %.0f", f->members_with, f->members, f->effective);
    fprintf(out, "%-5s %-52s %12s %12s %7s %9.3f %6.3f %8.4f  %s\n", f->formulation, f->what, p1, p0,
            bits_text(weight, sizeof weight, f->evidence.weight_bits), f->evidence.posterior, f->evidence.deniability,
            f->evidence.info_bits, class);
    if (f->sampled)
        fprintf(out, "%-5s %-52s [%.2f, %.2f] is the 95 %% interval of the first fraction\n", "", "",
                f->h1_interval.low, f->h1_interval.high);
}

void sgm_study_print(FILE *out, const sgm_study *s)
{
    fprintf(out,
            "All %d non-empty sets of the %d contributor blocks, each model retrained; D is block 0. A proof is "
            "published\nexactly where its statement holds. Class: members that used D, of all; anonymity set once the "
            "class is known.\nW of 128 bits is the nominal level of a proof that no false world passes. K1 and K2: "
            "what two proofs about one\nrecord leave together.\nModels on all blocks: ridge %zu, logistic %zu of %zu "
            "probes right.\n\n",
            SGM_WORLDS, SGM_BLOCKS, s->ridge_correct, s->logistic_correct, s->probes);
    fprintf(out, "%-58s %12s %12s %7s %9s %6s %8s  %s\n", "statement", "with D", "without", "W", "posterior", "deny",
            "I bits", "class");
    for (size_t i = 0; i < s->n; i++)
        print_row(out, &s->rows[i]);
}

/* JSON has no infinity: a weight that is infinite is null, and the counts say which way. */
static json_t *finite(double x) { return isfinite(x) ? json_real(x) : json_null(); }

static json_t *fraction(sgm_count c, sgm_interval i)
{
    return json_pack("{s:I, s:I, s:[f, f]}", "hits", (json_int_t)c.hits, "of", (json_int_t)c.n, "ci95", i.low, i.high);
}

static json_t *row_json(const sgm_finding *f)
{
    return json_pack("{s:s, s:s, s:o, s:o, s:f, s:b, s:o, s:f, s:f, s:f, s:I, s:I, s:f, s:b, s:f, s:b}", "formulation",
                     f->formulation, "statement", f->what, "with", fraction(f->h1, f->h1_interval), "without",
                     fraction(f->h0, f->h0_interval), "prior", f->prior, "sampled", f->sampled, "weight_bits",
                     finite(f->evidence.weight_bits), "posterior", f->evidence.posterior, "deniability",
                     f->evidence.deniability, "info_bits", f->evidence.info_bits, "members", (json_int_t)f->members,
                     "members_with", (json_int_t)f->members_with, "effective_set", f->effective, "redrawn_agrees",
                     f->redrawn_agrees, "conservation_error", f->conservation_error, "nominal", f->nominal);
}

json_t *sgm_study_json(const sgm_study *s)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < s->n; i++)
        json_array_append_new(rows, row_json(&s->rows[i]));
    return rows;
}
