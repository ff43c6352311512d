/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Arguments of several rounds (membership, range, norm proofs) as batch items: a script, and sums; for protocols/ only.
 */
#ifndef SGM_PROTOCOLS_ARGUMENT_H
#define SGM_PROTOCOLS_ARGUMENT_H

#include "protocols/context.h"
#include "protocols/instance.h"
#include "protocols/rng_hedged.h"
#include "protocols/transcript.h"

/* A transcript as data. The proof string is the points and scalars of its steps in order, nothing between them; each is
 * absorbed where it stands. A challenge is squeezed where it stands; one that must not be zero rejects if it is, and
 * the verifier gets its inverse. */
typedef enum sgm_step_kind { SGM_STEP_POINTS, SGM_STEP_SCALARS, SGM_STEP_CHALLENGES, SGM_STEP_NONZERO } sgm_step_kind;

typedef struct sgm_step {
    sgm_step_kind kind;
    uint32_t n;
} sgm_step;

enum { SGM_STEPS_MAX = 128 };

typedef struct sgm_script {
    uint32_t n_steps, n_points, n_scalars, n_challenges;
    sgm_step step[SGM_STEPS_MAX];
} sgm_script;

/* Appends one step. In: n >= 1, and room for it. */
void sgm_script_add(sgm_script *s, sgm_step_kind kind, uint32_t n);
/* Appends ([2 points] -> e, not zero) `rounds` times: a fold of a vector of 2^rounds. */
void sgm_script_fold(sgm_script *s, unsigned rounds);
/* Bytes of a batchable string. */
static inline size_t sgm_script_bytes(const sgm_script *s)
{
    return SGM_ELEMENT_BYTES * (size_t)s->n_points + SGM_SCALAR_BYTES * (size_t)s->n_scalars;
}

/* Points, or multiples of G by public scalars, of which a sum takes many at once: the generators of a family, the
 * members of a class. Two vectors are summed together in a batch iff their ids are equal; then the shorter one is the
 * beginning of the longer one. Borrowed: they outlive the instance. */
typedef struct sgm_vector {
    const void *id;
    size_t n;
    const sgm_affine *points; /* NULL: item i is scalars[i] G */
    const sgm_sc *scalars;
} sgm_vector;

/* What an argument adds to a vector's coefficients: a_r b_c to that of item offset + r columns + c, for r < rows and
 * c < columns; with rows = 0 one number, a_0, to each of the items offset .. offset + columns - 1. The sum over a
 * batch is a product of matrices. In: columns >= 1, and the last item is one of the vector. */
typedef struct sgm_outer {
    sgm_vector vector;
    size_t offset;
    uint32_t rows, columns;
} sgm_outer;

/* What the verifier of one proof knows when every byte is read: scalars and challenges in the order of the script, the
 * inverses of the challenges that must not be zero (others: 0), and one weight per equation. */
typedef struct sgm_reading {
    const sgm_sc *scalar, *challenge, *inverse, *weight;
    const sgm_backend *be;
    sgm_sc *scratch; /* as many as the argument wants; uninitialised */
} sgm_reading;

/* The equations of one proof, each times its weight, as coefficients: of G H G_M Q, of the statement's elements, of the
 * proof's points, and the factors of each outer product. All zero at first; the argument adds. */
typedef struct sgm_sums {
    sgm_sc *generator, *element, *point;
    sgm_sc *const *a, *const *b;
} sgm_sums;

/* Outer products of one argument. */
enum { SGM_OUTERS_MAX = 12 };

typedef struct sgm_argument sgm_argument;
struct sgm_argument {
    sgm_script script;
    uint32_t n_equations, n_outers;
    const sgm_outer *outers;
    size_t scratch; /* scalars */
    /* Several arguments as one (joint.h), each with a transcript of its own; their script has no steps, but the sums of
     * theirs. 0: it is one by itself. */
    uint32_t n_parts;
    const sgm_instance *const *parts;
    /* Sum of weight_e * equation e, each equation in the form "sum = 0". Time: variable (public data). Called by
     * several threads at once, for different proofs. */
    void (*sum)(const sgm_argument *self, const sgm_reading *in, const sgm_sums *out);
};

