/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Evidence: the table of formulations, the formulas at their edges, and conservation of the weight of evidence. */
#include "protocols/evidence.h"
#include "protocols/formulation/formulation.h"
#include "tests/unit/unit.h"

#include <math.h>

static int near(double a, double b, double tolerance) { return fabs(a - b) <= tolerance; }

static double entropy(double p) { return p > 0 && p < 1 ? -p * log2(p) - (1 - p) * log2(1 - p) : 0; }

static void test_table(void)
{
    sgm_evidence e = sgm_evidence_of(sgm_formulation_find("F0A")->acceptance, 0.5);
    CHECK("F0A", near(e.weight_bits, 128, 0) && near(e.posterior, 1, 0) && near(e.info_bits, 1, 1e-15));
    CHECK("F0A: deniability does not vanish by cancellation", near(e.deniability, ldexp(1, -128), ldexp(1, -140)));
    e = sgm_evidence_of(sgm_formulation_find("F0NOT")->acceptance, 0.5);
    CHECK("F0NOT", near(e.weight_bits, -128, 0) && near(e.deniability, 1, 0));
    CHECK("F0NOT: posterior", near(e.posterior, ldexp(1, -128), ldexp(1, -140)) && near(e.info_bits, 1, 1e-15));
    const char *const nil[] = {"F1", "F1-S128"};
    for (int i = 0; i < 2; i++) {
        e = sgm_evidence_of(sgm_formulation_find(nil[i])->acceptance, 0.3);
        CHECK("F1 conveys nothing", near(e.weight_bits, 0, 0) && near(e.info_bits, 0, 0));
        CHECK("F1 leaves the prior", near(e.posterior, 0.3, 1e-15) && near(e.deniability, 0.7, 1e-15));
    }
}

static void test_edges(void)
{
    sgm_evidence e = sgm_evidence_of((sgm_acceptance){0, -INFINITY}, 0.25);
    CHECK("accepted only if used", isinf(e.weight_bits) && e.weight_bits > 0 && near(e.posterior, 1, 0));
    CHECK("all there is to know", near(e.deniability, 0, 0) && near(e.info_bits, entropy(0.25), 1e-12));
    e = sgm_evidence_of((sgm_acceptance){-INFINITY, 0}, 0.25);
    CHECK("accepted only if not", isinf(e.weight_bits) && e.weight_bits < 0 && near(e.posterior, 0, 0));
    e = sgm_evidence_of((sgm_acceptance){-INFINITY, -INFINITY}, 0.25);
    CHECK("never accepted", near(e.weight_bits, 0, 0) && near(e.posterior, 0.25, 1e-15) && near(e.info_bits, 0, 0));
}

/* logit p* = logit pi + W ln 2, and I as the other formula has it: h2(pi) - Pr[acc] h2(p*) - Pr[rej] h2(Pr[h1|rej]). */
static void test_formulas(void)
{
    for (double prior = 0.05; prior < 1; prior += 0.1)
        for (double a1 = 0.1; a1 < 1; a1 += 0.2)
            for (double a0 = 0.05; a0 < 1; a0 += 0.15) {
                sgm_evidence e = sgm_evidence_of((sgm_acceptance){log2(a1), log2(a0)}, prior);
                double acc = prior * a1 + (1 - prior) * a0, after_reject = prior * (1 - a1) / (1 - acc);
                double info = entropy(prior) - acc * entropy(e.posterior) - (1 - acc) * entropy(after_reject);
                CHECK("Bayes", near(e.posterior, prior * a1 / acc, 1e-12));
                CHECK("sum", near(e.posterior + e.deniability, 1, 1e-12));
                CHECK("information", near(e.info_bits, info, 1e-12) && e.info_bits >= 0);
                double shift = log(e.posterior / e.deniability) - log(prior / (1 - prior));
                CHECK("conservation", near(shift, e.weight_bits * log(2.0), 1e-9));
            }
}

int main(void)
{
    test_table();
    test_edges();
    test_formulas();
    return unit_result("evidence");
}
