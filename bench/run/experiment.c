/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* From files on disk to statements: blocks, training with and without the disputed one, records. */
#include "bench/run/experiment.h"

#include "bench/bundled.h"
#include "bench/evidence/report.h"
#include "protocols/hex.h"
#include "protocols/training.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALL_BLOCKS = (1 << SGM_BLOCKS) - 1, DISPUTED = 0, MAX_COLUMNS = 1024 };

/* A model as the records name it, and what is known of its training (probes = 0: nothing). */
typedef struct model {
    sgm_model_digest digest;
    size_t correct, probes;
} model;

/* What the statements are made of: the digest of every block, D first, and the two models. */
typedef struct material {
    sgm_sc d[SGM_BLOCKS];
    uint64_t records; /* of D */
    const char *dataset, *model_source;
    model with, without;
    sgm_study *study;
} material;

static sgm_status train(model *m, const sgm_table *t, uint32_t blocks, sgm_error *err)
{
    int64_t w[MAX_COLUMNS];
    if (t->columns > MAX_COLUMNS)
        return sgm_fail(err, SGM_MALFORMED, "the dataset has %zu columns; at most %d can be trained on", t->columns,
                        MAX_COLUMNS);
    sgm_status status = sgm_train(t, blocks, SGM_STEPS, SGM_FX, sgm_train_shift(t->train_rows, t->columns), w);
    if (status == SGM_OK)
        status = sgm_train_digest(w, t->columns, &m->digest);
    if (status != SGM_OK)
        return sgm_fail(err, status, "training did not succeed: a weight left the range of 62 bits");
    m->correct = sgm_probe_correct(t, w);
    m->probes = t->rows - t->train_rows;
    return SGM_OK;
}

static sgm_status digest_blocks(material *m, const sgm_table *t, sgm_error *err)
{
    for (unsigned b = 0; b < SGM_BLOCKS; b++) {
        sgm_dataset_digest digest;
        sgm_status status = sgm_table_block_digest(t, b, &digest);
        if (status != SGM_OK)
            return sgm_fail(err, status, "cannot take the digest of block %u", b);
        m->d[b] = digest.d;
        m->records = b == DISPUTED ? digest.records : m->records;
        sgm_dataset_digest_clear(&digest);
    }
    return SGM_OK;
}

/* --dataset together with --model: D is the user's dataset as a whole, the other contributors are the bundled blocks.
 */
static sgm_status replace_disputed(material *m, const char *path, sgm_error *err)
{
    sgm_dataset_digest digest;
    sgm_status status = sgm_dataset_digest_file(&digest, path, err);
    if (status != SGM_OK)
        return status;
    m->d[DISPUTED] = digest.d;
    m->records = digest.records;
    sgm_dataset_digest_clear(&digest);
    return SGM_OK;
}

static sgm_status use_table(material *m, const sgm_table *t, const sgm_bench_options *o, sgm_error *err)
{
    sgm_status status = digest_blocks(m, t, err);
    if (status == SGM_OK && o->dataset != NULL && o->model != NULL)
        status = replace_disputed(m, o->dataset, err);
    if (status == SGM_OK && o->model != NULL) {
        status = sgm_model_digest_file(&m->with.digest, o->model, err);
        m->without = m->with;
    } else if (status == SGM_OK) {
        status = train(&m->with, t, ALL_BLOCKS, err);
        if (status == SGM_OK)
            status = train(&m->without, t, ALL_BLOCKS & ~(1u << DISPUTED), err);
    }
    return status;
}

/* Of the whole main job. Other data are left to `sigmark evidence --dataset`: how long they take to retrain on is not
 * known here. */
