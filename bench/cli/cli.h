/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What the subcommands of `sigmark` share: option tables, the one error sentence, the backend, evidence in words. */
#ifndef SGM_BENCH_CLI_CLI_H
#define SGM_BENCH_CLI_CLI_H

#include "protocols/error.h"
#include "protocols/statement/kind.h"

#include <stddef.h>

/* Exit codes: accepted or done; a proof rejected, or a false statement refused; malformed input, usage, files. */
enum { SGM_EXIT_OK = 0, SGM_EXIT_REJECTED = 1, SGM_EXIT_BAD = 2 };

/* One long option. arg: name of its argument in the help text, or NULL for a flag. *value, NULL before, points to the
 * argument (to "" for a flag) when the option was given. */
typedef struct sgm_cli_option {
    const char *name, *arg, *help;
    const char **value;
} sgm_cli_option;

/* One subcommand: argv[0] is its name. Returns the exit code. */
typedef struct sgm_cli_command {
    const char *name, *synopsis, *about;
    int (*run)(const struct sgm_cli_command *self, int argc, char **argv);
} sgm_cli_command;

extern const sgm_cli_command sgm_cli_info, sgm_cli_list, sgm_cli_prove, sgm_cli_verify, sgm_cli_evidence_study,
    sgm_cli_keygen;

/* Most options of one command. */
enum { SGM_CLI_OPTIONS = 48 };

/* Reads long options (each at most once, no other arguments) and answers --help. Returns 1 to go on; otherwise
 * *exit_code is the code to leave with and what there was to say has been said. */
SGM_MUST_CHECK int sgm_cli_parse(const sgm_cli_command *command, const sgm_cli_option *options, size_t n, int argc,
                                 char **argv, int *exit_code);

/* Prints `sigmark: SENTENCE` as exactly one line on stderr (control characters shown as ?) and returns the exit code
 * that belongs to status. */
__attribute__((format(printf, 2, 3))) int sgm_cli_fail(sgm_status status, const char *format, ...);

/* How the backend was chosen. */
typedef enum sgm_cli_choice { SGM_CHOICE_BEST, SGM_CHOICE_OPTION, SGM_CHOICE_ENVIRONMENT } sgm_cli_choice;

/* The backend named by --backend (option, may be NULL), else by SIGMARK_BACKEND if set and not empty, else the fastest.
 * SGM_USAGE with a sentence for a name that is not compiled in or not supported here: never another one instead. */
SGM_MUST_CHECK sgm_status sgm_cli_backend(const sgm_backend **out, sgm_cli_choice *why, const char *option,
                                          sgm_error *err);
/* Context on the chosen backend. */
SGM_MUST_CHECK sgm_status sgm_cli_context(sgm_ctx **out, const char *backend_option, sgm_error *err);

/* "W = +128 bits for ...": weight of evidence, posterior at prior 1/2 and deniability as one sentence. s may hold no
 * values and in may be NULL: of the example, no options given. */
SGM_MUST_CHECK sgm_status sgm_cli_evidence(char *out, size_t cap, const sgm_statement_file *s, const sgm_inputs *in,
                                           sgm_error *err);
/* "batchable", "compact", "hinted". */
const char *sgm_cli_flavor_name(sgm_flavor flavor);

#endif
