/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A forgery as data: statements, strings, how they are presented; judged by the library, kept in corpus.json. */
#ifndef SGM_TESTS_FORGED_FORGERY_H
#define SGM_TESTS_FORGED_FORGERY_H

#include "protocols/batch.h"
#include "protocols/formulation/formulation.h"
#include "tests/support/subject.h"

#include <stdio.h>

enum { FORGERY_CLAUSES = 3, FORGERY_RELATION = 320, FORGERY_PROOF = 2048, FORGERY_ITEMS = 2 };

/* A statement with a proof string: of a formulation about one record and one digest, of any form of subject, or `need`
 * of n relations under a tag. */
typedef struct forgery_item {
    const subject_form *form; /* NULL: one of the others */
    uint8_t statement[SUBJECT_MAX_FIELDS][32];
    const sgm_formulation *formulation; /* NULL: relations */
    sgm_statement s;
    const char *tag;
    uint32_t need, n;
    int leaf_rule; /* batch weights by the formulations' rule */
    uint8_t relation[FORGERY_CLAUSES][FORGERY_RELATION];
    size_t relation_len[FORGERY_CLAUSES];
    sgm_flavor flavor;
    uint8_t proof[FORGERY_PROOF];
    size_t len;
} forgery_item;

/* One item alone, or a batch; `before`: what the same batch object has verified already, and then forgotten. */
typedef struct forgery {
    int batch, before;
    sgm_weights weights;
    size_t n;
    forgery_item item[FORGERY_ITEMS], earlier[FORGERY_ITEMS];
} forgery;

/* One class of the corpus. Strings live as long as what they were read from. */
typedef struct forgery_class {
    const char *name, *attack, *stopped_by, *reference, *baseline;
} forgery_class;

/* The item's statement, or why there is none. *owned: what it borrows; both end with forgery_free_instance. */
SGM_MUST_CHECK sgm_status forgery_instance(sgm_instance **out, void **owned, const sgm_ctx *ctx,
                                           const forgery_item *it);
void forgery_free_instance(const forgery_item *it, sgm_instance *inst, void *owned);
/* What the library says of it. */
SGM_MUST_CHECK sgm_status forgery_judge(const sgm_ctx *ctx, const forgery *f);

/* Reading and writing corpus.json. A class whose stopped_by is NULL is an honest proof. `each` is called for every
 * record in order. Reading returns 0 if the file cannot be understood, naming the record on stderr. */
typedef struct corpus_writer corpus_writer;
corpus_writer *corpus_begin(void);
void corpus_add(corpus_writer *w, const forgery_class *k, const forgery *f);
/* Frees w. Returns 1 if all was written. */
int corpus_end(corpus_writer *w, const char *path);
int corpus_read(const char *path, void (*each)(void *state, const forgery_class *k, const forgery *f), void *state);

#endif
