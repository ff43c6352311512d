/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What one formulation brings along to become a statement file and a command line; for protocols/ and bench/ only. */
#ifndef SGM_PROTOCOLS_STATEMENT_KIND_H
#define SGM_PROTOCOLS_STATEMENT_KIND_H

#include "protocols/dataset.h"
#include "protocols/model.h"
#include "protocols/statement.h"
#include "protocols/training.h"

#include <jansson.h>

enum { SGM_FLAVORS = 3 };

/* What an option is for. A file that is written must not lie in the place of one that is read. */
enum {
    SGM_OPTION_PROVE = 1,  /* of prove */
    SGM_OPTION_VERIFY = 2, /* of verify, with one proof */
    SGM_OPTION_BATCH = 4,  /* of verify --batch: it holds for all items */
    SGM_OPTION_READS = 8,  /* names a file or folder that is read */
    SGM_OPTION_SECRET = 16 /* names a file for what prove leaves in sgm_made.secret */
};

/* `--name ARG`. Formulations that take the same option give it the same name, and one of them its words. */
typedef struct sgm_option {
    const char *name, *arg, *help;
    unsigned use;
} sgm_option;

/* What the statements of one run share: a class that many proofs are about. */
typedef struct sgm_shelf {
    struct sgm_shelved *first;
} sgm_shelf;

/* The object put there under kind and key, or NULL; also where shelf is NULL. */
void *sgm_shelf_find(const sgm_shelf *shelf, const sgm_statement_kind *kind, uint64_t key);
/* Takes the object over, on failure too; release it with sgm_shelf_clear, after everything that uses it. */
SGM_MUST_CHECK sgm_status sgm_shelf_put(sgm_shelf *shelf, const sgm_statement_kind *kind, uint64_t key, void *object,
                                        void (*release)(void *object), sgm_error *err);
void sgm_shelf_clear(sgm_shelf *shelf);

/* What is given on a command line, and what its names mean. */
typedef struct sgm_inputs {
    const sgm_ctx *ctx;
    const void *user;
    /* The argument of an option, or NULL. */
    const char *(*value)(const struct sgm_inputs *in, const char *option);
    /* Digests of a path, or of what a name of bundled data means. SGM_USAGE for a wrong one. */
    sgm_status (*dataset)(sgm_dataset_digest *out, const char *source, sgm_error *err);
    sgm_status (*model)(sgm_model_digest *out, const char *source, sgm_error *err);
    int (*is_bundled)(const char *source);
    /* The integer weights of a bundled model; release with free. */
    sgm_status (*weights)(int64_t **w, size_t *n, const char *source, sgm_error *err);
    /* Bundled datasets, each of another contributor, and the bundled model: for whoever names none. */
    const char *const *bundled_datasets;
    size_t n_bundled_datasets;
    const char *bundled_model;
    /* A table of numbers with labels; bundled_table names the one that comes along. */
    sgm_status (*table)(sgm_table *out, const char *source, sgm_error *err);
    const char *bundled_table;
    sgm_shelf *shelf; /* NULL: nothing is shared */
} sgm_inputs;

/* What prove hands over. Owned by whoever called it; secret is to be wiped. */
typedef struct sgm_made {
    uint8_t *proof;
    size_t proof_len;
    char *secret; /* NULL: nothing to keep */
    size_t secret_len;
} sgm_made;

/* What a verifier recomputed and what it took as stated: a few lines, "dataset: ...\n". */
typedef struct sgm_notes {
    char text[1024];
    size_t len;
} sgm_notes;

/* What a proof costs. */
typedef struct sgm_statement_cost {
    size_t bytes[SGM_FLAVORS]; /* of the proof string; 0: there is none of that flavor */
    uint64_t equations, points;
} sgm_statement_cost;

/* Functions get a statement whose values are `values_bytes` bytes, zeroed before read and prove, and cleared after
 * either, whatever the outcome. */
