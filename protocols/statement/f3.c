/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Statements about one record and a class of datasets or owners' commitments: F3-SCALAR, F3-GROUP, F3-SQRT, and the
 * classical F3-CDS and F3-AOS. */
#include "primitives/base/ct.h"
#include "protocols/formulation/class_file.h"
#include "protocols/formulation/f3_aos.h"
#include "protocols/formulation/f3_cds.h"
#include "protocols/hash.h"
#include "protocols/opening.h"
#include "protocols/read.h"
#include "protocols/statement/json.h"
#include "protocols/statement/parts.h"
#include "protocols/tensor.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BUNDLED_CLASS "bundled"

#define SCALAR_WORDS                                                                                                   \
    "the class, fixed beforehand: digests of datasets, numbered in base `base` with `digits` digits, the last member " \
    "repeated; root = SHA-512 of all of them in order"
#define GROUP_WORDS                                                                                                    \
    "the class, fixed beforehand: commitments K = d G + r H of datasets' owners, numbered in base `base` with "        \
    "`digits` digits, the last member repeated; root = SHA-512 of all of them in order"

/* Of the bundled class, and of a class for which no base is named. */
enum { DEFAULT_BASE = 4 };

typedef struct f3_values {
    uint8_t C[32];
    sgm_named_model model;
    char *source; /* of the class */
    uint64_t base, digits, members;
    uint8_t root[64];
    sgm_class *K; /* once loaded */
    sgm_class_summary summary;
    int shared; /* K belongs to the run */
} f3_values;

/* What statements of one run share. */
typedef struct shared_class {
    sgm_class *K;
    sgm_class_summary summary;
} shared_class;

/* A one-out-of-many proof (what `sgm_f3_form` counts), an OR with a clause per item, or a ring. */
enum { CDS = SGM_F3_FORMS, AOS };

static int form_of(const sgm_statement_file *s)
{
    const sgm_words *w = s->kind->words;
    return w == &sgm_f3_cds ? CDS : w == &sgm_f3_aos ? AOS : (int)(w - sgm_f3);
}

static sgm_class_kind members_of(int form) { return form == SGM_F3_GROUP ? SGM_CLASS_POINTS : SGM_CLASS_SCALARS; }

/* Most items of a class. */
static size_t most_of(int form)
{
    return form == CDS           ? SGM_F3_CDS_MAX
           : form == AOS         ? SGM_F3_AOS_MAX
           : form == SGM_F3_SQRT ? SGM_F3_SQRT_MAX
                                 : SGM_F3_MAX;
}

static void clear(void *values)
{
    f3_values *v = values;
    free(v->source);
    if (!v->shared)
        sgm_class_free(v->K);
    sgm_named_model_clear(&v->model);
}

/* 0: there is no such flavor. */
static size_t proof_size(int form, uint32_t n, uint32_t m, sgm_flavor flavor)
{
    if (form == CDS)
        return sgm_f3_cds_proof_size(sgm_power(n, m), flavor);
    if (form == AOS)
        return flavor == SGM_BATCHABLE ? sgm_f3_aos_proof_size(sgm_power(n, m)) : 0;
    return flavor == SGM_COMPACT ? 0 : sgm_f3_proof_size((sgm_f3_form)form, n, m, flavor);
}

static void cost(sgm_statement_cost *out, const sgm_statement_file *s)
{
    const f3_values *v = s->values;
    int form = form_of(s);
    uint32_t n = v != NULL ? (uint32_t)v->base : DEFAULT_BASE, m = v != NULL ? (uint32_t)v->digits : 2;
    size_t N = sgm_power(n, m);
    if (form == CDS)
        *out = (sgm_statement_cost){.equations = N, .points = N + 1};
    else if (form == AOS)
        *out = (sgm_statement_cost){.equations = N, .points = 1}; /* one after the other; C is all there is to decode */
    else
        *out = (sgm_statement_cost){.equations = sgm_f3_equations((sgm_f3_form)form),
                                    .points = sgm_f3_points((sgm_f3_form)form, n, m)};
    for (int flavor = 0; flavor < SGM_FLAVORS; flavor++)
        out->bytes[flavor] = proof_size(form, n, m, (sgm_flavor)flavor);
}

