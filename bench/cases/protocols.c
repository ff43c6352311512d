/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Cases of the formulations: prove, verify alone, verify in a batch. Each starts from statement and proof as bytes. */
#include "bench/cases/formulations.h"
#include "bench/cases/subject.h"
#include "bench/cases/support.h"
#include "bench/peers/literal.h"
#include "protocols/batch.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { OP_PROVE, OP_VERIFY, OP_BATCH, OP = 3 };
enum { INSTANCES = 64 }; /* of one task */
/* Beside OP_BATCH: instances that keep their points; random weights; with one, ten or all proofs bad, the time
 * until the culprits are named. */
enum { KEPT = 16, RANDOM = 32, ONE_BAD = 64, TEN_BAD = 128, ALL_BAD = 256, ANY_BAD = ONE_BAD | TEN_BAD | ALL_BAD };

typedef struct protocol_state {
    int op, how;
    const char *flavor;
    sgm_proofs p;
    uint8_t *made;            /* what a run of OP_PROVE writes; the bad proofs of a search for culprits */
    uint8_t *accepted;        /* one verdict per proof */
    sgm_batch *batch;         /* kept, like its memory, from run to run */
    sgm_instance **instances; /* of the batch; made anew by every run, unless they keep their points */
    atomic_int refused;       /* one of them could not be made */
} protocol_state;

static void drop_instances(protocol_state *s)
{
    for (size_t i = 0; s->instances != NULL && i < s->p.n; i++) {
        sgm_instance_free(s->instances[i]);
        s->instances[i] = NULL;
    }
}

static void protocol_teardown(void *state)
{
    protocol_state *s = state;
    if (s == NULL)
        return;
    sgm_batch_free(s->batch);
    drop_instances(s);
    free(s->instances);
    free(s->made);
    free(s->accepted);
    sgm_proofs_clear(&s->p);
    free(s);
}

/* Adds one to the last response: the proof decodes, and is wrong. */
static void spoil(const protocol_state *s, size_t i)
{
    uint8_t *response = s->made + i * s->p.proof_bytes + s->p.f->batchable_bytes - 32;
    sgm_sc z;
    if (sgm_sc_from_bytes(&z, response))
        sgm_sc_add(&z, &z, &sgm_sc_one);
    sgm_sc_to_bytes(response, &z);
}

static int is_spoilt(const protocol_state *s, size_t i)
{
    size_t n = s->p.n, apart = n / 10; /* ten: in the middle of each tenth */
    return s->how & ALL_BAD || (s->how & ONE_BAD && i == n / 3) ||
           (s->how & TEN_BAD && i % apart == apart / 2 && i / apart < 10);
}

static sgm_status setup_batch(protocol_state *s, const sgm_ctx *ctx, unsigned threads)
{
    const sgm_proofs *p = &s->p;
    sgm_status status = sgm_batch_new(&s->batch, ctx, s->how & RANDOM ? SGM_WEIGHTS_RANDOM : SGM_WEIGHTS_DERIVED);
    if (status == SGM_OK && threads > 1)
        status = sgm_batch_threads(s->batch, threads);
    for (size_t i = 0; s->how & KEPT && i < p->n && status == SGM_OK; i++)
        status = sgm_formulation_instance(&s->instances[i], p->ctx, p->f, &p->statements[i], p->flavor);
    if (status == SGM_OK && s->how & KEPT)
        status = sgm_instances_keep(ctx, s->instances, p->n);
    memcpy(s->made, p->proofs, p->n * p->proof_bytes);
    for (size_t i = 0; i < p->n; i++)
        if (is_spoilt(s, i))
            spoil(s, i);
    return status;
}

static sgm_status protocol_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    protocol_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (s == NULL)
        return SGM_NOMEM;
    s->op = c->op & OP;
    s->how = c->op & ~OP;
    s->flavor = c->flavor;
    sgm_status status = sgm_proofs_make(&s->p, c, env, n);
    if (status == SGM_OK) {
        s->made = sgm_case_alloc(n, s->p.proof_bytes);
        s->accepted = sgm_case_alloc(n, 1);
        s->instances = calloc(n, sizeof(sgm_instance *));
        status = s->made != NULL && s->accepted != NULL && s->instances != NULL ? SGM_OK : SGM_NOMEM;
    }
    if (status == SGM_OK && s->op == OP_BATCH)
        status = setup_batch(s, env->ctx, c->threads > 1 ? c->threads : env->threads);
    if (status != SGM_OK)
        protocol_teardown(s);
    else
        *state = s;
    return status;
}

