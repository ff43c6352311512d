/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Arguments of several rounds: scripts, instances, the prover's tape, and what a verifier reads of a string. */
#include "protocols/argument.h"

#include "primitives/base/bytes.h"
#include "primitives/base/verify.h"
#include "protocols/arena.h"
#include "protocols/formulation/formulation.h"
#include "protocols/transcripts.h"

#include <string.h>

void sgm_script_add(sgm_script *s, sgm_step_kind kind, uint32_t n)
{
    s->step[s->n_steps++] = (sgm_step){kind, n};
    s->n_points += kind == SGM_STEP_POINTS ? n : 0;
    s->n_scalars += kind == SGM_STEP_SCALARS ? n : 0;
    s->n_challenges += kind == SGM_STEP_CHALLENGES || kind == SGM_STEP_NONZERO ? n : 0;
}

void sgm_script_fold(sgm_script *s, unsigned rounds)
{
    for (unsigned i = 0; i < rounds; i++) {
        sgm_script_add(s, SGM_STEP_POINTS, 2);
        sgm_script_add(s, SGM_STEP_NONZERO, 1);
    }
}

/* An instance with its elements and bytes, in one block. */
typedef struct argument_instance {
    sgm_instance *inst;
    sgm_session *session;
    sgm_element *elements;
    sgm_affine *points;
    uint8_t *bytes;
} argument_instance;

static void layout(argument_instance *p, sgm_arena *a, uint32_t n_elements, size_t len)
{
    a->used = 0;
    p->inst = sgm_arena_take(a, 1, sizeof *p->inst);
    p->session = sgm_arena_take(a, 1, sizeof *p->session);
    p->elements = sgm_arena_take(a, n_elements, sizeof *p->elements);
    p->points = sgm_arena_take(a, n_elements, sizeof *p->points);
    p->bytes = sgm_arena_take(a, len, 1);
}

static int any_identity(const uint8_t (*elements)[SGM_ELEMENT_BYTES], uint32_t n)
{
    static const uint8_t identity[SGM_ELEMENT_BYTES] = {0};
    for (uint32_t i = 0; i < n; i++)
        if (SGM_KEEP_IDENTITY && memcmp(elements[i], identity, SGM_ELEMENT_BYTES) == 0)
            return 1;
    return 0;
}

static void fill(const argument_instance *p, const char *name, const sgm_argument *argument, uint32_t n_elements,
                 size_t len, sgm_flavor flavor)
{
    char tag[128];
    uint8_t sid[32];
    *p->inst = (sgm_instance){.session = p->session,
                              .flavor = flavor,
                              .extension = 1,
                              .n_elements = n_elements,
                              .n_equations = argument->n_equations,
                              .n_scalars = argument->script.n_scalars,
                              .n_points = argument->script.n_points,
                              .n_terms = SGM_GEN_COUNT + n_elements,
                              .elements = p->elements,
                              .points = p->points,
                              .bytes = p->bytes,
                              .len = len,
                              .argument = argument};
    sgm_formulation_name_tag(name, flavor, tag, sizeof tag);
    sgm_session_id(sid, tag, strlen(tag));
    sgm_session_open(p->session, sid);
}

static sgm_status build(sgm_instance **out, const char *name, const sgm_argument *argument,
                        const uint8_t (*elements)[SGM_ELEMENT_BYTES], uint32_t n_elements, const uint8_t *bytes,
                        size_t len, sgm_flavor flavor)
{
    argument_instance p;
    sgm_arena a = {0};
    if (flavor != SGM_BATCHABLE && flavor != SGM_HINTED)
        return SGM_USAGE;
    if (any_identity(elements, n_elements))
        return SGM_MALFORMED;
    layout(&p, &a, n_elements, len);
    sgm_status st = sgm_arena_reserve(&a, a.used);
    if (st != SGM_OK)
        return st;
    layout(&p, &a, n_elements, len);
    for (uint32_t i = 0; i < n_elements; i++) {
        p.elements[i] = (sgm_element){.d = sgm_sc_zero};
        memcpy(p.elements[i].enc, elements[i], SGM_ELEMENT_BYTES);
    }
    memcpy(p.bytes, bytes, len);
    fill(&p, name, argument, n_elements, len, flavor);
    *out = p.inst;
    return SGM_OK;
}

