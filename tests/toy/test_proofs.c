/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Every proof of the toy groups: each string that could be one is verified and compared with its equations in
 * discrete logarithms, for every statement, every commitment, every challenge. */
#include "protocols/batch.h"
#include "protocols/context_internal.h"
#include "protocols/transcript.h"
#include "tests/support/test.h"
#include "tests/toy/group.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The group at hand, its context, and what has been counted. Discrete logarithms are plain numbers below l. */
static struct {
    uint64_t l;
    sgm_ctx *ctx;
    sgm_batch *single; /* with weights that are chosen */
    test_tally tally;
    size_t verified;
} now;

static void need(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "toy: %s failed\n", what);
        exit(2);
    }
}

static uint64_t mod(uint64_t x) { return x % now.l; }

static void put_element(uint8_t out[32], uint64_t log)
{
    memset(out, 0, 32);
    out[0] = (uint8_t)toy->element[log].s;
    out[1] = (uint8_t)(toy->element[log].s >> 8);
}

static void put_scalar(uint8_t out[32], uint64_t x)
{
    memset(out, 0, 32);
    out[0] = (uint8_t)x;
}

static sgm_sc scalar(uint64_t x) { return (sgm_sc){{x, 0, 0, 0}}; }

/* What libsodium's generators hand out, in place of libsodium's own: weights of 128 bits that are chosen here. */
static uint64_t next_weight[4];

static void hand_out(void *out, size_t n)
{
    memset(out, 0, n);
    for (size_t at = 0; at + 16 <= n && at / 16 < 4; at += 16)
        memcpy((uint8_t *)out + at, &next_weight[at / 16], sizeof next_weight[0]);
}

void randombytes_buf(void *const out, const size_t n) { hand_out(out, n); }

void randombytes_buf_deterministic(void *const out, const size_t n, const unsigned char seed[randombytes_SEEDBYTES])
{
    (void)seed;
    hand_out(out, n);
}

/* A prover's source that hands out chosen scalars, 48 bytes each. */
typedef struct script {
    uint64_t value[9];
    size_t at;
} script;

static sgm_status play(void *state, uint8_t *out, size_t n)
{
    script *s = state;
    memset(out, 0, n);
    out[0] = (uint8_t)s->value[s->at++];
    return SGM_OK;
}

/* A context whose generators are the multiples 1 to 4 of the base element. */
static void open_group(const toy_group *group, const sgm_backend *be)
{
    uint8_t ok[SGM_GEN_COUNT];
    toy = group;
    now.l = group->l;
    need(sgm_ctx_new(&now.ctx, be) == SGM_OK, "a context");
    for (int i = 0; i < SGM_GEN_COUNT; i++)
        put_element(now.ctx->enc[i], (uint64_t)i + 1);
    need(be->decode(now.ctx->point, ok, (const uint8_t(*)[32])now.ctx->enc, SGM_GEN_COUNT) == 0, "decoding");
    for (int i = 0; i < SGM_GEN_COUNT; i++)
        if (now.ctx->table[i])
            be->fixed_init(now.ctx->table[i], &now.ctx->point[i]);
    need(sgm_batch_new(&now.single, now.ctx, SGM_WEIGHTS_RANDOM) == SGM_OK, "a batch");
}

static void close_group(void)
{
    sgm_batch_free(now.single);
    sgm_ctx_free(now.ctx);
}

/* A statement in logarithms: for each clause X = x G, and in a DLEQ also Y = y H' with H' = h G. */
typedef struct claim {
    uint64_t x, h, y; /* h = 0: there is no second equation */
} claim;

static sgm_relation *relation(const claim *k)
{
    const sgm_sc one = sgm_sc_one;
    const sgm_image_term images[2] = {{1, one}, {3, one}};
    const sgm_linear_term terms[2] = {{0, 0, one}, {0, 2, one}};
    const sgm_equation equations[2] = {{&images[0], &terms[0], 1, 1}, {&images[1], &terms[1], 1, 1}};
    const uint64_t log[4] = {1, k->x, k->h, k->y};
    const uint32_t n = k->h != 0 ? 2 : 1;
    uint8_t elements[4][32];
    sgm_relation *r = NULL;
    for (uint32_t i = 0; i < 2 * n; i++)
        put_element(elements[i], log[i]);
    need(sgm_relation_new(&r, now.ctx, equations, n, (const uint8_t(*)[32])elements, 2 * n) == SGM_OK, "a relation");
    return r;
}