static sgm_status prove_all(protocol_state *s)
{
    const sgm_proofs *p = &s->p;
    sgm_rng rng = sgm_rng_system();
    sgm_status status = SGM_OK;
    for (size_t i = 0; i < p->n && status == SGM_OK; i++)
        status = sgm_formulation_prove(p->ctx, p->f, &p->statements[i], &p->openings[i], p->flavor, &rng,
                                       s->made + i * p->proof_bytes);
    return status;
}

static sgm_status verify_one(const sgm_proofs *p, const sgm_statement *statement, const uint8_t *proof)
{
    sgm_instance *inst = NULL;
    sgm_status status = sgm_formulation_instance(&inst, p->ctx, p->f, statement, p->flavor);
    if (status == SGM_OK)
        status = sgm_verify(p->ctx, inst, proof, p->proof_bytes);
    sgm_instance_free(inst);
    return status;
}

static sgm_status verify_all(protocol_state *s)
{
    sgm_status worst = SGM_OK;
    for (size_t i = 0; i < s->p.n; i++) {
        sgm_status status = verify_one(&s->p, &s->p.statements[i], s->p.proofs + i * s->p.proof_bytes);
        s->accepted[i] = status == SGM_OK;
        worst = status != SGM_OK ? status : worst;
    }
    return worst;
}

/* Instances of one block of statements, in place of those of the run before. */
static void instances_task(void *arg, size_t task, unsigned worker)
{
    protocol_state *s = arg;
    const sgm_proofs *p = &s->p;
    size_t first = task * INSTANCES, end = p->n - first < INSTANCES ? p->n : first + INSTANCES;
    (void)worker;
    for (size_t i = first; i < end; i++) {
        sgm_instance_free(s->instances[i]);
        s->instances[i] = NULL;
        if (sgm_formulation_instance(&s->instances[i], p->ctx, p->f, &p->statements[i], p->flavor) != SGM_OK)
            atomic_store_explicit(&s->refused, 1, memory_order_relaxed);
    }
}

static sgm_status make_instances(protocol_state *s)
{
    s->refused = 0;
    sgm_batch_run(s->batch, instances_task, s, (s->p.n + INSTANCES - 1) / INSTANCES);
    return s->refused ? SGM_MALFORMED : SGM_OK;
}

static sgm_status verify_batch(protocol_state *s, const uint8_t *proofs)
{
    const sgm_proofs *p = &s->p;
    sgm_batch_clear(s->batch);
    sgm_status status = s->how & KEPT ? SGM_OK : make_instances(s);
    if (status == SGM_OK)
        status = sgm_batch_add_many(s->batch, (const sgm_instance *const *)s->instances, proofs, p->proof_bytes, p->n);
    if (status == SGM_OK)
        status = sgm_batch_verify(s->batch);
    memset(s->accepted, status == SGM_OK, p->n);
    return status;
}

/* Verifies the spoilt batch and names its culprits, which must be the spoilt ones. */
static sgm_status search_culprits(protocol_state *s)
{
    const size_t *culprits;
    size_t n, found = 0;
    if (verify_batch(s, s->made) != SGM_REJECTED || sgm_batch_culprits(s->batch, &culprits, &n) != SGM_OK)
        return SGM_IO;
    for (size_t i = 0; i < s->p.n; i++) {
        int named = found < n && culprits[found] == i;
        if (named != is_spoilt(s, i))
            return SGM_IO;
        found += (size_t)named;
        s->accepted[i] = !named;
    }
    return SGM_OK;
}

static sgm_status protocol_run(void *state)
{
    protocol_state *s = state;
    if (s->op == OP_PROVE)
        return prove_all(s);
    if (s->op == OP_VERIFY)
        return verify_all(s);
    return s->how & ANY_BAD ? search_culprits(s) : verify_batch(s, s->p.proofs);
}

static sgm_status protocol_phases(void *state, uint64_t ns[SGM_PHASE_COUNT])
{
    protocol_state *s = state;
    sgm_batch_measure(s->batch, ns);
    sgm_status status = protocol_run(s);
    sgm_batch_measure(s->batch, NULL);
    return status;
}

/* Every proof, or ORACLE_MAX and more of them spread over a large batch, judged by the literal verifier on libsodium. A
 * hinted proof is judged as the batchable one in it. */