sgm_status sgm_argument_instance(sgm_instance **out, const char *name, sgm_argument *argument, void (*release)(void *),
                                 const uint8_t (*elements)[SGM_ELEMENT_BYTES], uint32_t n_elements,
                                 const uint8_t *bytes, size_t len, sgm_flavor flavor)
{
    *out = NULL;
    sgm_status st = build(out, name, argument, elements, n_elements, bytes, len, flavor);
    if (st == SGM_OK) {
        (*out)->block = argument;
        (*out)->release = release;
    } else {
        release(argument);
    }
    return st;
}

/* The transcript of a proof about inst, up to the first message. */
static void open_transcript(sgm_transcript *t, const sgm_instance *inst)
{
    *t = (sgm_transcript){.absorb_pos = 0};
    memcpy(t->absorb, inst->session->opened, sizeof t->absorb);
    sgm_transcript_absorb(t, inst->bytes, SGM_KEEP_STATEMENT ? inst->len : 0);
}

/* Bytes of a step in the string, and how many of them are absorbed. */
static size_t step_bytes(const sgm_step *step)
{
    if (step->kind == SGM_STEP_POINTS)
        return SGM_ELEMENT_BYTES * (size_t)step->n;
    return step->kind == SGM_STEP_SCALARS ? SGM_SCALAR_BYTES * (size_t)step->n : 0;
}

/* In: a step that another one follows. */
static size_t absorbed_bytes(const sgm_step *step)
{
    const int pair_before_fold = step->kind == SGM_STEP_POINTS && step->n == 2 && step[1].kind == SGM_STEP_NONZERO;
    if (pair_before_fold && !SGM_KEEP_ROUNDS)
        return 0;
    return step->kind == SGM_STEP_POINTS && !SGM_KEEP_COMMITMENTS ? 0 : step_bytes(step);
}

int sgm_argument_parse(const sgm_instance *inst, const uint8_t *proof, uint8_t (*points)[SGM_ELEMENT_BYTES],
                       sgm_sc *scalars)
{
    const sgm_script *s = &inst->argument->script;
    int good = 1;
    for (uint32_t k = 0; k < inst->argument->n_parts; k++) {
        const sgm_script *part = &inst->argument->parts[k]->argument->script;
        good &= sgm_argument_parse(inst->argument->parts[k], proof, points, scalars);
        proof += sgm_script_bytes(part);
        points += part->n_points;
        scalars += part->n_scalars;
    }
    for (uint32_t i = 0; i < s->n_steps; i++) {
        const sgm_step *step = &s->step[i];
        if (step->kind == SGM_STEP_POINTS) {
            memcpy(points, proof, step_bytes(step));
            points += step->n;
        } else if (step->kind == SGM_STEP_SCALARS) {
            for (uint32_t k = 0; k < step->n; k++)
                good &= sgm_proof_scalar(scalars++, proof + SGM_SCALAR_BYTES * (size_t)k);
        }
        proof += step_bytes(step);
    }
    return good;
}

/* 1 if both are hashed in the same steps. */
static int in_step(const sgm_argument_job *a, const sgm_argument_job *b)
{
    const sgm_script *s = &a->inst->argument->script, *t = &b->inst->argument->script;
    return a->inst->argument->n_parts == b->inst->argument->n_parts && a->inst->len == b->inst->len &&
           s->n_steps == t->n_steps && memcmp(s->step, t->step, s->n_steps * sizeof *s->step) == 0;
}