/* The instance of an argument, everything but the argument's own data copied. `name`: of the tag. `bytes`: what the
 * transcript absorbs. `elements`: encodings of the statement's points that are decoded with the proof's; equal ones of
 * a batch are merged. `argument` is the first member of a block that `release` frees with the instance; it is taken
 * over also on failure. SGM_USAGE: a compact flavor. SGM_MALFORMED: an element that is the identity. */
SGM_MUST_CHECK sgm_status sgm_argument_instance(sgm_instance **out, const char *name, sgm_argument *argument,
                                                void (*release)(void *), const uint8_t (*elements)[SGM_ELEMENT_BYTES],
                                                uint32_t n_elements, const uint8_t *bytes, size_t len,
                                                sgm_flavor flavor);

/* The batch's side of a script. In: strings of the right length. parse returns 0 if a scalar is not canonical; nonzero
 * copies the challenges that are to be inverted, 0 for the others, and returns 0 if one of them is zero. */
int sgm_argument_parse(const sgm_instance *inst, const uint8_t *proof, uint8_t (*points)[SGM_ELEMENT_BYTES],
                       sgm_sc *scalars);
int sgm_argument_nonzero(const sgm_argument *argument, const sgm_sc *challenges, sgm_sc *to_invert);
/* One proof on its way to its challenges. */
typedef struct sgm_argument_job {
    const sgm_instance *inst;
    const uint8_t *proof;
    sgm_sc *challenges;
} sgm_argument_job;
/* The challenges of n proofs; those that follow one another with the same script and statements of the same length are
 * hashed side by side, and so are their parts. */
void sgm_argument_challenges(const sgm_backend *be, const sgm_argument_job *jobs, size_t n);

/* The prover's side of a script: what is written into the proof is absorbed by the same call. */
typedef struct sgm_tape {
    const sgm_ctx *ctx;
    const sgm_instance *inst;
    sgm_transcript t;
    uint8_t *out, *proof;
    uint32_t step, done; /* of the script; items of the step that are done */
} sgm_tape;

/* The stream that a prover of inst draws from: hedged with its secret bytes and with all that the transcript absorbs
 * and that is known by now (rng_hedged.h). *rng lives as long as h and fresh. */
SGM_MUST_CHECK sgm_status sgm_argument_hedge(sgm_rng *rng, sgm_hedged *h, const sgm_rng *fresh,
                                             const sgm_instance *inst, const void *secret, size_t len);

/* Starts a proof of inst, an argument: absorbs session and instance. proof: sgm_instance_proof_size bytes. */
void sgm_tape_begin(sgm_tape *t, const sgm_ctx *ctx, const sgm_instance *inst, uint8_t *proof);
/* Encodes, writes and absorbs n points or scalars. In: they are what the script wants next. Time: constant. */
void sgm_tape_points(sgm_tape *t, const sgm_point *p, uint32_t n);
void sgm_tape_scalars(sgm_tape *t, const sgm_sc *s, uint32_t n);
/* Squeezes n challenges. Returns 0 if one is zero that must not be: begin again with fresh randomness. */
SGM_MUST_CHECK int sgm_tape_challenges(sgm_tape *t, sgm_sc *c, uint32_t n);
/* The script is done: adds the hints of a hinted proof. */
void sgm_tape_end(sgm_tape *t);
/* Writes the hints of all points of a proof to `out`. In: an honest string of inst, without hints. Returns the end. */
uint8_t *sgm_argument_hints(const sgm_ctx *ctx, const sgm_instance *inst, uint8_t *proof, uint8_t *out);

#endif