static void check_with_oracle(const protocol_state *s, const uint8_t *proofs, sgm_verdict *v)
{
    enum { ORACLE_MAX = 1024 };
    sgm_literal literal;
    int hinted = s->p.flavor == SGM_HINTED;
    size_t len = hinted ? s->p.f->batchable_bytes : s->p.proof_bytes, step = 1 + s->p.n / (ORACLE_MAX + 1);
    if (!sgm_literal_init(&literal, s->p.f->words.name, hinted ? "batchable" : s->flavor))
        sgm_verdict_fail(v, "no literal verifier for %s", s->p.f->words.name);
    for (size_t i = 0; i < s->p.n && v->verified; i += step) {
        uint8_t d[32], dm[32];
        sgm_sc_to_bytes(d, &s->p.statements[i].d);
        sgm_sc_to_bytes(dm, &s->p.statements[i].dm);
        if (!sgm_literal_accepts(&literal, s->p.statements[i].C, d, dm, proofs + i * s->p.proof_bytes, len))
            sgm_verdict_fail(v, "proof %zu is not accepted by the literal equations on libsodium", i);
    }
}

/* The batch with one bad proof must name exactly that one. */
static int batch_names(protocol_state *s, size_t bad)
{
    const size_t *culprits;
    size_t n = 0;
    return verify_batch(s, s->p.proofs) != SGM_OK && sgm_batch_culprits(s->batch, &culprits, &n) == SGM_OK && n == 1 &&
           culprits[0] == bad;
}

/* One bit of one proof flipped, at places spread over string and batch; then a proof under another statement. */
static void check_tampered(protocol_state *s, sgm_verdict *v)
{
    sgm_proofs *p = &s->p;
    const size_t places = p->n > 64 ? 4 : 12; /* every one costs a search for the culprit */
    v->rejects_tampered = 1;
    for (size_t k = 0; k <= places; k++) {
        size_t i = (k * 7 + k * k) % p->n, bit = k * (8 * p->proof_bytes - 1) / places;
        uint8_t *byte = &p->proofs[i * p->proof_bytes + bit / 8], flip = (uint8_t)(1u << bit % 8);
        *byte ^= flip;
        int caught = s->op == OP_BATCH ? batch_names(s, i)
                                       : verify_one(p, &p->statements[i], p->proofs + i * p->proof_bytes) != SGM_OK;
        *byte ^= flip;
        if (!caught) {
            v->rejects_tampered = 0;
            sgm_verdict_fail(v, "proof %zu with bit %zu flipped is not refused", i, bit);
        }
    }
    sgm_statement other = p->statements[0];
    sgm_sc_add(&other.d, &other.d, &sgm_sc_one);
    if (verify_one(p, &other, p->proofs) == SGM_OK) {
        v->rejects_tampered = 0;
        sgm_verdict_fail(v, "a proof is accepted for another dataset digest");
    }
}

/* The openings of another statement make no proof: an honest prover refuses, also where the formulation is a tautology.
 */
static void check_refuses(protocol_state *s, sgm_verdict *v)
{
    sgm_opening wrong = s->p.openings[0];
    sgm_rng rng = sgm_rng_system();
    sgm_sc_add(&wrong.r, &wrong.r, &sgm_sc_one);
    if (sgm_formulation_prove(s->p.ctx, s->p.f, &s->p.statements[0], &wrong, s->p.flavor, &rng, s->made) == SGM_OK)
        sgm_verdict_fail(v, "a proof was made from an opening that is not the record's");
}

static void protocol_check(void *state, sgm_verdict *v)
{
    protocol_state *s = state;
    sgm_verdict_pass(v);
    sgm_status status = protocol_run(s);
    if (status != SGM_OK)
        sgm_verdict_fail(v, "honest proofs ended with status %d", (int)status);
    if (s->op == OP_PROVE) {
        check_with_oracle(s, s->made, v);
        check_refuses(s, v);
    } else
        check_with_oracle(s, s->p.proofs, v);
    check_tampered(s, v);
    if (protocol_run(s) != SGM_OK)
        sgm_verdict_fail(v, "honest proofs are refused after tampered ones");
}

static void protocol_input(void *state, const sgm_sink *sink)
{
    const protocol_state *s = state;
    sgm_proofs_put_instances(&s->p, sink);
}

