/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What most statements are about: records, datasets, models. As JSON, and taken from their sources; for protocols/
 * only. */
#ifndef SGM_PROTOCOLS_STATEMENT_PARTS_H
#define SGM_PROTOCOLS_STATEMENT_PARTS_H

#include "protocols/statement/kind.h"

/* A digest with the name that it was given by, a label that binds nothing. Owned. */
typedef struct sgm_named_dataset {
    char *source;
    sgm_dataset_digest digest;
} sgm_named_dataset;

typedef struct sgm_named_model {
    char *source;
    sgm_model_digest digest;
} sgm_named_model;

/* Adds a line; one that does not fit is left out. */
__attribute__((format(printf, 2, 3))) void sgm_note(sgm_notes *notes, const char *format, ...);

/* Options of prove and verify that name them. */
#define SGM_OPTION_DATASET                                                                                             \
    {                                                                                                                  \
        "dataset", "PATH", "dataset the statement is about (prove: default bundled:0)",                                \
            SGM_OPTION_PROVE | SGM_OPTION_VERIFY | SGM_OPTION_READS                                                    \
    }
#define SGM_OPTION_MODEL                                                                                               \
    {                                                                                                                  \
        "model", "PATH", "model weights (prove: default bundled)",                                                     \
            SGM_OPTION_PROVE | SGM_OPTION_VERIFY | SGM_OPTION_READS                                                    \
    }

/* {words, C}. */
json_t *sgm_record_json(const uint8_t C[32]);
SGM_MUST_CHECK sgm_status sgm_record_read(uint8_t C[32], const json_t *object, sgm_error *err);

/* {words, source, kind, schema, records, root, d}: the reader recomputes d. */
json_t *sgm_dataset_json(const sgm_named_dataset *d);
SGM_MUST_CHECK sgm_status sgm_dataset_read(sgm_named_dataset *d, const json_t *object, sgm_error *err);
void sgm_named_dataset_clear(sgm_named_dataset *d);

/* {words, source, tensors, parameters, dm}. */
json_t *sgm_model_json(const sgm_named_model *m);
SGM_MUST_CHECK sgm_status sgm_model_read(sgm_named_model *m, const json_t *object, sgm_error *err);
void sgm_named_model_clear(sgm_named_model *m);

/* For prove: the digest of a source. SGM_MALFORMED also where its name is not UTF-8, which a file cannot hold. */
SGM_MUST_CHECK sgm_status sgm_dataset_take(sgm_named_dataset *d, const sgm_inputs *in, const char *source,
                                           sgm_error *err);
/* The same of --model, or of the bundled one. */
SGM_MUST_CHECK sgm_status sgm_model_take(sgm_named_model *m, const sgm_inputs *in, sgm_error *err);

/* For verify: takes the digest again from `source`, or if that is NULL from bundled data if such is named; *checked = 0
 * if neither. SGM_REJECTED if it differs. */
SGM_MUST_CHECK sgm_status sgm_dataset_check(const sgm_named_dataset *d, const sgm_inputs *in, const char *source,
                                            int *checked, sgm_error *err);
/* The same with --model, and a note about it. */
SGM_MUST_CHECK sgm_status sgm_model_check(const sgm_named_model *m, const sgm_inputs *in, sgm_notes *notes,
                                          sgm_error *err);

/* A seed that blindings follow from: 64 digits of hex and the end of the line. Secret. Takes that of a file, or a new
 * one if path is NULL; `what` it opens, for the sentence. Keeps it in out->secret. */
enum { SGM_SEED_BYTES = 32 };
SGM_MUST_CHECK sgm_status sgm_seed_take(uint8_t seed[SGM_SEED_BYTES], const char *path, const char *what,
                                        sgm_error *err);
SGM_MUST_CHECK sgm_status sgm_seed_keep(sgm_made *out, const uint8_t seed[SGM_SEED_BYTES], sgm_error *err);

/* r_k = H2S(label, seed, LE(first + k,4)) for k < n. */
SGM_MUST_CHECK sgm_status sgm_seed_blind(sgm_sc *r, size_t n, const char *label, const uint8_t seed[SGM_SEED_BYTES],
                                         size_t first, sgm_error *err);

/* The number after --name, from `least` to `most`; nothing given: as it was. */
SGM_MUST_CHECK sgm_status sgm_option_number(uint64_t *out, const char *name, uint64_t least, uint64_t most,
                                            const sgm_inputs *in, sgm_error *err);

/* A proof of s made by `prove`, checked as a verifier would, or a sentence about why there is none. Allocates
 * out->proof. `prove` writes sgm_statement_proof_bytes. */
typedef sgm_status sgm_statement_prover(const sgm_ctx *ctx, const sgm_statement_file *s, const void *witness,
                                        uint8_t *proof);
SGM_MUST_CHECK sgm_status sgm_statement_prove(sgm_made *out, const sgm_ctx *ctx, const sgm_statement_file *s,
                                              sgm_statement_prover *prove, const void *witness, sgm_error *err);

#endif