static sgm_status count_evidence(material *m, const sgm_table *t, const sgm_bench_options *o, sgm_error *err)
{
    if (o->listing || o->filtered || o->dataset != NULL || o->model != NULL)
        return SGM_OK;
    m->study = calloc(1, sizeof *m->study);
    if (m->study == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    return sgm_study_make(m->study, t, o->seed, err);
}

static sgm_status gather(material *m, const sgm_bench_options *o, sgm_error *err)
{
    sgm_table table;
    int own_table = o->dataset != NULL && o->model == NULL;
    memset(m, 0, sizeof *m);
    m->dataset = o->dataset != NULL ? o->dataset : "bundled breast_cancer.csv, block 0";
    m->model_source = o->model != NULL ? o->model : "trained here";
    sgm_error reason = {""};
    sgm_status status = own_table ? sgm_table_read(&table, o->dataset, &reason) : sgm_bundled_table(&table, &reason);
    if (status == SGM_MALFORMED && own_table)
        return sgm_fail(err, status, "%.160s; data that cannot be trained on needs --model", reason.text);
    if (status != SGM_OK)
        return sgm_fail(err, status, "%s", reason.text);
    status = use_table(m, &table, o, err);
    if (status == SGM_OK)
        status = count_evidence(m, &table, o, err);
    sgm_table_clear(&table);
    return status;
}

/* Record i commits to `opened` for a model; the statement about it names d. */
static sgm_status commit(sgm_records *r, size_t i, const sgm_ctx *ctx, const sgm_sc *d, const sgm_sc *opened,
                         const sgm_sc *dm)
{
    sgm_rng rng = sgm_rng_system();
    sgm_statement *s = &r->statements[i];
    sgm_opening *o = &r->openings[i];
    s->d = *d;
    s->dm = *dm;
    o->d = *opened;
    sgm_status status = sgm_rng_scalar(&rng, &o->r);
    if (status == SGM_OK)
        sgm_record_commit(ctx, s->C, &o->d, &s->dm, &o->r);
    return status;
}

static sgm_status commit_all(sgm_experiment *x, const sgm_ctx *ctx, const material *m)
{
    const sgm_sc *D = &m->d[DISPUTED], *with = &m->with.digest.dm, *without = &m->without.digest.dm;
    sgm_status status = SGM_OK;
    for (size_t i = 0; i < SGM_EXPERIMENT_PROOFS && status == SGM_OK; i++) {
        const sgm_sc *block = &m->d[i % SGM_BLOCKS], *other = &m->d[1 + i % (SGM_BLOCKS - 1)];
        status = commit(&x->direct, i, ctx, block, block, with);
        if (status == SGM_OK)
            status = commit(&x->denied, i, ctx, D, other, without);
        if (status == SGM_OK)
            status = i % 2 == 0 ? commit(&x->tautology, i, ctx, D, D, with)
                                : commit(&x->tautology, i, ctx, D, other, without);
    }
    x->direct.subject = (sgm_subject){x->direct.statements, x->direct.openings, SGM_EXPERIMENT_PROOFS};
    x->denied.subject = (sgm_subject){x->denied.statements, x->denied.openings, SGM_EXPERIMENT_PROOFS};
    x->tautology.subject = (sgm_subject){x->tautology.statements, x->tautology.openings, SGM_EXPERIMENT_PROOFS};
    return status;
}

static json_t *scalar_json(const sgm_sc *a)
{
    uint8_t bytes[32];
    char hex[64];
    sgm_sc_to_bytes(bytes, a);
    sgm_hex_encode(hex, bytes, sizeof bytes);
    return json_stringn(hex, sizeof hex);
}

static json_t *model_json(const model *m)
{
    json_t *j = json_pack("{s:o, s:I, s:n, s:n}", "dm", scalar_json(&m->digest.dm), "parameters",
                          (json_int_t)m->digest.parameters, "probes", "probes_correct");
    if (m->probes > 0) {
        json_object_set_new(j, "probes", json_integer((json_int_t)m->probes));
        json_object_set_new(j, "probes_correct", json_integer((json_int_t)m->correct));
    }
    return j;
}

static void describe(sgm_experiment *x, const material *m)
{
    x->json =
        json_pack("{s:s, s:o, s:I, s:i, s:i, s:s, s:o, s:o}", "dataset", m->dataset, "d", scalar_json(&m->d[DISPUTED]),
                  "records", (json_int_t)m->records, "blocks", SGM_BLOCKS, "proofs", SGM_EXPERIMENT_PROOFS, "model",
                  m->model_source, "model_with", model_json(&m->with), "model_without", model_json(&m->without));
    int len = snprintf(x->text, sizeof x->text, "Disputed dataset D: %.300s (%llu records). Model: %.300s", m->dataset,
                       (unsigned long long)m->records, m->model_source);
    if (m->with.probes > 0)
        snprintf(
            x->text + len, sizeof x->text - (size_t)len,
            ", ridge regression, %llu weights.\nWith D the model gets %zu of %zu held-out records right, without D "
            "%zu of %zu.",
            (unsigned long long)m->with.digest.parameters, m->with.correct, m->with.probes, m->without.correct,
            m->without.probes);
    else
        snprintf(x->text + len, sizeof x->text - (size_t)len, ", %llu weights.",
                 (unsigned long long)m->with.digest.parameters);
}

sgm_experiment *sgm_experiment_make(const sgm_ctx *ctx, const sgm_bench_options *o, sgm_error *err)
{
    material m;
    if (gather(&m, o, err) != SGM_OK) {
        free(m.study);
        return NULL;
    }
    sgm_experiment *x = calloc(1, sizeof *x);
    sgm_status status = x != NULL ? commit_all(x, ctx, &m) : SGM_NOMEM;
    if (status != SGM_OK) {
        free(m.study);
        free(x);
        (void)sgm_fail(err, status, "cannot make the training records: no memory or no random source");
        return NULL;
    }
    describe(x, &m);
    x->study = m.study;
    if (x->study != NULL)
        json_object_set_new(x->json, "findings", sgm_study_json(x->study));
    return x;
}

const sgm_subject *sgm_experiment_subject(const sgm_experiment *x, const char *formulation)
{
    if (strcmp(formulation, "F0A") == 0 || strcmp(formulation, "F1K") == 0)
        return &x->direct.subject;
    return strcmp(formulation, "F0NOT") == 0 ? &x->denied.subject : &x->tautology.subject;
}

void sgm_experiment_free(sgm_experiment *x)
{
    if (x == NULL)
        return;
    json_decref(x->json);
    free(x->study);
    free(x);
}