/* The challenges of as many proofs as there are lanes, all in step. */
static void challenge_lanes(const sgm_backend *be, const sgm_argument_job *jobs, unsigned n)
{
    const sgm_script *s = &jobs[0].inst->argument->script;
    const uint64_t *opened[SGM_KECCAK_MAX_LANES];
    const uint8_t *in[SGM_KECCAK_MAX_LANES];
    sgm_transcripts t;
    size_t from = 0;
    uint32_t k = 0;
    for (unsigned i = 0; i < n; i++) {
        opened[i] = jobs[i].inst->session->opened;
        in[i] = jobs[i].inst->bytes;
    }
    sgm_transcripts_open(&t, be, opened, n);
    sgm_transcripts_absorb(&t, in, SGM_KEEP_STATEMENT ? jobs[0].inst->len : 0);
    for (const sgm_step *step = s->step; k < s->n_challenges; step++) {
        if (step->kind == SGM_STEP_POINTS || step->kind == SGM_STEP_SCALARS) {
            for (unsigned i = 0; i < n; i++)
                in[i] = jobs[i].proof + from;
            sgm_transcripts_absorb(&t, in, absorbed_bytes(step));
            from += step_bytes(step);
            continue;
        }
        for (uint32_t c = 0; c < step->n; c++, k++) {
            sgm_sc challenge[SGM_KECCAK_MAX_LANES];
            sgm_transcripts_challenge(&t, challenge);
            for (unsigned i = 0; i < n; i++)
                jobs[i].challenges[k] = challenge[i];
        }
    }
}

/* The same of as many proofs that have as many parts: those of the first parts, then those of the second ones, .. */
static void challenge_parts(const sgm_backend *be, const sgm_argument_job *jobs, size_t n)
{
    sgm_argument_job part[SGM_KECCAK_MAX_LANES];
    for (size_t i = 0; i < n; i++)
        part[i] = jobs[i];
    for (uint32_t k = 0; k < jobs[0].inst->argument->n_parts; k++) {
        for (size_t i = 0; i < n; i++)
            part[i].inst = jobs[i].inst->argument->parts[k];
        sgm_argument_challenges(be, part, n);
        for (size_t i = 0; i < n; i++) {
            const sgm_script *s = &part[i].inst->argument->script;
            part[i].proof += sgm_script_bytes(s);
            part[i].challenges += s->n_challenges;
        }
    }
}

void sgm_argument_challenges(const sgm_backend *be, const sgm_argument_job *jobs, size_t n)
{
    for (size_t i = 0, end; i < n; i = end) {
        end = i + 1;
        while (end < n && end - i < be->lanes && in_step(&jobs[i], &jobs[end]))
            end++;
        if (jobs[i].inst->argument->n_parts > 0)
            challenge_parts(be, jobs + i, end - i);
        else
            challenge_lanes(be, jobs + i, (unsigned)(end - i));
    }
}

int sgm_argument_nonzero(const sgm_argument *argument, const sgm_sc *challenges, sgm_sc *to_invert)
{
    int good = 1;
    for (uint32_t k = 0; k < argument->n_parts; k++) {
        const sgm_argument *part = argument->parts[k]->argument;
        good &= sgm_argument_nonzero(part, challenges, to_invert);
        challenges += part->script.n_challenges;
        to_invert += part->script.n_challenges;
    }
    for (uint32_t i = 0; i < argument->script.n_steps; i++) {
        const sgm_step *step = &argument->script.step[i];
        if (step->kind != SGM_STEP_CHALLENGES && step->kind != SGM_STEP_NONZERO)
            continue;
        for (uint32_t k = 0; k < step->n; k++, challenges++, to_invert++) {
            int wanted = step->kind == SGM_STEP_NONZERO;
            *to_invert = wanted ? *challenges : sgm_sc_zero;
            good &= !(wanted && sgm_sc_is_zero(challenges));
        }
    }
    return good;
}