/* One clause, or `need` of n, under session number `session`. */
typedef struct subject {
    const claim *claims;
    uint32_t n_commitments;
    sgm_flavor flavor;
    uint8_t sid[32];
    sgm_instance *inst;
} subject;

static subject state(const claim *claims, uint32_t need_of_n, uint32_t n, uint32_t session, sgm_flavor flavor)
{
    subject s = {.claims = claims, .flavor = flavor};
    sgm_part parts[4] = {{NULL, need_of_n, n}};
    sgm_session_id(s.sid, &session, sizeof session);
    for (uint32_t i = 0; i < n; i++) {
        parts[1 + i].clause = relation(&claims[i]);
        s.n_commitments += sgm_relation_equations(parts[1 + i].clause);
    }
    const uint32_t alone = n == 1;
    need(sgm_instance_compose(&s.inst, now.ctx, parts + alone, 1 + n - alone, s.sid, flavor, SGM_CHALLENGE_FULL, 0) ==
             SGM_OK,
         "an instance");
    return s;
}

/* The challenge that follows these commitments. */
static uint64_t challenge(const subject *s, const uint8_t *commitments)
{
    sgm_transcript t;
    sgm_sc c;
    size_t len;
    const uint8_t *bytes = sgm_instance_bytes(s->inst, &len);
    sgm_transcript_init(&t, s->sid);
    sgm_transcript_absorb(&t, bytes, len);
    sgm_transcript_absorb(&t, commitments, 32 * (size_t)s->n_commitments);
    sgm_transcript_challenge(&t, &c);
    return c.v[0];
}

/* The verdict of the equations one by one, each with weight 1 and the others with 0: combined by other weights, a false
 * proof would pass with probability 1/l here, not 2^-128. Compact strings have no weights. */
static sgm_status verify(const subject *s, const uint8_t *proof)
{
    const size_t len = sgm_instance_proof_size(s->inst);
    sgm_status status = SGM_OK;
    now.verified++;
    if (s->flavor == SGM_COMPACT)
        return sgm_verify(now.ctx, s->inst, proof, len);
    for (uint32_t e = 0; e < s->n_commitments && status == SGM_OK; e++) {
        memset(next_weight, 0, sizeof next_weight);
        next_weight[e] = 1;
        sgm_batch_clear(now.single);
        need(sgm_batch_add(now.single, s->inst, proof, len) == SGM_OK, "adding to a batch");
        status = sgm_batch_verify(now.single);
    }
    return status;
}

/* Writes commitments. */
static void commit(uint8_t *proof, const uint64_t *a, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        put_element(proof + 32 * i, a[i]);
}

/* Does response z answer share c of a clause with commitments a? In: two of them, though one may go unused. */
static int answers(const claim *k, const uint64_t *a, uint64_t c, uint64_t z)
{
    int first = z == mod(a[0] + c * k->x);
    return first && (k->h == 0 || mod(z * k->h) == mod(a[1] + c * k->y));
}

/* Sessions in which the challenge after commitments takes every value: one for each. */
enum { SESSIONS = 400 };

static void find_sessions(const subject *s, const uint8_t *commitments, const subject **of_challenge)
{
    size_t found = 0;
    for (uint64_t c = 0; c < now.l; c++)
        of_challenge[c] = NULL;
    for (size_t i = 0; i < SESSIONS && found < now.l; i++) {
        const subject **slot = &of_challenge[challenge(&s[i], commitments)];
        found += *slot == NULL;
        *slot = *slot ? *slot : &s[i];
    }
    need(found == now.l, "finding every challenge");
}

static subject *all_sessions(const claim *claims, uint32_t need_of_n, uint32_t n)
{
    subject *s = calloc(SESSIONS, sizeof *s);
    need(s != NULL, "memory");
    for (uint32_t i = 0; i < SESSIONS; i++)
        s[i] = state(claims, need_of_n, n, i, SGM_BATCHABLE);
    return s;
}

static void free_sessions(subject *s)
{
    for (size_t i = 0; i < SESSIONS; i++)
        sgm_instance_free(s[i].inst);
    free(s);
}

/* The transcripts (commitments, challenge, response) of one clause that are accepted; wrong: verdicts that differ from
 * the equations. Commitments and responses outside their ranges are tried, too. */
