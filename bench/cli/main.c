/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The sigmark command: finds the subcommand, and makes sure that what it printed has arrived. */
#include "bench/cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const sgm_cli_command *const commands[] = {&sgm_cli_info,   &sgm_cli_list,           &sgm_cli_prove,
                                                  &sgm_cli_verify, &sgm_cli_evidence_study, &sgm_cli_keygen};
enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

static void print_help(void)
{
    printf("usage: sigmark COMMAND [OPTIONS]\n\n"
           "Zero-knowledge statements about a model's training data: make them, check them, see what they tell.\n\n"
           "commands:\n");
    for (size_t i = 0; i < N_COMMANDS; i++)
        printf("  %-8s sigmark %s %s\n", commands[i]->name, commands[i]->name, commands[i]->synopsis);
    printf("\nsigmark COMMAND --help explains a command; sigmark --version prints the version.\n"
           "SIGMARK_BACKEND=NAME chooses the backend where --backend is not given.\n"
           "exit codes: 0 accepted or done; 1 proof rejected or false statement refused;\n"
           "            2 malformed input, usage, or a file that cannot be read or written.\n");
}

static int run(int argc, char **argv)
{
    if (argc < 2)
        return sgm_cli_fail(SGM_USAGE, "no command given (see sigmark --help)");
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_help();
        return SGM_EXIT_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("sigmark %s\n", SIGMARK_VERSION);
        return SGM_EXIT_OK;
    }
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (strcmp(argv[1], commands[i]->name) == 0)
            return commands[i]->run(commands[i], argc - 1, argv + 1);
    return sgm_cli_fail(SGM_USAGE, "unknown command %s (see sigmark --help)", argv[1]);
}

int main(int argc, char **argv)
{
    /* A file size limit is then an error of write(), with its sentence, and not a silent death. */
    (void)signal(SIGXFSZ, SIG_IGN);
    int code = run(argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout))
        return code != SGM_EXIT_OK ? code
                                   : sgm_cli_fail(SGM_IO, "cannot write to standard output: %s", strerror(errno));
    return code;
}