sgm_status sgm_argument_hedge(sgm_rng *rng, sgm_hedged *h, const sgm_rng *fresh, const sgm_instance *inst,
                              const void *secret, size_t len)
{
    uint8_t form[4];
    sgm_store32(form, (uint32_t)inst->flavor);
    const sgm_bytes parts[] = {
        {secret, len}, {inst->session->sid, sizeof inst->session->sid}, {form, sizeof form}, {inst->bytes, inst->len}};
    return sgm_rng_hedge(rng, h, fresh, parts, sizeof parts / sizeof *parts);
}

void sgm_tape_begin(sgm_tape *t, const sgm_ctx *ctx, const sgm_instance *inst, uint8_t *proof)
{
    *t = (sgm_tape){.ctx = ctx, .inst = inst, .out = proof, .proof = proof};
    open_transcript(&t->t, inst);
}

/* Takes n items of a kind off the script. */
static void advance(sgm_tape *t, sgm_step_kind kind, uint32_t n)
{
    const sgm_step *step = &t->inst->argument->script.step[t->step];
    SGM_ASSERT(t->step < t->inst->argument->script.n_steps && step->kind == kind && t->done + n <= step->n);
    t->done += n;
    if (t->done == step->n) {
        t->step++;
        t->done = 0;
    }
}

static void put(sgm_tape *t, const uint8_t *bytes, size_t len)
{
    memcpy(t->out, bytes, len);
    SGM_DECLASSIFY(t->out, len); /* it is sent */
    sgm_transcript_absorb(&t->t, t->out, len);
    t->out += len;
}

void sgm_tape_points(sgm_tape *t, const sgm_point *p, uint32_t n)
{
    enum { BLOCK = 16 };
    uint8_t enc[BLOCK][SGM_ELEMENT_BYTES];
    advance(t, SGM_STEP_POINTS, n);
    while (n > 0) {
        uint32_t m = n < BLOCK ? n : BLOCK;
        t->ctx->be->encode(enc, p, m);
        put(t, enc[0], SGM_ELEMENT_BYTES * (size_t)m);
        p += m;
        n -= m;
    }
}

void sgm_tape_scalars(sgm_tape *t, const sgm_sc *s, uint32_t n)
{
    uint8_t bytes[SGM_SCALAR_BYTES];
    advance(t, SGM_STEP_SCALARS, n);
    for (uint32_t i = 0; i < n; i++) {
        sgm_sc_to_bytes(bytes, &s[i]);
        put(t, bytes, sizeof bytes);
    }
}

int sgm_tape_challenges(sgm_tape *t, sgm_sc *c, uint32_t n)
{
    sgm_step_kind kind = t->inst->argument->script.step[t->step].kind;
    int good = 1;
    advance(t, kind, n);
    for (uint32_t i = 0; i < n; i++) {
        sgm_transcript_challenge(&t->t, &c[i]);
        good &= !(kind == SGM_STEP_NONZERO && sgm_sc_is_zero(&c[i]));
    }
    return good;
}

uint8_t *sgm_argument_hints(const sgm_ctx *ctx, const sgm_instance *inst, uint8_t *proof, uint8_t *out)
{
    const sgm_script *s = &inst->argument->script;
    for (uint32_t k = 0; k < inst->argument->n_parts; k++) {
        out = sgm_argument_hints(ctx, inst->argument->parts[k], proof, out);
        proof += sgm_script_bytes(&inst->argument->parts[k]->argument->script);
    }
    for (uint32_t i = 0; i < s->n_steps; i++) {
        const sgm_step *step = &s->step[i];
        if (step->kind == SGM_STEP_POINTS) {
            ctx->be->decode_hints((uint8_t(*)[32])out, (const uint8_t(*)[SGM_ELEMENT_BYTES])proof, step->n);
            out += 32 * (size_t)step->n;
        }
        proof += step_bytes(step);
    }
    return out;
}

void sgm_tape_end(sgm_tape *t)
{
    SGM_ASSERT(t->step == t->inst->argument->script.n_steps);
    if (t->inst->flavor == SGM_HINTED)
        t->out = sgm_argument_hints(t->ctx, t->inst, t->proof, t->out);
}