static size_t accepted_transcripts(const claim *k, size_t *wrong)
{
    const subject *of_challenge[TOY_MAX_L];
    subject *s = all_sessions(k, 1, 1);
    const uint32_t n = s->n_commitments;
    uint8_t proof[96];
    size_t accepted = 0;
    for (uint64_t i = 0; i < (n == 1 ? now.l : now.l * now.l); i++) {
        const uint64_t a[2] = {mod(i), i / now.l};
        const int identity = a[0] == 0 || (n == 2 && a[1] == 0);
        commit(proof, a, n);
        find_sessions(s, proof, of_challenge);
        for (uint64_t c = 0; c < now.l; c++)
            for (uint64_t z = 0; z < now.l + 2; z++) {
                put_scalar(proof + 32 * n, z);
                sgm_status got = verify(of_challenge[c], proof);
                sgm_status want = answers(k, a, c, z) ? SGM_OK : SGM_REJECTED;
                *wrong += got != (identity || z >= now.l ? SGM_MALFORMED : want);
                accepted += got == SGM_OK;
            }
    }
    free_sessions(s);
    return accepted;
}

/* One response to each commitment and challenge. */
static void test_schnorr(void)
{
    size_t wrong = 0;
    for (uint64_t x = 1; x < now.l; x++) {
        const claim k = {.x = x};
        size_t accepted = accepted_transcripts(&k, &wrong);
        test_check(&now.tally, accepted == (now.l - 1) * now.l, "Schnorr, l = %u, x = %u: %zu transcripts accepted",
                   (unsigned)now.l, (unsigned)x, accepted);
    }
    test_check(&now.tally, wrong == 0, "Schnorr, l = %u: %zu wrong verdicts", (unsigned)now.l, wrong);
}

/* A true claim: one response to each challenge where a_1 = h a_0. A false one: one challenge for each pair of
 * commitments has a response, a chance of 1/l. */
static void test_dleq(void)
{
    const uint64_t order = now.l - 1;
    size_t wrong = 0;
    for (uint64_t i = 0; i < order * order * order; i++) {
        const claim k = {1 + i % order, 1 + i / order % order, 1 + i / order / order};
        const int is_true = k.y == mod(k.h * k.x);
        size_t accepted = accepted_transcripts(&k, &wrong);
        test_check(&now.tally, accepted == (is_true ? order * now.l : order * order),
                   "DLEQ, l = %u, x = %u, h = %u, y = %u: %zu transcripts accepted", (unsigned)now.l, (unsigned)k.x,
                   (unsigned)k.h, (unsigned)k.y, accepted);
    }
    test_check(&now.tally, wrong == 0, "DLEQ, l = %u: %zu wrong verdicts", (unsigned)now.l, wrong);
}

/* Compact strings: every challenge with every response. */
static void test_compact(void)
{
    size_t wrong = 0;
    for (uint64_t x = 1; x < now.l; x++)
        for (uint32_t session = 0; session < 20; session++) {
            const claim k = {.x = x};
            const subject s = state(&k, 1, 1, session, SGM_COMPACT);
            for (uint64_t i = 0; i < now.l * now.l; i++) {
                const uint64_t c = mod(i), z = i / now.l, a = mod(z + (now.l - c) * x);
                uint8_t proof[64], A[32];
                put_scalar(proof, c);
                put_scalar(proof + 32, z);
                put_element(A, a);
                wrong += (verify(&s, proof) == SGM_OK) != (a != 0 && challenge(&s, A) == c);
            }
            sgm_instance_free(s.inst);
        }
    test_check(&now.tally, wrong == 0, "compact Schnorr, l = %u: %zu wrong verdicts", (unsigned)now.l, wrong);
}

/* An OR of two Schnorr clauses: A_0 A_1 share_0 z_0 z_1. Accepted: for each share one response of each clause. */
static void test_or_of(const claim k[2], size_t *wrong)
{
    const subject *of_challenge[TOY_MAX_L];
    subject *s = all_sessions(k, 1, 2);
    uint8_t proof[160];
    size_t accepted = 0;
    const uint64_t l = now.l;
    for (uint64_t i = 0; i < (l - 1) * (l - 1); i++) {
        const uint64_t a[3] = {1 + i % (l - 1), 1 + i / (l - 1), 0};
        commit(proof, a, 2);
        find_sessions(s, proof, of_challenge);
        for (uint64_t c = 0; c < l; c++)
            for (uint64_t m = 0; m < l * l * l; m++) {
                const uint64_t share = mod(m), z[2] = {mod(m / l), m / l / l};
                put_scalar(proof + 64, share);
                put_scalar(proof + 96, z[0]);
                put_scalar(proof + 128, z[1]);
                int want = answers(&k[0], &a[0], share, z[0]) && answers(&k[1], &a[1], mod(c + l - share), z[1]);
                sgm_status got = verify(of_challenge[c], proof);
                *wrong += got != (want ? SGM_OK : SGM_REJECTED);
                accepted += got == SGM_OK;
            }
    }
    free_sessions(s);
    test_check(&now.tally, accepted == (l - 1) * (l - 1) * l * l, "OR, l = %u, x = %u, %u: %zu transcripts accepted",
               (unsigned)l, (unsigned)k[0].x, (unsigned)k[1].x, accepted);
}

