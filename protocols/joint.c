/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Arguments side by side: everything of the parts in order. */
#include "protocols/joint.h"

#include "primitives/base/bytes.h"

#include <stdlib.h>
#include <string.h>

typedef struct joint {
    sgm_argument arg;
    sgm_instance *part[SGM_JOINT_MAX];
    const sgm_instance *parts[SGM_JOINT_MAX];
    sgm_outer outers[SGM_OUTERS_MAX];
} joint;

static void release(void *block)
{
    joint *j = block;
    for (uint32_t k = 0; k < j->arg.n_parts; k++)
        sgm_instance_free(j->part[k]);
    free(j);
}

/* Each part sees what is its own; generators are everybody's. */
static void sum(const sgm_argument *self, const sgm_reading *in, const sgm_sums *out)
{
    sgm_reading r = *in;
    sgm_sums s = *out;
    for (uint32_t k = 0; k < self->n_parts; k++) {
        const sgm_instance *inst = self->parts[k];
        const sgm_argument *part = inst->argument;
        part->sum(part, &r, &s);
        r.scalar += part->script.n_scalars;
        r.challenge += part->script.n_challenges;
        r.inverse += part->script.n_challenges;
        r.weight += part->n_equations;
        s.element += inst->n_elements;
        s.point += part->script.n_points;
        s.a += part->n_outers;
        s.b += part->n_outers;
    }
}

/* Sums over the parts. Returns 0 if they have too many long vectors. */
static int add_up(joint *j, uint32_t *n_elements, size_t *len)
{
    sgm_argument *a = &j->arg;
    *n_elements = 0;
    *len = 0;
    for (uint32_t k = 0; k < a->n_parts; k++) {
        const sgm_instance *inst = j->part[k];
        const sgm_argument *part = inst->argument;
        j->parts[k] = inst;
        a->script.n_points += part->script.n_points;
        a->script.n_scalars += part->script.n_scalars;
        a->script.n_challenges += part->script.n_challenges;
        a->n_equations += part->n_equations;
        a->scratch = part->scratch > a->scratch ? part->scratch : a->scratch;
        if (a->n_outers + part->n_outers > SGM_OUTERS_MAX)
            return 0;
        memcpy(j->outers + a->n_outers, part->outers, part->n_outers * sizeof *j->outers);
        a->n_outers += part->n_outers;
        *n_elements += inst->n_elements;
        *len += 8 + inst->len;
    }
    return 1;
}

static void write_bytes(const joint *j, uint8_t *bytes, uint8_t (*elements)[SGM_ELEMENT_BYTES])
{
    for (uint32_t k = 0; k < j->arg.n_parts; k++) {
        const sgm_instance *inst = j->part[k];
        sgm_store64(bytes, inst->len);
        memcpy(bytes + 8, inst->bytes, inst->len);
        bytes += 8 + inst->len;
        for (uint32_t i = 0; i < inst->n_elements; i++, elements++)
            memcpy(*elements, inst->elements[i].enc, sizeof *elements);
    }
}

sgm_status sgm_joint_instance(sgm_instance **out, const char *name, sgm_instance *const *parts, uint32_t n,
                              sgm_flavor flavor)
{
    uint32_t n_elements;
    size_t len;
    joint *j = calloc(1, sizeof *j);
    *out = NULL;
    if (!j) {
        for (uint32_t k = 0; k < n; k++)
            sgm_instance_free(parts[k]);
        return SGM_NOMEM;
    }
    memcpy(j->part, parts, n * sizeof *parts);
    j->arg = (sgm_argument){.n_parts = n, .parts = j->parts, .outers = j->outers, .sum = sum};
    sgm_status st = add_up(j, &n_elements, &len) ? SGM_OK : SGM_USAGE;
    uint8_t *bytes = st == SGM_OK ? malloc(len) : NULL;
    uint8_t(*elements)[SGM_ELEMENT_BYTES] = st == SGM_OK ? malloc((n_elements + 1) * sizeof *elements) : NULL;
    if (st == SGM_OK && (!bytes || !elements))
        st = SGM_NOMEM;
    if (st == SGM_OK) {
        write_bytes(j, bytes, elements);
        st = sgm_argument_instance(out, name, &j->arg, release, (const uint8_t(*)[SGM_ELEMENT_BYTES])elements,
                                   n_elements, bytes, len, flavor);
    } else {
        release(j);
    }
    free(elements);
    free(bytes);
    return st;
}
