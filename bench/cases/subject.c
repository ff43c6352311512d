/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Makes statements and proofs for the protocol cases. */
#include "bench/cases/subject.h"

#include "bench/cases/support.h"
#include "protocols/transcript.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Does the record of item i open to the digest that the statement is about? */
static int opens_to_d(const sgm_formulation *f, size_t i)
{
    if (strcmp(f->words.name, "F0NOT") == 0)
        return 0;
    return strncmp(f->words.name, "F1", 2) != 0 || i % 2 == 0;
}

/* All statements are about the dataset and the model of the first one, as in a dispute, unless `distinct`. */
static sgm_status synthesise(sgm_proofs *p, int distinct)
{
    sgm_sc *random = sgm_case_alloc(4 * p->n, sizeof *random);
    if (random == NULL)
        return SGM_NOMEM;
    sgm_input_scalars(random, 4 * p->n, p->seed, p->f->words.name);
    for (size_t i = 0; i < p->n; i++) {
        sgm_statement *s = &p->statements[i];
        sgm_opening *o = &p->openings[i];
        s->d = random[distinct ? 4 * i : 0];
        s->dm = random[distinct ? 4 * i + 1 : 1];
        o->r = random[4 * i + 2];
        o->d = opens_to_d(p->f, i) ? s->d : random[4 * i + 3];
        sgm_record_commit(p->ctx, s->C, &o->d, &s->dm, &o->r);
    }
    free(random);
    return SGM_OK;
}

static sgm_status measure_sizes(sgm_proofs *p)
{
    sgm_instance *inst = NULL;
    sgm_status status = sgm_formulation_instance(&inst, p->ctx, p->f, &p->statements[0], p->flavor);
    if (status != SGM_OK)
        return status;
    p->proof_bytes = sgm_instance_proof_size(inst);
    sgm_instance_bytes(inst, &p->statement_bytes);
    sgm_instance_free(inst);
    return SGM_OK;
}

static sgm_flavor flavor_of(const sgm_case *c)
{
    if (strcmp(c->flavor, "hinted") == 0)
        return SGM_HINTED;
    return strcmp(c->flavor, "compact") == 0 ? SGM_COMPACT : SGM_BATCHABLE;
}

sgm_status sgm_proofs_make(sgm_proofs *p, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    *p = (sgm_proofs){.ctx = env->ctx,
                      .f = sgm_formulation_find(c->formulation),
                      .flavor = flavor_of(c),
                      .n = n,
                      .seed = env->seed,
                      .statements = sgm_case_alloc(n, sizeof *p->statements),
                      .openings = sgm_case_alloc(n, sizeof *p->openings)};
    sgm_status status = p->f == NULL ? SGM_USAGE : SGM_NOMEM;
    if (p->f != NULL && p->statements != NULL && p->openings != NULL) {
        status = SGM_OK;
        if (env->subject == NULL)
            status = synthesise(p, strstr(c->id, "-distinct") != NULL);
        else if (env->subject->n < n)
            status = SGM_USAGE;
        else {
            memcpy(p->statements, env->subject->statements, n * sizeof *p->statements);
            memcpy(p->openings, env->subject->openings, n * sizeof *p->openings);
        }
    }
    if (status == SGM_OK)
        status = measure_sizes(p);
    if (status == SGM_OK)
        status = (p->proofs = sgm_case_alloc(n, p->proof_bytes)) != NULL ? sgm_proofs_write(p, p->proofs) : SGM_NOMEM;
    if (status != SGM_OK)
        sgm_proofs_clear(p);
    return status;
}

void sgm_proofs_clear(sgm_proofs *p)
{
    free(p->statements);
    free(p->openings);
    free(p->proofs);
    *p = (sgm_proofs){0};
}

sgm_status sgm_proofs_write(const sgm_proofs *p, uint8_t *out)
{
    char tag[64];
    sgm_test_rng stream;
    int len = snprintf(tag, sizeof tag, "bench/%s/%llu", p->f->words.name, (unsigned long long)p->seed);
    sgm_test_rng_init(&stream, tag, (size_t)len);
    sgm_rng rng = sgm_rng_test(&stream);
    sgm_status status = SGM_OK;
    for (size_t i = 0; i < p->n && status == SGM_OK; i++)
        status = sgm_formulation_prove(p->ctx, p->f, &p->statements[i], &p->openings[i], p->flavor, &rng,
                                       out + i * p->proof_bytes);
    return status;
}

void sgm_proofs_put_instances(const sgm_proofs *p, const sgm_sink *sink)
{
    for (size_t i = 0; i < p->n; i++) {
        sgm_instance *inst = NULL;
        size_t len;
        if (sgm_formulation_instance(&inst, p->ctx, p->f, &p->statements[i], p->flavor) != SGM_OK)
            continue;
        const uint8_t *bytes = sgm_instance_bytes(inst, &len);
        sgm_sink_put(sink, bytes, len);
        sgm_instance_free(inst);
    }
}
