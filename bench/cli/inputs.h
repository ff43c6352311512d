/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The options that formulations bring along (protocols/statement/kind.h), as one table for prove and verify. */
#ifndef SGM_BENCH_CLI_INPUTS_H
#define SGM_BENCH_CLI_INPUTS_H

#include "bench/cli/cli.h"
#include "protocols/statement/kind.h"

enum { SGM_CLI_INPUTS = 40 };

/* Options of one use, each name once, and what was given. */
typedef struct sgm_cli_inputs {
    unsigned use; /* one of SGM_OPTION_PROVE, SGM_OPTION_VERIFY, SGM_OPTION_BATCH */
    size_t n;
    sgm_option option[SGM_CLI_INPUTS];
    const char *value[SGM_CLI_INPUTS];
    char help[SGM_CLI_INPUTS][384]; /* with the formulations that take it, unless all do */
    sgm_shelf *shelf;               /* NULL, or what the items of a batch share */
} sgm_cli_inputs;

/* Collects the options of all formulations for one use, and adds them to a table that has *n options; room for
 * SGM_CLI_OPTIONS. in is borrowed by the table. */
void sgm_cli_inputs_add(sgm_cli_inputs *in, unsigned use, sgm_cli_option *table, size_t *n);
/* SGM_USAGE if an option was given that the formulation does not take. */
SGM_MUST_CHECK sgm_status sgm_cli_inputs_fit(const sgm_cli_inputs *in, const sgm_statement_kind *kind, sgm_error *err);
/* Arguments given to options with this flag; returns how many. In: room for SGM_CLI_INPUTS. */
size_t sgm_cli_inputs_with(const sgm_cli_inputs *in, unsigned flag, const char **arguments);
/* 1 if an option was given that is not for `use`. */
int sgm_cli_inputs_beyond(const sgm_cli_inputs *in, unsigned use);
/* What formulations see of it. */
sgm_inputs sgm_cli_inputs_of(const sgm_cli_inputs *in, const sgm_ctx *ctx);

#endif
