/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Peers of the verifiers: libsodium doing one Schnorr verification, and the formulations' equations literally. */
#include "bench/cases/formulations.h"
#include "bench/cases/subject.h"
#include "bench/cases/support.h"
#include "bench/peers/literal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* Schnorr signatures under n keys: K = x G, R = k G, c = SHA-512(R || K || message), z = k + c x. The timed run makes
 * the four group operations that every such verification needs (decode R, decode K, z G, c K) and the hash. What is
 * left, z G - c K == R, is done by check: so the peer is timed at less than its full cost, never at more. */
enum { MESSAGE = 32 };

typedef struct schnorr_state {
    size_t n;
    uint8_t (*key)[32], (*R)[32], (*z)[32], (*message)[MESSAGE];
    uint8_t (*zG)[32], (*cK)[32];
} schnorr_state;

static void schnorr_teardown(void *state)
{
    schnorr_state *s = state;
    if (s == NULL)
        return;
    free(s->key);
    free(s->R);
    free(s->z);
    free(s->message);
    free(s->zG);
    free(s->cK);
    free(s);
}

static void schnorr_challenge(const schnorr_state *s, size_t i, uint8_t c[32])
{
    crypto_hash_sha512_state hash;
    uint8_t wide[64];
    crypto_hash_sha512_init(&hash);
    crypto_hash_sha512_update(&hash, s->R[i], 32);
    crypto_hash_sha512_update(&hash, s->key[i], 32);
    crypto_hash_sha512_update(&hash, s->message[i], MESSAGE);
    crypto_hash_sha512_final(&hash, wide);
    crypto_core_ristretto255_scalar_reduce(c, wide);
}

static int schnorr_sign(schnorr_state *s, size_t i, uint64_t seed)
{
    uint8_t wide[64], x[32], k[32], c[32];
    sgm_input_bytes(s->message[i], MESSAGE, seed, "schnorr/message", i);
    sgm_input_bytes(wide, sizeof wide, seed, "schnorr/x", i);
    crypto_core_ristretto255_scalar_reduce(x, wide);
    sgm_input_bytes(wide, sizeof wide, seed, "schnorr/k", i);
    crypto_core_ristretto255_scalar_reduce(k, wide);
    if (crypto_scalarmult_ristretto255_base(s->key[i], x) != 0 || crypto_scalarmult_ristretto255_base(s->R[i], k) != 0)
        return 0;
    schnorr_challenge(s, i, c);
    crypto_core_ristretto255_scalar_mul(s->z[i], c, x);
    crypto_core_ristretto255_scalar_add(s->z[i], s->z[i], k);
    return 1;
}

static sgm_status schnorr_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    (void)c;
    schnorr_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (s == NULL)
        return SGM_NOMEM;
    *s = (schnorr_state){n,
                         sgm_case_alloc(n, sizeof *s->key),
                         sgm_case_alloc(n, sizeof *s->R),
                         sgm_case_alloc(n, sizeof *s->z),
                         sgm_case_alloc(n, sizeof *s->message),
                         sgm_case_alloc(n, sizeof *s->zG),
                         sgm_case_alloc(n, sizeof *s->cK)};
    sgm_status status =
        s->key != NULL && s->R != NULL && s->z != NULL && s->message != NULL && s->zG != NULL && s->cK != NULL
            ? SGM_OK
            : SGM_NOMEM;
    for (size_t i = 0; i < n && status == SGM_OK; i++)
        status = schnorr_sign(s, i, env->seed) ? SGM_OK : SGM_MALFORMED;
    if (status != SGM_OK)
        schnorr_teardown(s);
    else
        *state = s;
    return status;
}

static sgm_status schnorr_run(void *state)
{
    schnorr_state *s = state;
    for (size_t i = 0; i < s->n; i++) {
        uint8_t c[32];
        schnorr_challenge(s, i, c);
        if (!crypto_core_ristretto255_is_valid_point(s->R[i]) ||
            crypto_scalarmult_ristretto255_base(s->zG[i], s->z[i]) != 0 ||
            crypto_scalarmult_ristretto255(s->cK[i], c, s->key[i]) != 0)
            return SGM_REJECTED;
    }
    return SGM_OK;
}

static int schnorr_holds(const schnorr_state *s, size_t i)
{
    uint8_t R[32];
    return crypto_core_ristretto255_sub(R, s->zG[i], s->cK[i]) == 0 && memcmp(R, s->R[i], 32) == 0;
}

static void schnorr_check(void *state, sgm_verdict *v)
{
    schnorr_state *s = state;
    sgm_verdict_pass(v);
    for (size_t i = 0; i < s->n; i++) {
        if (schnorr_run(s) != SGM_OK || !schnorr_holds(s, i))
            sgm_verdict_fail(v, "signature %zu is not accepted", i);
        s->message[i][0] ^= 1;
        v->rejects_tampered = schnorr_run(s) != SGM_OK || !schnorr_holds(s, i);
        s->message[i][0] ^= 1;
        if (!v->rejects_tampered)
            sgm_verdict_fail(v, "signature %zu is accepted for another message", i);
    }
    if (schnorr_run(s) != SGM_OK)
        sgm_verdict_fail(v, "run failed");
}

static void schnorr_input(void *state, const sgm_sink *sink)
{
    const schnorr_state *s = state;
    sgm_sink_put(sink, s->key, s->n * sizeof *s->key);
    sgm_sink_put(sink, s->message, s->n * sizeof *s->message);
    sgm_sink_put(sink, s->R, s->n * sizeof *s->R);
    sgm_sink_put(sink, s->z, s->n * sizeof *s->z);
}