static void test_or(uint64_t statements)
{
    size_t wrong = 0;
    for (uint64_t i = 0; i < statements && i < (now.l - 1) * (now.l - 1); i++) {
        const claim k[2] = {{.x = 1 + i % (now.l - 1)}, {.x = 1 + i / (now.l - 1)}};
        test_or_of(k, &wrong);
    }
    test_check(&now.tally, wrong == 0, "OR, l = %u: %zu wrong verdicts", (unsigned)now.l, wrong);
}

/* Two of three Schnorr clauses: A_0 A_1 A_2 t z_0 z_1 z_2, where clause i has the share c + (i + 1) t. */
static void test_threshold(void)
{
    const claim k[3] = {{.x = 1}, {.x = 2}, {.x = 4}};
    const uint64_t l = now.l;
    const subject *of_challenge[TOY_MAX_L];
    subject *s = all_sessions(k, 2, 3);
    uint8_t proof[224];
    size_t accepted = 0, wrong = 0, commitments = 0;
    for (uint64_t first = 1; first < l; first += 2, commitments++) {
        const uint64_t a[4] = {first, 1 + first % (l - 1), 2, 0};
        commit(proof, a, 3);
        find_sessions(s, proof, of_challenge);
        for (uint64_t c = 0; c < l; c++)
            for (uint64_t m = 0; m < l * l * l * l; m++) {
                const uint64_t t = mod(m), z[3] = {mod(m / l), mod(m / l / l), m / l / l / l};
                int want = 1;
                put_scalar(proof + 96, t);
                for (uint64_t i = 0; i < 3; i++) {
                    put_scalar(proof + 128 + 32 * i, z[i]);
                    want &= answers(&k[i], &a[i], mod(c + (i + 1) * t), z[i]);
                }
                sgm_status got = verify(of_challenge[c], proof);
                wrong += got != (want ? SGM_OK : SGM_REJECTED);
                accepted += got == SGM_OK;
            }
    }
    free_sessions(s);
    test_check(&now.tally, wrong == 0 && accepted == commitments * l * l,
               "2 of 3, l = %u: %zu transcripts accepted, %zu wrong verdicts", (unsigned)l, accepted, wrong);
}

/* Where proof strings are ticked off: index of commitments and the share or coefficient; the responses follow. */
static size_t tick(uint8_t *seen, const uint8_t *proof, uint32_t n)
{
    size_t index = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t log = 0;
        while (log < now.l && toy->element[log].s != proof[32 * i] + 256u * proof[32 * i + 1])
            log++;
        index = index * now.l + log;
    }
    return seen[index * now.l + proof[32 * n]]++;
}

static int has_identity(const uint8_t *proof, uint32_t n)
{
    static const uint8_t identity[32];
    int found = 0;
    for (uint32_t i = 0; i < n; i++)
        found |= memcmp(proof + 32 * i, identity, 32) == 0;
    return found;
}

/* All that the prover who knows every clause but one of n can write, with n - 1 needed: each string once, and the
 * verifier takes it unless a commitment is the identity. seen: what was written. */
static size_t wrong_of_prover(const subject *s, uint32_t n, uint32_t not_known, uint8_t *seen)
{
    uint8_t known[3], proof[224];
    sgm_sc witness[3];
    uint64_t runs = now.l;
    size_t wrong = 0;
    for (uint32_t i = 0; i < n; i++) {
        known[i] = i != not_known;
        witness[i] = scalar(known[i] ? s->claims[i].x : 1);
        runs *= now.l;
    }
    for (uint64_t m = 0; m < runs; m++) {
        /* Drawn clause by clause: nonce, share, simulated response; a known clause uses the first, the other the rest.
         */
        script values = {{0}, 0};
        uint64_t rest = m;
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t kind = 0; kind < 3; kind++) {
                const int used = known[i] ? kind == 0 : kind > 0;
                values.value[3 * i + kind] = used ? mod(rest) : mod(m + i);
                rest = used ? rest / now.l : rest;
            }
        const sgm_rng rng = {.fill = play, .state = &values, .exact = 1};
        need(sgm_prove_known(now.ctx, s->inst, known, witness, &rng, proof) == SGM_OK, "proving");
        wrong += verify(s, proof) != (has_identity(proof, n) ? SGM_MALFORMED : SGM_OK);
        wrong += tick(seen, proof, n) != 0;
    }
    return wrong;
}

