/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What most statements are about: records, datasets, models. As JSON, and taken from their sources. */
#include "protocols/statement/parts.h"
#include "primitives/base/bytes.h"
#include "primitives/base/ct.h"
#include "protocols/hash.h"
#include "protocols/hex.h"
#include "protocols/read.h"
#include "protocols/rng.h"
#include "protocols/statement/json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = {
    [SGM_DATASET_CSV] = "csv", [SGM_DATASET_JSONL] = "jsonl", [SGM_DATASET_DIR] = "dir"};
static const char *const kind_words[] = {[SGM_DATASET_CSV] = "lines of a CSV file",
                                         [SGM_DATASET_JSONL] = "lines of a JSONL file",
                                         [SGM_DATASET_DIR] = "files of a folder"};
enum { N_KINDS = 3 };

#define RECORD_WORDS                                                                                                   \
    "the registered training record C = d' G + dm G_M + r H; the digest d' it holds and the blinding r stay with its " \
    "holder"
#define DATASET_WORDS                                                                                                  \
    "the dataset the statement is about: %" PRIu64 " %s; root is the Merkle root of their SHA-512 leaves, "            \
    "d = H2S(\"dataset\", root, records, schema)"
#define MODEL_WORDS                                                                                                    \
    "the model the record is about: %" PRIu64 " parameters in %" PRIu64                                                \
    " tensor%s, dm = H2S(\"model\", canonical tensors)"

json_t *sgm_record_json(const uint8_t C[32])
{
    return json_pack("{s:s, s:o}", "words", RECORD_WORDS, "C", sgm_json_hex(C, 32));
}

sgm_status sgm_record_read(uint8_t C[32], const json_t *object, sgm_error *err)
{
    return sgm_json_get_hex(object, "C", C, 32, err);
}

json_t *sgm_dataset_json(const sgm_named_dataset *named)
{
    const sgm_dataset_digest *d = &named->digest;
    char words[256];
    (void)snprintf(words, sizeof words, DATASET_WORDS, d->records, kind_words[d->kind]);
    return json_pack("{s:s, s:s, s:s, s:o, s:I, s:o, s:o}", "words", words, "source", named->source, "kind",
                     kind_names[d->kind], "schema", sgm_json_hex(d->schema, d->schema_len), "records",
                     (json_int_t)d->records, "root", sgm_json_hex(d->root, sizeof d->root), "d",
                     sgm_json_scalar(&d->d));
}

/* The schema is "csv" || LP(header), "jsonl" or "dir". */
static int schema_fits(const sgm_dataset_digest *d)
{
    if (d->kind == SGM_DATASET_CSV)
        return d->schema_len >= 7 && memcmp(d->schema, "csv", 3) == 0 && sgm_load32(d->schema + 3) == d->schema_len - 7;
    const char *name = kind_names[d->kind];
    return d->schema_len == strlen(name) && memcmp(d->schema, name, d->schema_len) == 0;
}

