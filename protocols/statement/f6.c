/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements for one verifier: F6, F6-S128. */
#include "primitives/base/ct.h"
#include "protocols/formulation/clause.h"
#include "protocols/hex.h"
#include "protocols/statement/json.h"
#include "protocols/statement/record.h"
#include "protocols/verifier_key.h"

#include <string.h>

#define VERIFIER_WORDS "V = sk*G is the key of the one verifier whom this convinces; pop proves that somebody knows sk"

typedef struct f6_values {
    sgm_record_values record;
    sgm_verifier_key verifier;
} f6_values;

static sgm_challenge_width width_of(const sgm_statement_file *s)
{
    return s->kind->challenge_bits == 128 ? SGM_CHALLENGE_128 : SGM_CHALLENGE_FULL;
}

static sgm_f6_statement statement_of(const f6_values *v)
{
    return (sgm_f6_statement){sgm_record_values_statement(&v->record), v->verifier.key};
}

static void cost(sgm_statement_cost *out, const sgm_statement_file *s)
{
    *out = (sgm_statement_cost){.equations = 2, .points = 4};
    for (int flavor = 0; flavor < SGM_FLAVORS; flavor++)
        out->bytes[flavor] = sgm_f6_proof_size(width_of(s), (sgm_flavor)flavor);
}

static int write(json_t *body, const sgm_statement_file *s)
{
    const f6_values *v = s->values;
    json_t *verifier = json_pack("{s:s, s:o, s:o}", "words", VERIFIER_WORDS, "V", sgm_json_hex(v->verifier.key.V, 32),
                                 "pop", sgm_json_hex(v->verifier.pop, sizeof v->verifier.pop));
    return sgm_record_values_write(body, &v->record) | json_object_set_new(body, "verifier", verifier);
}

static sgm_status read(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    f6_values *v = s->values;
    const json_t *verifier = json_object_get(body, "verifier");
    sgm_status status = sgm_record_values_read(&v->record, body, err);
    if (status == SGM_OK)
        status = sgm_json_get_hex(verifier, "V", v->verifier.key.V, 32, err);
    return status == SGM_OK ? sgm_json_get_hex(verifier, "pop", v->verifier.pop, sizeof v->verifier.pop, err) : status;
}

/* A statement is one only with the key's proof of possession. */
static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement_file *s, sgm_error *err)
{
    const f6_values *v = s->values;
    sgm_f6_statement values = statement_of(v);
    *out = NULL;
    if (sgm_f6_key_accept(ctx, &values.verifier, v->verifier.key.V, v->verifier.pop) != SGM_OK)
        return sgm_fail(err, SGM_MALFORMED, "pop does not prove that somebody knows the key of V");
    sgm_status status = sgm_f6_instance(out, ctx, &values, width_of(s), s->flavor);
    return status == SGM_OK ? status : sgm_fail(err, status, "C is no valid point, or d or dm is zero");
}

static sgm_status prove_it(const sgm_ctx *ctx, const sgm_statement_file *s, const void *witness, uint8_t *proof)
{
    const sgm_rng rng = sgm_rng_system();
    sgm_f6_statement values = statement_of(s->values);
    return sgm_f6_prove(ctx, &values, witness, width_of(s), s->flavor, &rng, proof);
}

/* The verifier simulating: about the record of --record, of which it knows nothing, or about one of its own. */
static sgm_status take_record(f6_values *v, sgm_record *record, int simulated, const sgm_inputs *in, sgm_error *err)
{
    const char *given = in->value(in, "record");
    const sgm_formulation *truth = simulated ? &sgm_formulation_f1 : &sgm_formulation_f0a;
    if (given != NULL && !simulated)
        return sgm_fail(err, SGM_USAGE, "prove: --record is for whoever proves with --verifier-secret");
    if (given != NULL && in->value(in, "opening") != NULL)
        return sgm_fail(err, SGM_USAGE, "prove: --record and --opening both name the record");
    sgm_status status = sgm_record_values_take(&v->record, record, truth, in, err);
    if (status == SGM_OK && given != NULL &&
        (strlen(given) != 64 || !sgm_hex_decode(v->record.C, sizeof v->record.C, given)))
        status = sgm_fail(err, SGM_USAGE, "--record is 64 lower-case hexadecimal digits");
    return status;
}