/* Perfect witness indistinguishability: over all its randomness, a prover writes the same set of strings whichever
 * clause it cannot answer for, each string once. 1 of 2 for all statements, 2 of 3 for one. */
static void test_provers(void)
{
    enum { MOST = 7 * 7 * 7 * 7 };
    static uint8_t seen[3][MOST];
    const uint64_t l = now.l, pairs = (l - 1) * (l - 1);
    size_t wrong = 0;
    need(l * l * l * l <= MOST, "a small group");
    for (uint64_t i = 0; i <= pairs; i++) {
        const claim k[3] = {{.x = 1 + i % (l - 1)}, {.x = 1 + i / (l - 1) % (l - 1)}, {.x = 3}};
        const uint32_t n = i < pairs ? 2 : 3;
        const subject s = state(k, n - 1, n, (uint32_t)i, SGM_BATCHABLE);
        memset(seen, 0, sizeof seen);
        for (uint32_t not_known = 0; not_known < n; not_known++) {
            wrong += wrong_of_prover(&s, n, not_known, seen[not_known]);
            wrong += memcmp(seen[0], seen[not_known], sizeof seen[0]) != 0;
        }
        sgm_instance_free(s.inst);
    }
    test_check(&now.tally, wrong == 0, "provers, l = %u: %zu wrong", (unsigned)l, wrong);
}

/* Every relation a_0 X + a_1 H' = b_0 w G + b_1 w H', H' = h G, and those without a_1: refused exactly where an
 * element, the image or the whole column is the identity. */
static void test_relations(void)
{
    const uint64_t l = now.l;
    size_t wrong = 0, tried = 0;
    for (uint64_t i = 0; i < l * l * l * l * l * (l + 1); i++, tried++) {
        const uint64_t x = mod(i), h = mod(i / l), a0 = mod(i / l / l), b0 = mod(i / l / l / l);
        const uint64_t b1 = mod(i / l / l / l / l), a1 = i / l / l / l / l / l;
        const sgm_image_term image[2] = {{1, scalar(a0)}, {2, scalar(mod(a1))}};
        const sgm_linear_term terms[2] = {{0, 0, scalar(b0)}, {0, 2, scalar(b1)}};
        const sgm_equation equation = {image, terms, a1 == l ? 1 : 2, 2};
        const uint64_t log[3] = {1, x, h};
        uint8_t elements[3][32];
        sgm_relation *r = NULL;
        for (int e = 0; e < 3; e++)
            put_element(elements[e], log[e]);
        sgm_status got = sgm_relation_new(&r, now.ctx, &equation, 1, (const uint8_t(*)[32])elements, 3);
        sgm_relation_free(r);
        int good = x != 0 && h != 0 && mod(a0 * x + a1 * h) != 0 && mod(b0 + b1 * h) != 0;
        wrong += got != (good ? SGM_OK : SGM_MALFORMED);
    }
    test_check(&now.tally, wrong == 0 && tried > 0, "relations, l = %u: %zu of %zu are wrong", (unsigned)l, wrong,
               tried);
}

/* A Schnorr proof of x with nonce a whose response is off by e. */
static void prove_with_error(const subject *s, uint64_t a, uint64_t e, uint8_t proof[64])
{
    put_element(proof, a);
    put_scalar(proof + 32, mod(a + challenge(s, proof) * s->claims->x + e));
}

/* Two proofs with errors e_0, e_1 under every pair of weights: accepted where w_0 e_0 + w_1 e_1 = 0, for one pair of
 * weights in l as soon as there is an error. */