static void schnorr_canon(void *state, const sgm_sink *sink)
{
    const schnorr_state *s = state;
    for (size_t i = 0; i < s->n; i++) {
        const uint8_t verdict = (uint8_t)schnorr_holds(s, i);
        sgm_sink_put(sink, &verdict, 1);
    }
}

/* The equations of a formulation, one proof after the other. */
typedef struct literal_state {
    sgm_proofs p;
    sgm_literal literal;
    uint8_t (*d)[32], (*dm)[32];
    uint8_t *accepted;
} literal_state;

static void literal_teardown(void *state)
{
    literal_state *s = state;
    if (s == NULL)
        return;
    sgm_proofs_clear(&s->p);
    free(s->d);
    free(s->dm);
    free(s->accepted);
    free(s);
}

static sgm_status literal_setup(void **state, const sgm_case *c, const sgm_case_env *env, size_t n)
{
    literal_state *s = calloc(1, sizeof *s);
    *state = NULL;
    if (s == NULL)
        return SGM_NOMEM;
    sgm_status status = sgm_literal_init(&s->literal, c->formulation, c->flavor) ? SGM_OK : SGM_USAGE;
    if (status == SGM_OK)
        status = sgm_proofs_make(&s->p, c, env, n);
    if (status == SGM_OK) {
        s->d = sgm_case_alloc(n, sizeof *s->d);
        s->dm = sgm_case_alloc(n, sizeof *s->dm);
        s->accepted = sgm_case_alloc(n, 1);
        status = s->d != NULL && s->dm != NULL && s->accepted != NULL ? SGM_OK : SGM_NOMEM;
    }
    if (status != SGM_OK) {
        literal_teardown(s);
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        sgm_sc_to_bytes(s->d[i], &s->p.statements[i].d);
        sgm_sc_to_bytes(s->dm[i], &s->p.statements[i].dm);
    }
    *state = s;
    return SGM_OK;
}

static int literal_accepts(const literal_state *s, size_t i)
{
    return sgm_literal_accepts(&s->literal, s->p.statements[i].C, s->d[i], s->dm[i], s->p.proofs + i * s->p.proof_bytes,
                               s->p.proof_bytes);
}

static sgm_status literal_run(void *state)
{
    literal_state *s = state;
    int all = 1;
    for (size_t i = 0; i < s->p.n; i++)
        all &= s->accepted[i] = (uint8_t)literal_accepts(s, i);
    return all ? SGM_OK : SGM_REJECTED;
}

static void literal_check(void *state, sgm_verdict *v)
{
    literal_state *s = state;
    sgm_verdict_pass(v);
    if (literal_run(s) != SGM_OK)
        sgm_verdict_fail(v, "an honest proof is refused");
    for (size_t i = 0; i < s->p.n; i++) {
        uint8_t *byte = &s->p.proofs[i * s->p.proof_bytes + (37 * i + 5) % s->p.proof_bytes];
        *byte ^= 4;
        v->rejects_tampered = !literal_accepts(s, i);
        *byte ^= 4;
        if (!v->rejects_tampered)
            sgm_verdict_fail(v, "proof %zu is accepted with a bit flipped", i);
    }
}

static void literal_input(void *state, const sgm_sink *sink)
{
    const literal_state *s = state;
    sgm_proofs_put_instances(&s->p, sink);
}

static void literal_canon(void *state, const sgm_sink *sink)
{
    const literal_state *s = state;
    sgm_sink_put(sink, s->accepted, s->p.n);
    sgm_sink_put(sink, s->p.proofs, s->p.n * s->p.proof_bytes);
}

static size_t literal_proof_bytes(const void *state) { return ((const literal_state *)state)->p.proof_bytes; }
static size_t literal_statement_bytes(const void *state) { return ((const literal_state *)state)->p.statement_bytes; }

static const char *const schnorr_classes[] = {"honest", NULL};
static const size_t sizes[] = {1, 16, 0};

#define LITERAL(name, verb, flavor_)                                                                                   \
    {                                                                                                                  \
        .id = "protocols/" name "/" verb, .peer = "libsodium-literal", .formulation = name, .flavor = flavor_,         \
        .timing = SGM_VARIABLE_TIME, .classes = schnorr_classes, .sizes = sizes, .setup = literal_setup,               \
        .run = literal_run, .check = literal_check, .input = literal_input, .canon = literal_canon,                    \
        .proof_bytes = literal_proof_bytes, .statement_bytes = literal_statement_bytes, .teardown = literal_teardown   \
    }
#define LITERALS(name)                                                                                                 \
    LITERAL(name, "verify", "batchable"), LITERAL(name, "batch", "batchable"), LITERAL(name, "verify", "compact"),

static const sgm_case list[] = {{.id = "protocols/schnorr/verify",
                                 .peer = "libsodium",
                                 .timing = SGM_VARIABLE_TIME,
                                 .classes = schnorr_classes,
                                 .sizes = sizes,
                                 .setup = schnorr_setup,
                                 .run = schnorr_run,
                                 .check = schnorr_check,
                                 .input = schnorr_input,
                                 .canon = schnorr_canon,
                                 .teardown = schnorr_teardown},
                                SGM_BENCH_FORMULATIONS(LITERALS)};
const sgm_case_group sgm_peers_protocols = {list, sizeof list / sizeof list[0]};