struct sgm_statement_kind {
    const sgm_words *words;
    const sgm_formulation *record; /* for the kinds that share the functions of record statements */
    unsigned challenge_bits;
    const char *example;    /* "3 of 8": the size that sgm_statement_cost names of no statement; NULL: all are alike */
    const char *hypothesis; /* what evidence is for and against: "use of the dataset" */
    const char *chance;     /* the model of chance that evidence rests on, in words; NULL: none is needed */
    size_t values_bytes;
    const sgm_option *options;
    size_t n_options;
    /* s->values = NULL: of the example. */
    void (*cost)(sgm_statement_cost *out, const sgm_statement_file *s);
    /* Adds the keys of the values to body. Returns 0, or -1 without memory. */
    int (*write)(json_t *body, const sgm_statement_file *s);
    /* Reads the same keys. What follows from them need not be compared: the caller writes them again and compares
     * all. An array has no more items than the file has bytes. */
    sgm_status (*read)(sgm_statement_file *s, const json_t *body, sgm_error *err);
    /* NULL, or reads what the file only names (the members of a class), before `instance`. SGM_USAGE if no option says
     * where it is, SGM_REJECTED or SGM_MALFORMED if it is something else. */
    sgm_status (*load)(sgm_statement_file *s, const sgm_inputs *in, sgm_error *err);
    /* SGM_MALFORMED with the reason: "C is no valid point". */
    sgm_status (*instance)(sgm_instance **out, const sgm_ctx *ctx, const sgm_statement_file *s, sgm_error *err);
    /* Makes the values from what is named in `in`, and a proof. SGM_REJECTED: the statement is false. */
    sgm_status (*prove)(sgm_statement_file *s, const sgm_inputs *in, sgm_made *out, sgm_error *err);
    /* Recomputes values from what is named in `in`. SGM_REJECTED: the statement is about something else. */
    sgm_status (*check)(sgm_statement_file *s, const sgm_inputs *in, sgm_notes *notes, sgm_error *err);
    /* Pr[accept | hypothesis], Pr[accept | not]. s->values and in may be NULL: of the example, no options given. NULL:
     * nobody knows what chance does, and no weight of evidence is stated (SGM_UNESTIMATED). */
    sgm_status (*acceptance)(sgm_acceptance *out, const sgm_statement_file *s, const sgm_inputs *in, sgm_error *err);
    void (*clear)(void *values);
};

/* What is said in place of a weight of evidence. F2 is evidence against use as far as models with D rarely stay within
 * the bound, F4 says what weights came from, F5 what they are: how often that is so takes models that were retrained.
 * F4-ENTRIES and RANGE are about numbers, whatever they mean.
 */
#define SGM_UNESTIMATED "not estimated; `sigmark evidence` counts what F2, F3 and F5 tell of the bundled data"

/* One line per formulation, in the order of the documents; statement/<file>.c defines sgm_kind_<name>. */
#define SGM_STATEMENT_KINDS(X)                                                                                         \
    X(f0a)                                                                                                             \
    X(f0b)                                                                                                             \
    X(f0not)                                                                                                           \
    X(f0s)                                                                                                             \
    X(f0s_log)                                                                                                         \
    X(f1)                                                                                                              \
    X(f1_s128)                                                                                                         \
    X(f1k)                                                                                                             \
    X(f2_mlr)                                                                                                          \
    X(f2_l1)                                                                                                           \
    X(f2_l2)                                                                                                           \
    X(f2_mlr_trained)                                                                                                  \
    X(f2_l1_trained)                                                                                                   \
    X(f2_l2_trained)                                                                                                   \
    X(f3_scalar)                                                                                                       \
    X(f3_group)                                                                                                        \
    X(f3_sqrt)                                                                                                         \
    X(f3_cds)                                                                                                          \
    X(f3_aos)                                                                                                          \
    X(f4_ridge)                                                                                                        \
    X(f4_vicinity)                                                                                                     \
    X(f4_minibatch)                                                                                                    \
    X(f4_entries)                                                                                                      \
    X(f4_logistic)                                                                                                     \
    X(f5_norm)                                                                                                         \
    X(f5_acc)                                                                                                          \
    X(f6)                                                                                                              \
    X(f6_s128)                                                                                                         \
    X(range)

#define SGM_DECLARE_KIND(name) extern const sgm_statement_kind sgm_kind_##name;
SGM_STATEMENT_KINDS(SGM_DECLARE_KIND)

#endif