static void test_weights(void)
{
    const claim k[2] = {{.x = 2}, {.x = 3}};
    const subject s[2] = {state(&k[0], 1, 1, 0, SGM_BATCHABLE), state(&k[1], 1, 1, 1, SGM_BATCHABLE)};
    const uint64_t l = now.l;
    sgm_batch *b = NULL;
    size_t wrong = 0;
    need(sgm_batch_new(&b, now.ctx, SGM_WEIGHTS_RANDOM) == SGM_OK, "a batch");
    for (uint64_t i = 0; i < l * l; i++) {
        const uint64_t e[2] = {mod(i), i / l};
        uint8_t proof[2][64];
        size_t accepted = 0;
        for (int j = 0; j < 2; j++)
            prove_with_error(&s[j], 1, e[j], proof[j]);
        for (uint64_t w = 0; w < l * l; w++) {
            next_weight[0] = mod(w) + l * (e[0] + 1); /* weights are not reduced either */
            next_weight[1] = w / l;
            sgm_batch_clear(b);
            for (int j = 0; j < 2; j++)
                need(sgm_batch_add(b, s[j].inst, proof[j], 64) == SGM_OK, "adding to a batch");
            sgm_status got = sgm_batch_verify(b);
            wrong += (got == SGM_OK) != (mod(mod(w) * e[0] + w / l * e[1]) == 0);
            accepted += got == SGM_OK;
        }
        test_check(&now.tally, accepted == (i == 0 ? l * l : l), "batch, l = %u, errors %u, %u: %zu weights accept",
                   (unsigned)l, (unsigned)e[0], (unsigned)e[1], accepted);
    }
    test_check(&now.tally, wrong == 0, "batch, l = %u: %zu wrong verdicts", (unsigned)l, wrong);
    sgm_batch_free(b);
    sgm_instance_free(s[0].inst);
    sgm_instance_free(s[1].inst);
}

/* Cancelling errors +e and -e with derived weights in `batches` sessions: accepted in 1/l of them, within four standard
 * deviations, and never with the same answer twice. */
static void test_derived_weights(size_t batches)
{
    const claim k[2] = {{.x = 2}, {.x = 3}};
    const uint64_t l = now.l;
    size_t accepted = 0;
    sgm_batch *b = NULL;
    need(sgm_batch_new(&b, now.ctx, SGM_WEIGHTS_DERIVED) == SGM_OK, "a batch");
    for (uint32_t i = 0; i < batches; i++) {
        const uint64_t e = 1 + i % (l - 1);
        sgm_batch_clear(b);
        const subject s[2] = {state(&k[0], 1, 1, 2 * i, SGM_BATCHABLE), state(&k[1], 1, 1, 2 * i + 1, SGM_BATCHABLE)};
        for (int j = 0; j < 2; j++) {
            uint8_t proof[64];
            prove_with_error(&s[j], 1 + i / (l - 1) % (l - 1), j == 0 ? e : l - e, proof);
            need(sgm_batch_add(b, s[j].inst, proof, 64) == SGM_OK, "adding to a batch");
        }
        accepted += sgm_batch_verify(b) == SGM_OK;
        sgm_instance_free(s[0].inst);
        sgm_instance_free(s[1].inst);
    }
    /* (accepted - n/l)^2 <= 16 n (1/l)(1 - 1/l), times l^2 */
    const double n = (double)batches, order = (double)l, off = (double)accepted * order - n;
    test_check(&now.tally, off * off <= 16 * n * (order - 1), "derived weights, l = %u: %zu of %zu batches accepted",
               (unsigned)l, accepted, batches);
    sgm_batch_free(b);
}

int main(int argc, char **argv)
{
    const char *size = test_option(argc, argv, "--size", "usual");
    const int all = strcmp(size, "all") == 0, little = strcmp(size, "little") == 0;
    const sgm_backend *const backends[2] = {&toy_backend_1, &toy_backend_4};
    const toy_group *const of_order_5 = &toy_groups[0], *const of_order_7 = &toy_groups[2];
    for (int k = little; k < 2; k++) {
        open_group(of_order_5, backends[k]);
        test_schnorr();
        test_compact();
        test_relations();
        test_provers();
        test_weights();
        test_derived_weights(all ? 100000 : 2000);
        test_dleq();
        test_or(all ? UINT64_MAX : little ? 1 : 3);
        test_threshold();
        close_group();
    }
    for (int k = 0; k < 2 && !little; k++) {
        open_group(of_order_7, backends[k]);
        test_schnorr();
        test_compact();
        test_provers();
        test_weights();
        test_derived_weights(all ? 100000 : 2000);
        if (all)
            test_dleq();
        if (all)
            test_or(UINT64_MAX);
        close_group();
    }
    printf("%zu proofs verified\n", now.verified);
    return test_report(&now.tally);
}
