/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Balls and the greedy partition over the outputs of all worlds. */
#include "bench/evidence/classes.h"

#include "bench/evidence/interval.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNTAKEN UINT32_MAX

static void count_world(sgm_class_count *c, uint32_t S)
{
    c->members++;
    c->with += S & SGM_DISPUTED_BIT;
}

/* 1 if exactly the worlds marked in `ball` are within epsilon of S. */
static int same_ball(const sgm_worlds *w, const uint8_t *ball, uint32_t S, double epsilon)
{
    for (uint32_t T = 1; T <= SGM_WORLDS; T++)
        if (sgm_worlds_alike(w, S, T, epsilon) != ball[T])
            return 0;
    return 1;
}

sgm_class_count sgm_ball(const sgm_worlds *w, uint32_t M, double epsilon, size_t *centres)
{
    static _Thread_local uint8_t ball[SGM_WORLDS + 1];
    sgm_class_count count = {0, 0};
    *centres = 0;
    for (uint32_t S = 1; S <= SGM_WORLDS; S++) {
        ball[S] = (uint8_t)sgm_worlds_alike(w, M, S, epsilon);
        if (ball[S])
            count_world(&count, S);
    }
    for (uint32_t S = 1; S <= SGM_WORLDS; S++)
        *centres += ball[S] && same_ball(w, ball, S, epsilon);
    return count;
}

void sgm_partition_clear(sgm_partition *p)
{
    free(p->cell);
    free(p->count);
    *p = (sgm_partition){0};
}

sgm_status sgm_partition_make(sgm_partition *p, const sgm_worlds *w, double epsilon)
{
    *p = (sgm_partition){.cell = malloc(SGM_WORLDS * sizeof *p->cell), .count = calloc(SGM_WORLDS, sizeof *p->count)};
    if (p->cell == NULL || p->count == NULL) {
        sgm_partition_clear(p);
        return SGM_NOMEM;
    }
    memset(p->cell, 0xff, SGM_WORLDS * sizeof *p->cell);
    for (uint32_t centre = SGM_WORLDS; centre >= 1; centre--) {
        if (p->cell[centre - 1] != UNTAKEN)
            continue;
        for (uint32_t S = centre; S >= 1; S--)
            if (p->cell[S - 1] == UNTAKEN && sgm_worlds_alike(w, centre, S, epsilon)) {
                p->cell[S - 1] = (uint32_t)p->cells;
                count_world(&p->count[p->cells], S);
            }
        p->cells++;
    }
    return SGM_OK;
}

sgm_status sgm_partition_join(sgm_partition *out, const sgm_partition *p, const sgm_partition *q)
{
    uint32_t *number = malloc(p->cells * q->cells * sizeof *number); /* of a pair of cells */
    *out = (sgm_partition){.cell = malloc(SGM_WORLDS * sizeof *out->cell),
                           .count = calloc(SGM_WORLDS, sizeof *out->count)};
    if (number == NULL || out->cell == NULL || out->count == NULL) {
        free(number);
        sgm_partition_clear(out);
        return SGM_NOMEM;
    }
    memset(number, 0xff, p->cells * q->cells * sizeof *number);
    for (uint32_t S = 1; S <= SGM_WORLDS; S++) {
        uint32_t *pair = &number[p->cell[S - 1] * q->cells + q->cell[S - 1]];
        if (*pair == UNTAKEN)
            *pair = (uint32_t)out->cells++;
        out->cell[S - 1] = *pair;
        count_world(&out->count[*pair], S);
    }
    free(number);
    return SGM_OK;
}

double sgm_partition_information(const sgm_partition *p)
{
    double bits = sgm_entropy((double)SGM_WORLDS_WITH / (double)SGM_WORLDS);
    for (size_t c = 0; c < p->cells; c++) {
        double n = (double)p->count[c].members;
        bits -= n / (double)SGM_WORLDS * sgm_entropy((double)p->count[c].with / n);
    }
    return bits;
}

double sgm_partition_effective(const sgm_partition *p)
{
    double entropy = 0;
    for (size_t c = 0; c < p->cells; c++) {
        double n = (double)p->count[c].members;
        entropy += n / (double)SGM_WORLDS * log2(n);
    }
    return exp2(entropy);
}
