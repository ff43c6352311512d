/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Option tables, the one error sentence, the choice of backend, and evidence in words. */
#include "bench/cli/cli.h"

#include <getopt.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELP_COLUMN = 30, SENTENCE = 1024 };

/* A weight this large is a knowledge error entered by its nominal level, not a measured probability. */
static const double nominal_bits = 128;

static int exit_code_of(sgm_status status)
{
    if (status == SGM_OK)
        return SGM_EXIT_OK;
    return status == SGM_REJECTED ? SGM_EXIT_REJECTED : SGM_EXIT_BAD;
}

int sgm_cli_fail(sgm_status status, const char *format, ...)
{
    char text[SENTENCE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    /* Names of files and keys come from outside: they may not forge a second line or steer the terminal. */
    for (char *c = text; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    (void)fprintf(stderr, "sigmark: %s\n", text);
    return exit_code_of(status);
}

static void print_help(const sgm_cli_command *command, const sgm_cli_option *options, size_t n)
{
    printf("usage: sigmark %s %s\n\n%s\n\noptions:\n", command->name, command->synopsis, command->about);
    for (size_t i = 0; i < n; i++) {
        char left[64];
        (void)snprintf(left, sizeof left, "--%s%s%s", options[i].name, options[i].arg != NULL ? " " : "",
                       options[i].arg != NULL ? options[i].arg : "");
        printf("  %-*s %s\n", HELP_COLUMN, left, options[i].help);
    }
    printf("  %-*s %s\n", HELP_COLUMN, "--help", "print this text");
}

/* Says what is wrong with the argument that getopt_long has just refused. */
static int refuse_option(const sgm_cli_command *command, int code, char **argv)
{
    if (code == ':')
        return sgm_cli_fail(SGM_USAGE, "%s: option %s needs an argument", command->name, argv[optind - 1]);
    return sgm_cli_fail(SGM_USAGE, "%s: unknown or ambiguous option %s (see sigmark %s --help)", command->name,
                        argv[optind - 1], command->name);
}

int sgm_cli_parse(const sgm_cli_command *command, const sgm_cli_option *options, size_t n, int argc, char **argv,
                  int *exit_code)
{
    struct option longs[SGM_CLI_OPTIONS + 2] = {0};
    for (size_t i = 0; i < n; i++)
        longs[i] =
            (struct option){options[i].name, options[i].arg != NULL ? required_argument : no_argument, NULL, (int)i};
    longs[n] = (struct option){"help", no_argument, NULL, SGM_CLI_OPTIONS};

    opterr = 0;
    optind = 1;
    int code;
    while ((code = getopt_long(argc, argv, "+:", longs, NULL)) != -1) {
        if (code == SGM_CLI_OPTIONS) {
            print_help(command, options, n);
            *exit_code = SGM_EXIT_OK;
            return 0;
        }
        if (code == '?' || code == ':') {
            *exit_code = refuse_option(command, code, argv);
            return 0;
        }
        if (*options[code].value != NULL) {
            *exit_code = sgm_cli_fail(SGM_USAGE, "%s: option --%s is given twice", command->name, options[code].name);
            return 0;
        }
        *options[code].value = optarg != NULL ? optarg : "";
    }
    if (optind < argc) {
        *exit_code = sgm_cli_fail(SGM_USAGE, "%s: unexpected argument %s", command->name, argv[optind]);
        return 0;
    }
    return 1;
}

static const sgm_backend *compiled_in(const char *name)
{
    size_t n;
    const sgm_backend *const *list = sgm_backend_list(&n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i]->name, name) == 0)
            return list[i];
    return NULL;
}

sgm_status sgm_cli_backend(const sgm_backend **out, sgm_cli_choice *why, const char *option, sgm_error *err)
{
    const char *environment = getenv("SIGMARK_BACKEND");
    const char *name = option;
    *why = SGM_CHOICE_OPTION;
    if (name == NULL && environment != NULL && environment[0] != '\0') {
        name = environment;
        *why = SGM_CHOICE_ENVIRONMENT;
    }
    if (name == NULL) {
        *why = SGM_CHOICE_BEST;
        *out = sgm_backend_best();
        return SGM_OK;
    }
    const char *from = *why == SGM_CHOICE_OPTION ? "--backend" : "SIGMARK_BACKEND";
    *out = compiled_in(name);
    if (*out == NULL)
        return sgm_fail(err, SGM_USAGE, "unknown backend %.60s (%s); sigmark info lists those compiled in", name, from);
    if (!(*out)->supported())
        return sgm_fail(err, SGM_USAGE, "backend %s (%s) is compiled in, but this processor cannot run it", name, from);
    return SGM_OK;
}

sgm_status sgm_cli_context(sgm_ctx **out, const char *backend_option, sgm_error *err)
{
    const sgm_backend *be;
    sgm_cli_choice why;
    sgm_status status = sgm_cli_backend(&be, &why, backend_option, err);
    if (status != SGM_OK)
        return status;
    status = sgm_ctx_new(out, be);
    return status == SGM_OK ? SGM_OK : sgm_fail(err, status, "cannot set up backend %s", be->name);
}

sgm_status sgm_cli_evidence(char *out, size_t cap, const sgm_statement_file *s, const sgm_inputs *in, sgm_error *err)
{
    sgm_acceptance a;
    if (s->kind->acceptance == NULL) {
        (void)snprintf(out, cap, "W is " SGM_UNESTIMATED);
        return SGM_OK;
    }
    sgm_status status = s->kind->acceptance(&a, s, in, err);
    if (status != SGM_OK)
        return status;
    sgm_evidence e = sgm_evidence_of(a, 0.5);
    const char *meaning = e.weight_bits > 0 ? " for " : e.weight_bits < 0 ? " against " : " either way";
    const char *nominal = fabs(e.weight_bits) >= nominal_bits ? " (the nominal security level)" : "";
    /* + 0.0 turns a negative zero into a plain one. */
    int len =
        snprintf(out, cap, "W = %+.3g bits%s%s%s; a prior of 1/2 becomes %.3f, deniability %.3f", e.weight_bits + 0.0,
                 nominal, meaning, e.weight_bits == 0 ? "" : s->kind->hypothesis, e.posterior, e.deniability);
    if (s->kind->chance != NULL && len > 0 && (size_t)len < cap)
        (void)snprintf(out + len, cap - (size_t)len, "; %s", s->kind->chance);
    return SGM_OK;
}

const char *sgm_cli_flavor_name(sgm_flavor flavor)
{
    return flavor == SGM_COMPACT ? "compact" : flavor == SGM_HINTED ? "hinted" : "batchable";
}