/* Provers draw fresh randomness in a run, so their canonical output is made anew from the reproducible stream. */
static void protocol_canon(void *state, const sgm_sink *sink)
{
    protocol_state *s = state;
    if (s->op != OP_PROVE)
        sgm_sink_put(sink, s->accepted, s->p.n);
    if (s->op == OP_PROVE && sgm_proofs_write(&s->p, s->made) != SGM_OK)
        return;
    sgm_sink_put(sink, s->op == OP_PROVE ? s->made : s->p.proofs, s->p.n * s->p.proof_bytes);
}

static size_t protocol_proof_bytes(const void *state) { return ((const protocol_state *)state)->p.proof_bytes; }
static size_t protocol_statement_bytes(const void *state) { return ((const protocol_state *)state)->p.statement_bytes; }

static const char *const classes[] = {"honest", NULL};
static const size_t one_by_one[] = {1, 16, 0};
static const size_t batches[] = {1, 2, 4, 8, 16, 64, 256, 1024, 4096, 16384, 0};
static const size_t large_batches[] = {64, 1024, 16384, 0};
static const size_t searched[] = {64, 1024, 0};

#define SCHNORR "protocols/schnorr/verify"
#define PROTOCOL(name, verb, op_, time, flavor_, sizes_, baseline_, threads_)                                          \
    {                                                                                                                  \
        .id = "protocols/" name "/" verb, .baseline = baseline_, .formulation = name, .flavor = flavor_,               \
        .timing = time, .classes = classes, .sizes = sizes_, .op = op_, .setup = protocol_setup, .run = protocol_run,  \
        .phases = ((op_)&OP) == OP_BATCH ? protocol_phases : NULL, .check = protocol_check, .input = protocol_input,   \
        .canon = protocol_canon, .proof_bytes = protocol_proof_bytes, .statement_bytes = protocol_statement_bytes,     \
        .threads = threads_, .teardown = protocol_teardown                                                             \
    }
#define FORMULATION(name)                                                                                              \
    PROTOCOL(name, "prove", OP_PROVE, SGM_CONSTANT_TIME, "batchable", one_by_one, NULL, 0),                            \
        PROTOCOL(name, "prove", OP_PROVE, SGM_CONSTANT_TIME, "compact", one_by_one, NULL, 0),                          \
        PROTOCOL(name, "verify", OP_VERIFY, SGM_VARIABLE_TIME, "batchable", one_by_one, SCHNORR, 0),                   \
        PROTOCOL(name, "verify", OP_VERIFY, SGM_VARIABLE_TIME, "compact", one_by_one, SCHNORR, 0),                     \
        BATCH(name, "", 0, "batchable", batches, 1),
#define BATCH(name, suffix, how, flavor, sizes, threads)                                                               \
    PROTOCOL(name, "batch" suffix, OP_BATCH | how, SGM_VARIABLE_TIME, flavor, sizes, SCHNORR, threads)

/* What a batch costs under other conditions, told by one formulation: weights drawn instead of derived, statement
 * points kept, hints, other digests in every statement, two threads, and bad proofs. */
static const sgm_case list[] = {SGM_BENCH_FORMULATIONS(FORMULATION) BATCH("F0A", "", 0, "hinted", batches, 1),
                                BATCH("F0A", "-random", RANDOM, "batchable", batches, 1),
                                BATCH("F0A", "-kept", KEPT, "batchable", batches, 1),
                                BATCH("F0A", "-kept", KEPT, "hinted", batches, 1),
                                BATCH("F0A", "-random-kept", RANDOM | KEPT, "batchable", batches, 1),
                                BATCH("F0A", "-random-kept", RANDOM | KEPT, "hinted", batches, 1),
                                BATCH("F0A", "-distinct", 0, "batchable", large_batches, 1),
                                BATCH("F0A", "-two-threads", 0, "batchable", large_batches, 2),
                                BATCH("F0A", "-random-two-threads", RANDOM, "batchable", large_batches, 2),
                                BATCH("F0A", "-random-kept-two-threads", RANDOM | KEPT, "hinted", large_batches, 2),
                                BATCH("F0A", "-one-bad", ONE_BAD, "batchable", searched, 1),
                                BATCH("F0A", "-ten-bad", TEN_BAD, "batchable", searched, 1),
                                BATCH("F0A", "-all-bad", ALL_BAD, "batchable", searched, 1)};
const sgm_case_group sgm_cases_protocols = {list, sizeof list / sizeof list[0]};