static sgm_status get_schema(const json_t *object, sgm_dataset_digest *d, sgm_error *err)
{
    d->schema_len = json_string_length(json_object_get(object, "schema")) / 2;
    d->schema = malloc(d->schema_len + 1);
    if (d->schema == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_status status = sgm_json_get_hex(object, "schema", d->schema, d->schema_len, err);
    if (status == SGM_OK && !schema_fits(d))
        status = sgm_fail(err, SGM_MALFORMED, "schema is not one of a dataset of kind %s", kind_names[d->kind]);
    return status;
}

sgm_status sgm_dataset_read(sgm_named_dataset *named, const json_t *object, sgm_error *err)
{
    sgm_dataset_digest *d = &named->digest;
    sgm_sc stated;
    int kind = sgm_json_choice(object, "kind", kind_names, N_KINDS, err);
    if (kind < 0)
        return SGM_MALFORMED;
    d->kind = (sgm_dataset_kind)kind;
    sgm_status status = sgm_json_copy(object, "source", &named->source, err);
    if (status == SGM_OK)
        status = sgm_json_count(object, "records", &d->records, err);
    if (status == SGM_OK)
        status = sgm_json_get_hex(object, "root", d->root, sizeof d->root, err);
    if (status == SGM_OK)
        status = get_schema(object, d, err);
    if (status == SGM_OK)
        status = sgm_json_get_scalar(object, "d", &stated, err);
    if (status == SGM_OK && sgm_dataset_d(&d->d, d->root, d->records, d->schema, d->schema_len) != SGM_OK)
        status = sgm_fail(err, SGM_MALFORMED, "no digest d follows from root, records and schema");
    if (status == SGM_OK && !sgm_sc_eq(&d->d, &stated))
        status = sgm_fail(err, SGM_MALFORMED, "d is not the digest of root, records and schema");
    return status;
}

void sgm_named_dataset_clear(sgm_named_dataset *d)
{
    free(d->source);
    sgm_dataset_digest_clear(&d->digest);
    *d = (sgm_named_dataset){0};
}

json_t *sgm_model_json(const sgm_named_model *m)
{
    char words[256];
    (void)snprintf(words, sizeof words, MODEL_WORDS, m->digest.parameters, m->digest.tensors,
                   m->digest.tensors == 1 ? "" : "s");
    return json_pack("{s:s, s:s, s:I, s:I, s:o}", "words", words, "source", m->source, "tensors",
                     (json_int_t)m->digest.tensors, "parameters", (json_int_t)m->digest.parameters, "dm",
                     sgm_json_scalar(&m->digest.dm));
}

sgm_status sgm_model_read(sgm_named_model *m, const json_t *object, sgm_error *err)
{
    sgm_status status = sgm_json_copy(object, "source", &m->source, err);
    if (status == SGM_OK)
        status = sgm_json_count(object, "tensors", &m->digest.tensors, err);
    if (status == SGM_OK)
        status = sgm_json_count(object, "parameters", &m->digest.parameters, err);
    if (status == SGM_OK)
        status = sgm_json_get_scalar(object, "dm", &m->digest.dm, err);
    return status;
}

void sgm_named_model_clear(sgm_named_model *m)
{
    free(m->source);
    *m = (sgm_named_model){0};
}

/* *out = a copy of the name. */
static sgm_status take_name(char **out, const char *source, sgm_error *err)
{
    json_t *j = json_string(source); /* NULL also for text that is not UTF-8 */
    json_decref(j);
    if (j == NULL)
        return sgm_fail(err, SGM_MALFORMED, "the name of the dataset or model is not UTF-8");
    *out = strdup(source);
    return *out != NULL ? SGM_OK : sgm_fail(err, SGM_NOMEM, "out of memory");
}

sgm_status sgm_dataset_take(sgm_named_dataset *d, const sgm_inputs *in, const char *source, sgm_error *err)
{
    sgm_status status = take_name(&d->source, source, err);
    return status == SGM_OK ? in->dataset(&d->digest, source, err) : status;
}

sgm_status sgm_model_take(sgm_named_model *m, const sgm_inputs *in, sgm_error *err)
{
    const char *given = in->value(in, "model"), *source = given != NULL ? given : in->bundled_model;
    sgm_status status = take_name(&m->source, source, err);
    return status == SGM_OK ? in->model(&m->digest, source, err) : status;
}

/* A name of bundled data is enough to look for them. */
static const char *source_to_check(const sgm_inputs *in, const char *given, const char *named)
{
    return given != NULL ? given : in->is_bundled(named) ? named : NULL;
}

sgm_status sgm_dataset_check(const sgm_named_dataset *d, const sgm_inputs *in, const char *given, int *checked,
                             sgm_error *err)
{
    sgm_dataset_digest digest = {0};
    const char *source = source_to_check(in, given, d->source);
    *checked = source != NULL;
    if (source == NULL)
        return SGM_OK;
    sgm_status status = in->dataset(&digest, source, err);
    if (status != SGM_OK)
        return status;
    if (!sgm_sc_eq(&digest.d, &d->digest.d))
        status = sgm_fail(err, SGM_REJECTED, "rejected: the statement is not about the dataset %s: digest d differs",
                          source);
    sgm_dataset_digest_clear(&digest);
    return status;
}

sgm_status sgm_model_check(const sgm_named_model *m, const sgm_inputs *in, sgm_notes *notes, sgm_error *err)
{
    sgm_model_digest digest;
    const char *source = source_to_check(in, in->value(in, "model"), m->source);
    if (source == NULL) {
        sgm_note(notes, "model: dm as stated; give --model to recompute it");
        return SGM_OK;
    }
    sgm_status status = in->model(&digest, source, err);
    if (status == SGM_OK && (!sgm_sc_eq(&digest.dm, &m->digest.dm) || digest.tensors != m->digest.tensors ||
                             digest.parameters != m->digest.parameters))
        status = sgm_fail(err, SGM_REJECTED,
                          "rejected: the statement is not about the model %s: digest dm or a count differs", source);
    if (status == SGM_OK)
        sgm_note(notes, "model: dm recomputed from the weights");
    return status;
}

sgm_status sgm_statement_prove(sgm_made *out, const sgm_ctx *ctx, const sgm_statement_file *s,
                               sgm_statement_prover *prove, const void *witness, sgm_error *err)
{
    sgm_instance *inst = NULL;
    sgm_status status = sgm_statement_instance(&inst, ctx, s, err);
    if (status != SGM_OK)
        return status;
    out->proof_len = sgm_statement_proof_bytes(s);
    out->proof = calloc(1, out->proof_len);
    status = out->proof != NULL ? prove(ctx, s, witness, out->proof) : SGM_NOMEM;
    if (status == SGM_REJECTED)
        status = sgm_fail(err, status, "refused: %s is false of what is given, and a false statement is never proved",
                          sgm_statement_words(s->kind)->name);
    else if (status != SGM_OK)
        status = sgm_fail(err, status, "the proof could not be made");
    else if (sgm_verify(ctx, inst, out->proof, out->proof_len) != SGM_OK)
        status =
            sgm_fail(err, SGM_IO, "the proof just made does not verify: nothing is written; is this machine faulty?");
    sgm_instance_free(inst);
    return status;
}

void sgm_note(sgm_notes *notes, const char *format, ...)
{
    va_list args;
    size_t room = sizeof notes->text - notes->len;
    va_start(args, format);
    int n = vsnprintf(notes->text + notes->len, room, format, args);
    va_end(args);
    if (n < 0 || (size_t)n + 1 >= room) { /* never half a line */
        notes->text[notes->len] = '\0';
        return;
    }
    notes->len += (size_t)n;
    memcpy(notes->text + notes->len++, "\n", 2);
}

enum { SEED_TEXT = 2 * SGM_SEED_BYTES + 1 };

sgm_status sgm_seed_take(uint8_t seed[SGM_SEED_BYTES], const char *path, const char *what, sgm_error *err)
{
    uint8_t text[SEED_TEXT + 1] = {0};
    size_t len;
    sgm_rng rng = sgm_rng_system();
    if (path == NULL)
        return rng.fill(rng.state, seed, SGM_SEED_BYTES) == SGM_OK
                   ? SGM_OK
                   : sgm_fail(err, SGM_IO, "the system gives no random bytes");
    sgm_status status = sgm_read_whole(text, SEED_TEXT, &len, path, err);
    int good = len == SEED_TEXT && text[SEED_TEXT - 1] == '\n';
    text[SEED_TEXT - 1] = '\0';
    if (status == SGM_OK && !(good && sgm_hex_decode(seed, SGM_SEED_BYTES, (const char *)text)))
        status = sgm_fail(err, SGM_MALFORMED, "%.150s is no opening of %s: one line of 64 hex digits", path, what);
    sgm_wipe(text, sizeof text);
    return status;
}

sgm_status sgm_seed_keep(sgm_made *out, const uint8_t seed[SGM_SEED_BYTES], sgm_error *err)
{
    out->secret = malloc(SEED_TEXT + 1);
    if (out->secret == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_hex_encode(out->secret, seed, SGM_SEED_BYTES);
    memcpy(out->secret + SEED_TEXT - 1, "\n", 2);
    out->secret_len = SEED_TEXT;
    return SGM_OK;
}

sgm_status sgm_seed_blind(sgm_sc *r, size_t n, const char *label, const uint8_t seed[SGM_SEED_BYTES], size_t first,
                          sgm_error *err)
{
    for (size_t k = 0; k < n; k++) {
        uint8_t index[4];
        sgm_store32(index, (uint32_t)(first + k));
        const sgm_bytes parts[] = {{seed, SGM_SEED_BYTES}, {index, sizeof index}};
        if (sgm_hash_to_scalar(&r[k], label, parts, 2) != SGM_OK)
            return sgm_fail(err, SGM_IO, "SHA-512 failed");
    }
    return SGM_OK;
}

sgm_status sgm_option_number(uint64_t *out, const char *name, uint64_t least, uint64_t most, const sgm_inputs *in,
                             sgm_error *err)
{
    const char *text = in->value(in, name);
    char *end = NULL;
    if (text == NULL)
        return SGM_OK;
    errno = 0;
    unsigned long long value = text[0] >= '0' && text[0] <= '9' ? strtoull(text, &end, 10) : 0;
    if (end == NULL || *end != '\0' || errno != 0 || value < least || value > most)
        return sgm_fail(err, SGM_USAGE, "--%s is a number from %" PRIu64 " to %" PRIu64 ", not \"%.60s\"", name, least,
                        most, text);
    *out = value;
    return SGM_OK;
}