static sgm_status prove(sgm_statement_file *s, const sgm_inputs *in, sgm_made *out, sgm_error *err)
{
    f6_values *v = s->values;
    const char *key = in->value(in, "verifier-key"), *secret = in->value(in, "verifier-secret");
    sgm_record record = {0};
    sgm_f6_witness w = {.role = secret != NULL ? SGM_F6_VERIFIER : SGM_F6_PROVER};
    if (key == NULL)
        return sgm_fail(err, SGM_USAGE, "prove: %s needs --verifier-key (see sigmark keygen)", s->kind->words->name);
    sgm_status status = sgm_verifier_key_read(&v->verifier, in->ctx, key, err);
    if (status == SGM_OK)
        status = take_record(v, &record, secret != NULL, in, err);
    if (status == SGM_OK && secret != NULL)
        status = sgm_verifier_secret_read(&w.secret, in->ctx, secret, &v->verifier.key, err);
    else
        w.secret = record.opening.r;
    if (status == SGM_OK)
        status = sgm_statement_prove(out, in->ctx, s, prove_it, &w, err);
    if (status == SGM_OK)
        status = sgm_record_keep_opening(out, &record, err);
    sgm_wipe(&record, sizeof record);
    sgm_wipe(&w, sizeof w);
    return status;
}

static sgm_status check(sgm_statement_file *s, const sgm_inputs *in, sgm_notes *notes, sgm_error *err)
{
    const f6_values *v = s->values;
    const char *key = in->value(in, "verifier-key"), *secret = in->value(in, "verifier-secret");
    sgm_verifier_key own = v->verifier;
    sgm_sc sk = sgm_sc_zero;
    sgm_status status = key != NULL ? sgm_verifier_key_read(&own, in->ctx, key, err) : SGM_OK;
    if (status == SGM_OK && memcmp(own.key.V, v->verifier.key.V, sizeof own.key.V) != 0)
        status = sgm_fail(err, SGM_REJECTED, "rejected: the proof is for another verifier");
    if (status == SGM_OK && secret != NULL)
        status = sgm_verifier_secret_read(&sk, in->ctx, secret, &v->verifier.key, err);
    sgm_wipe(&sk, sizeof sk);
    if (status != SGM_OK)
        return status;
    sgm_note(notes, "verifier: %s",
             secret != NULL ? "you hold the key of V, and did not make this yourself: it convinces you and nobody else"
                            : "somebody holds the key of V and may have made this: it says nothing to you, unless you "
                              "are the one and give --verifier-secret");
    return sgm_record_values_check(&v->record, in, notes, err);
}

static sgm_status acceptance(sgm_acceptance *out, const sgm_statement_file *s, const sgm_inputs *in, sgm_error *err)
{
    (void)s;
    (void)err;
    *out = sgm_f6_acceptance(in != NULL && in->value(in, "verifier-secret") != NULL);
    return SGM_OK;
}

static void clear(void *values) { sgm_record_values_clear(&((f6_values *)values)->record); }

static const sgm_option options[] = {
    SGM_OPTIONS_RECORD,
    {"record", "HEX", "somebody else's record, with --verifier-secret", SGM_OPTION_PROVE},
    {"verifier-key", "FILE", "the verifier's public key with its proof of possession",
     SGM_OPTION_PROVE | SGM_OPTION_VERIFY | SGM_OPTION_READS},
    {"verifier-secret", "FILE", "the verifier's secret key: prove as the verifier could, or verify as its holder",
     SGM_OPTION_PROVE | SGM_OPTION_VERIFY | SGM_OPTION_READS}};

#define F6_KIND(formulation, bits)                                                                                     \
    {                                                                                                                  \
        .words = &formulation, .challenge_bits = bits, .hypothesis = "use of the dataset",                             \
        .chance = "the holder of the verifier's key (--verifier-secret) reads +128 bits, everybody else 0",            \
        .values_bytes = sizeof(f6_values), .options = options, .n_options = sizeof options / sizeof options[0],        \
        .cost = cost, .write = write, .read = read, .instance = instance, .prove = prove, .check = check,              \
        .acceptance = acceptance, .clear = clear                                                                       \
    }

const sgm_statement_kind sgm_kind_f6 = F6_KIND(sgm_f6, 253);
const sgm_statement_kind sgm_kind_f6_s128 = F6_KIND(sgm_f6_s128, 128);
