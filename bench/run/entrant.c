/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Prepares, checks and times one entry. */
#include "bench/run/entrant.h"

#include "bench/run/clock.h"
#include "bench/run/digest.h"

#include <stdio.h>
#include <string.h>

enum { BLOCK_MAX = 1 << 20 };
static const double wanted_ns = 1e5;

const char *sgm_entrant_backend(const sgm_entrant *e) { return e->be != NULL ? e->be->name : sgm_case_alone(e->c); }

int sgm_entrant_time(sgm_entrant *e, uint64_t runs, sgm_block_time *t)
{
    sgm_status status = SGM_OK;
    double wall = sgm_wall_ns(), cpu = sgm_cpu_ns();
    for (uint64_t i = 0; i < runs; i++)
        status |= e->c->run(e->state);
    double items = (double)runs * (double)e->n;
    t->cpu = (sgm_cpu_ns() - cpu) / items;
    t->wall = (sgm_wall_ns() - wall) / items;
    if (e->threads > 1) /* one thread's own time says nothing then */
        t->cpu = t->wall;
    return status == SGM_OK;
}

/* Doubles the block until it lasts long enough. */
static int find_block(sgm_entrant *e)
{
    for (e->block = 1; e->block < BLOCK_MAX; e->block *= 2) {
        sgm_block_time t;
        if (!sgm_entrant_time(e, e->block, &t))
            return 0;
        e->block_ns = t.wall * (double)e->n * (double)e->block;
        if (e->block_ns >= wanted_ns)
            break;
    }
    return 1;
}

static int prepare(sgm_entrant *e, const sgm_ctx *ctx, uint64_t seed)
{
    const sgm_case_env env = {.be = e->be, .ctx = ctx, .seed = seed, .threads = e->threads, .subject = e->subject};
    sgm_status status = e->c->setup(&e->state, e->c, &env, e->n);
    if (status != SGM_OK) {
        snprintf(e->verdict.why, sizeof e->verdict.why, "setup failed with status %d", (int)status);
        return 0;
    }
    e->c->check(e->state, &e->verdict);
    if (!e->verdict.verified || e->verdict.rejects_tampered == 0)
        return 0;
    sgm_digest(e->input, e->c->input, e->state);
    sgm_digest(e->output, e->c->canon, e->state);
    if (e->c->proof_bytes != NULL)
        e->proof_bytes = e->c->proof_bytes(e->state);
    if (e->c->statement_bytes != NULL)
        e->statement_bytes = e->c->statement_bytes(e->state);
    if (find_block(e))
        return 1;
    sgm_verdict_fail(&e->verdict, "a run after the check failed");
    return 0;
}

int sgm_entrant_prepare(sgm_entrant *e, const sgm_ctx *ctx, uint64_t seed)
{
    if (e->stage == SGM_ENTRANT_NEW)
        e->stage = prepare(e, ctx, seed) ? SGM_ENTRANT_READY : SGM_ENTRANT_FAILED;
    return e->stage == SGM_ENTRANT_READY;
}

void sgm_entrant_clear(sgm_entrant *e)
{
    if (e->c != NULL)
        e->c->teardown(e->state);
    memset(e, 0, sizeof *e);
}