static int write(json_t *body, const sgm_statement_file *s)
{
    const f3_values *v = s->values;
    json_t *class_json =
        json_pack("{s:s, s:s, s:I, s:I, s:I, s:o}", "words", form_of(s) == SGM_F3_GROUP ? GROUP_WORDS : SCALAR_WORDS,
                  "source", v->source, "base", (json_int_t)v->base, "digits", (json_int_t)v->digits, "members",
                  (json_int_t)v->members, "root", sgm_json_hex(v->root, sizeof v->root));
    return json_object_set_new(body, "record", sgm_record_json(v->C)) | json_object_set_new(body, "class", class_json) |
           json_object_set_new(body, "model", sgm_model_json(&v->model));
}

/* Whether these numbers are those of a class that the form takes. */
static int is_shape(int form, const f3_values *v)
{
    size_t most = most_of(form);
    return v->base <= SGM_CLASS_BASE_MAX && v->members <= most &&
           sgm_class_digits(members_of(form), v->members, (uint32_t)v->base) == v->digits && v->digits > 0 &&
           sgm_power((uint32_t)v->base, (uint32_t)v->digits) <= most &&
           (form != SGM_F3_SQRT || (v->base & (v->base - 1)) == 0);
}

static sgm_status read(sgm_statement_file *s, const json_t *body, sgm_error *err)
{
    f3_values *v = s->values;
    const json_t *object = json_object_get(body, "class");
    sgm_status status = sgm_record_read(v->C, json_object_get(body, "record"), err);
    if (status == SGM_OK)
        status = sgm_json_copy(object, "source", &v->source, err);
    if (status == SGM_OK)
        status = sgm_json_count(object, "base", &v->base, err);
    if (status == SGM_OK)
        status = sgm_json_count(object, "digits", &v->digits, err);
    if (status == SGM_OK)
        status = sgm_json_count(object, "members", &v->members, err);
    if (status == SGM_OK && !is_shape(form_of(s), v))
        status = sgm_fail(err, SGM_MALFORMED, "%llu members have no numbers of %llu digits in base %llu",
                          (unsigned long long)v->members, (unsigned long long)v->digits, (unsigned long long)v->base);
    if (status == SGM_OK)
        status = sgm_json_get_hex(object, "root", v->root, sizeof v->root, err);
    return status == SGM_OK ? sgm_model_read(&v->model, json_object_get(body, "model"), err) : status;
}

/* The blinding of the bundled owners is public, H2S("blinding", LE(i,4)): they are an example, and hide nothing. */
static sgm_status bundled_owner(sgm_sc *r, size_t i)
{
    const uint8_t le[4] = {(uint8_t)i};
    return sgm_hash_to_scalar(r, "blinding", &(sgm_bytes){le, sizeof le}, 1);
}

/* Member i of the bundled class: contributor block i. The disputed data are block 0. */
static sgm_status bundled_member(sgm_class_entry *e, size_t i, sgm_class_kind kind, const sgm_inputs *in,
                                 sgm_error *err)
{
    sgm_dataset_digest digest = {0};
    sgm_sc r;
    sgm_status status = in->dataset(&digest, in->bundled_datasets[i], err);
    if (status == SGM_OK && bundled_owner(&r, i) != SGM_OK)
        status = sgm_fail(err, SGM_IO, "SHA-512 failed");
    *e = (sgm_class_entry){.contains_D = i == 0, .prior = 1 / (double)in->n_bundled_datasets};
    if (status == SGM_OK && kind == SGM_CLASS_SCALARS)
        sgm_sc_to_bytes(e->member, &digest.d);
    else if (status == SGM_OK)
        sgm_record_commit(in->ctx, e->member, &digest.d, &sgm_sc_zero, &r);
    sgm_dataset_digest_clear(&digest);
    return status;
}

static sgm_status bundled_class(sgm_class_file *f, sgm_class_kind kind, const sgm_inputs *in, sgm_error *err)
{
    *f = (sgm_class_file){.kind = kind, .entries = calloc(in->n_bundled_datasets, sizeof *f->entries)};
    sgm_status status = f->entries != NULL ? SGM_OK : sgm_fail(err, SGM_NOMEM, "out of memory");
    for (; f->n < in->n_bundled_datasets && status == SGM_OK; f->n++)
        status = bundled_member(&f->entries[f->n], f->n, kind, in, err);
    if (status != SGM_OK)
        sgm_class_file_clear(f);
    return status;
}

static sgm_status read_class_file(sgm_class_file *f, const char *path, sgm_error *err)
{
    sgm_error why;
    size_t len;
    uint8_t *text = malloc(SGM_CLASS_FILE_MAX);
    if (text == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_status status = sgm_read_whole(text, SGM_CLASS_FILE_MAX, &len, path, err);
    if (status == SGM_OK && (status = sgm_class_file_parse(f, text, len, &why)) != SGM_OK)
        (void)sgm_fail(err, status, "%.100s: %.140s", path, why.text);
    free(text);
    return status;
}

/* The class of --class, or the bundled one, and what is believed of it. */
static sgm_status make_class(f3_values *v, const sgm_statement_file *s, const sgm_inputs *in, sgm_error *err)
{
    const char *path = in->value(in, "class");
    int form = form_of(s);
    sgm_class_kind kind = members_of(form);
    sgm_class_file f;
    sgm_status status = path != NULL ? read_class_file(&f, path, err) : bundled_class(&f, kind, in, err);
    if (status != SGM_OK)
        return status;
    if (f.kind != kind)
        status = sgm_fail(err, SGM_MALFORMED, "%s is about a class of %s", s->kind->words->name,
                          form == SGM_F3_GROUP ? "commitments, not of digests" : "digests, not of commitments");
    if (status == SGM_OK)
        status = sgm_class_from_file(&v->K, in->ctx, &f, (uint32_t)v->base, err);
    if (status == SGM_OK && sgm_class_size(v->K) > most_of(form))
        status = sgm_fail(err, SGM_USAGE, "%s takes classes of at most %zu items", s->kind->words->name, most_of(form));
    if (status == SGM_OK && form == SGM_F3_SQRT && sgm_class_rows(v->K, in->ctx) != SGM_OK)
        status = sgm_fail(err, SGM_USAGE, "F3-SQRT wants a base that is a power of two, not %llu",
                          (unsigned long long)v->base);
    v->summary = sgm_class_summarise(&f);
    sgm_class_file_clear(&f);
    return status;
}

static void release_shared(void *object)
{
    shared_class *c = object;
    sgm_class_free(c->K);
    free(c);
}

/* The class that another statement of this run has loaded, or a new one for all of them. */
static sgm_status share_class(sgm_statement_file *s, const sgm_inputs *in, sgm_error *err)
{
    f3_values *v = s->values;
    uint64_t key = v->base << 1 | (in->value(in, "class") == NULL);
    shared_class *c = sgm_shelf_find(in->shelf, s->kind, key);
    if (c != NULL) {
        v->K = c->K;
        v->summary = c->summary;
        v->shared = 1;
        return SGM_OK;
    }
    sgm_status status = make_class(v, s, in, err);
    if (status != SGM_OK || in->shelf == NULL)
        return status;
    c = malloc(sizeof *c);
    if (c == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    *c = (shared_class){v->K, v->summary};
    v->shared = 1;
    return sgm_shelf_put(in->shelf, s->kind, key, c, release_shared, err);
}

static sgm_status load(sgm_statement_file *s, const sgm_inputs *in, sgm_error *err)
{
    f3_values *v = s->values;
    if (v->K != NULL)
        return SGM_OK;
    if (in->value(in, "class") == NULL && strcmp(v->source, BUNDLED_CLASS) != 0)
        return sgm_fail(err, SGM_USAGE, "the statement is about the class %.120s: give its file with --class",
                        v->source);
    sgm_status status = share_class(s, in, err);
    if (status == SGM_OK && (sgm_class_count(v->K) != v->members || memcmp(sgm_class_root(v->K), v->root, 64) != 0))
        status = sgm_fail(err, SGM_REJECTED, "rejected: the statement is about another class: its root differs");
    return status;
}

static sgm_f3_statement statement_of(const f3_values *v)
{
    sgm_f3_statement s = {.dm = v->model.digest.dm, .K = v->K};
    memcpy(s.C, v->C, sizeof s.C);
    return s;
}

static sgm_status instance(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement_file *s, sgm_error *err)
{
    sgm_f3_statement values = statement_of(s->values);
    int form = form_of(s);
    sgm_status status = form == CDS   ? sgm_f3_cds_instance(out, ctx, &values, s->flavor)
                        : form == AOS ? sgm_f3_aos_instance(out, ctx, &values, s->flavor)
                                      : sgm_f3_instance(out, ctx, (sgm_f3_form)form, &values, s->flavor);
    return status == SGM_OK ? status
                            : sgm_fail(err, status, "C is no valid point, dm is zero, or the class is too large");
}

/* What a prover knows: which item, and r. */
typedef struct f3_witness {
    uint32_t l;
    sgm_sc r;
} f3_witness;

static sgm_status prove_it(const sgm_ctx *ctx, const sgm_statement_file *s, const void *witness, uint8_t *proof)
{
    const f3_witness *w = witness;
    const sgm_rng rng = sgm_rng_system();
    sgm_f3_statement values = statement_of(s->values);
    int form = form_of(s);
    if (form == CDS)
        return sgm_f3_cds_prove(ctx, &values, w->l, &w->r, s->flavor, &rng, proof);
    if (form == AOS)
        return sgm_f3_aos_prove(ctx, &values, w->l, &w->r, &rng, proof);
    return sgm_f3_prove(ctx, (sgm_f3_form)form, &values, w->l, &w->r, s->flavor, &rng, proof);
}

static sgm_status read_base(f3_values *v, const sgm_inputs *in, sgm_error *err)
{
    const char *text = in->value(in, "base");
    char *end = NULL;
    errno = 0;
    v->base = text == NULL ? DEFAULT_BASE : text[0] >= '0' && text[0] <= '9' ? strtoull(text, &end, 10) : 0;
    if (text != NULL && (end == NULL || *end != '\0' || errno != 0 || v->base < 2 || v->base > SGM_CLASS_BASE_MAX))
        return sgm_fail(err, SGM_USAGE, "--base is a number from 2 to %d, not \"%.60s\"", SGM_CLASS_BASE_MAX, text);
    return SGM_OK;
}

/* The record that the statement is about: of --opening, or a new one that holds --dataset. */
static sgm_status take_record(sgm_record *record, const f3_values *v, const sgm_inputs *in, sgm_error *err)
{
    const char *opening = in->value(in, "opening"), *dataset = in->value(in, "dataset");
    if (opening != NULL && (dataset != NULL || in->value(in, "opening-out") != NULL))
        return sgm_fail(err, SGM_USAGE, "prove: --opening names a finished record, so --%s has no place beside it",
                        dataset != NULL ? "dataset" : "opening-out");
    if (opening != NULL)
        return sgm_opening_read(record, in->ctx, opening, &v->model.digest.dm, err);
    sgm_dataset_digest digest = {0};
    sgm_status status = in->dataset(&digest, dataset != NULL ? dataset : in->bundled_datasets[0], err);
    record->opening.d = digest.d;
    sgm_dataset_digest_clear(&digest);
    return status == SGM_OK ? sgm_record_make(record, in->ctx, &v->model.digest.dm, err) : status;
}

/* The blinding of the owner's commitment to d: of --owner-opening, or of a bundled owner. The bundled ones are tried in
 * turn, which shows only what is public. */
static sgm_status take_owner(sgm_sc *r, uint8_t K[32], const sgm_sc *d, const f3_values *v, const sgm_inputs *in,
                             sgm_error *err)
{
    const char *path = in->value(in, "owner-opening");
    sgm_record owner = {0};
    uint32_t index;
    sgm_status status = SGM_OK;
    if (path == NULL && strcmp(v->source, BUNDLED_CLASS) != 0)
        return sgm_fail(err, SGM_USAGE, "prove: F3-GROUP with --class needs --owner-opening");
    if (path != NULL)
        status = sgm_opening_read(&owner, in->ctx, path, &sgm_sc_zero, err);
    if (status == SGM_OK && path != NULL && !sgm_sc_eq(&owner.opening.d, d))
        status = sgm_fail(err, SGM_REJECTED, "the record and the owner's commitment hold different digests");
    memcpy(K, owner.C, sizeof owner.C);
    *r = owner.opening.r;
    sgm_wipe(&owner, sizeof owner);
    for (size_t i = 0; path == NULL && i < in->n_bundled_datasets && status == SGM_OK; i++) {
        if (bundled_owner(r, i) != SGM_OK)
            return sgm_fail(err, SGM_IO, "SHA-512 failed");
        sgm_record_commit(in->ctx, K, d, &sgm_sc_zero, r);
        if (sgm_class_find(v->K, K, &index) == SGM_OK)
            break;
    }
    return status;
}

/* Where the record's digest is in the class. */
static sgm_status find_member(f3_witness *w, const sgm_statement_file *s, const sgm_record *record,
                              const sgm_inputs *in, sgm_error *err)
{
    const f3_values *v = s->values;
    uint8_t member[32];
    sgm_sc owner = sgm_sc_zero;
    sgm_status status = SGM_OK;
    if (form_of(s) == SGM_F3_GROUP)
        status = take_owner(&owner, member, &record->opening.d, v, in, err);
    else
        sgm_sc_to_bytes(member, &record->opening.d);
    sgm_sc_sub(&w->r, &record->opening.r, &owner);
    sgm_wipe(&owner, sizeof owner);
    if (status == SGM_OK && sgm_class_find(v->K, member, &w->l) != SGM_OK)
        status = sgm_fail(err, SGM_REJECTED, "the class does not hold the %s, so the statement would be false",
                          form_of(s) == SGM_F3_GROUP ? "owner's commitment" : "digest of the record's dataset");
    sgm_wipe(member, sizeof member);
    return status;
}

static sgm_status keep_opening(sgm_made *out, const sgm_record *record, sgm_error *err)
{
    out->secret = malloc(SGM_OPENING_BYTES + 1);
    if (out->secret == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_opening_format(out->secret, record);
    out->secret_len = SGM_OPENING_BYTES;
    return SGM_OK;
}

/* The class and what the file says of it. */
static sgm_status take_class(sgm_statement_file *s, const sgm_inputs *in, sgm_error *err)
{
    f3_values *v = s->values;
    const char *path = in->value(in, "class");
    v->source = strdup(path != NULL ? path : BUNDLED_CLASS);
    if (v->source == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_status status = read_base(v, in, err);
    if (status == SGM_OK)
        status = make_class(v, s, in, err);
    if (status != SGM_OK)
        return status;
    v->digits = sgm_class_digit_count(v->K);
    v->members = sgm_class_count(v->K);
    memcpy(v->root, sgm_class_root(v->K), sizeof v->root);
    return SGM_OK;
}

static sgm_status prove(sgm_statement_file *s, const sgm_inputs *in, sgm_made *out, sgm_error *err)
{
    f3_values *v = s->values;
    sgm_record record = {0};
    f3_witness w = {0};
    sgm_status status = sgm_model_take(&v->model, in, err);
    if (status == SGM_OK)
        status = take_class(s, in, err);
    if (status == SGM_OK)
        status = take_record(&record, v, in, err);
    if (status == SGM_OK)
        status = find_member(&w, s, &record, in, err);
    if (status == SGM_OK) {
        memcpy(v->C, record.C, sizeof v->C);
        status = sgm_statement_prove(out, in->ctx, s, prove_it, &w, err);
    }
    if (status == SGM_OK)
        status = keep_opening(out, &record, err);
    sgm_wipe(&record, sizeof record);
    sgm_wipe(&w, sizeof w);
    return status;
}

static sgm_status check(sgm_statement_file *s, const sgm_inputs *in, sgm_notes *notes, sgm_error *err)
{
    const f3_values *v = s->values;
    sgm_note(notes,
             "class: root recomputed from the data themselves, %zu members of which %zu contain D, effective anonymity "
             "set %.3g",
             v->summary.members, v->summary.with, v->summary.effective);
    return sgm_model_check(&v->model, in, notes, err);
}

/* Of the priors in the class file: what share of the histories with D, and of those without, the class holds, where
 * both sides were equally likely beforehand. A class says no more than the ratio of the two. */
static sgm_status acceptance(sgm_acceptance *out, const sgm_statement_file *s, const sgm_inputs *in, sgm_error *err)
{
    const f3_values *v = s->values;
    double with = 1.0 / 16, without = 15.0 / 16; /* the bundled class */
    (void)in;
    (void)err;
    if (v != NULL) {
        with = v->summary.mass_with;
        without = v->summary.mass - v->summary.mass_with;
    }
    double most = with > without ? with : without, scale = most > 0.5 ? 1 / most : 2;
    *out = (sgm_acceptance){.log2_h1 = log2(with * scale), .log2_h0 = log2(without * scale)};
    return SGM_OK;
}

#define PROVES_READS (SGM_OPTION_PROVE | SGM_OPTION_READS)
#define COMMON                                                                                                         \
    SGM_OPTION_MODEL,                                                                                                  \
        {"class", "FILE", "JSON list of {id, digest or commitment, contains_D, prior}",                                \
         SGM_OPTION_PROVE | SGM_OPTION_VERIFY | SGM_OPTION_BATCH | SGM_OPTION_READS},                                  \
        {"base", "N", "number the members in this base (default 4)", SGM_OPTION_PROVE},                                \
        {"dataset", "PATH", "dataset the new record holds (default bundled:0)", PROVES_READS},                         \
        {"opening", "FILE", "use the record of this opening file", PROVES_READS},                                      \
    {                                                                                                                  \
        "opening-out", "FILE", "keep the new record's opening here (secret, mode 0600)",                               \
            SGM_OPTION_PROVE | SGM_OPTION_SECRET                                                                       \
    }

static const sgm_option options[] = {COMMON};
static const sgm_option group_options[] = {
    COMMON, {"owner-opening", "FILE", "opening of the owner's commitment, whose dm is 0", PROVES_READS}};

#define F3_KIND(words_, options_)                                                                                      \
    {                                                                                                                  \
        .words = words_, .challenge_bits = 253, .example = "1 of 16", .hypothesis = "use of D",                        \
        .chance = "histories with and without D are equally likely beforehand, and the priors in the class file say "  \
                  "how many of either the class holds",                                                                \
        .values_bytes = sizeof(f3_values), .options = options_, .n_options = sizeof options_ / sizeof options_[0],     \
        .cost = cost, .write = write, .read = read, .load = load, .instance = instance, .prove = prove,                \
        .check = check, .acceptance = acceptance, .clear = clear                                                       \
    }

const sgm_statement_kind sgm_kind_f3_scalar = F3_KIND(&sgm_f3[SGM_F3_SCALAR], options);
const sgm_statement_kind sgm_kind_f3_group = F3_KIND(&sgm_f3[SGM_F3_GROUP], group_options);
const sgm_statement_kind sgm_kind_f3_sqrt = F3_KIND(&sgm_f3[SGM_F3_SQRT], options);
const sgm_statement_kind sgm_kind_f3_cds = F3_KIND(&sgm_f3_cds, options);
const sgm_statement_kind sgm_kind_f3_aos = F3_KIND(&sgm_f3_aos, options);
