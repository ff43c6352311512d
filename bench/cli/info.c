/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* sigmark info: this machine, the backends and which one is used, the libraries underneath. */
#include "bench/cli/cli.h"
#include "bench/run/commit_gen.h"

#include <jansson.h>
#include <openssl/crypto.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <xxhash.h>

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

/* The text after `key` and the separator on the first line of path that begins with key; quotes are dropped.
 * Returns 0 if there is no such line. */
static int value_in_file(char *out, size_t cap, const char *path, const char *key, char separator)
{
    char line[512];
    int found = 0;
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return 0;
    while (!found && fgets(line, sizeof line, f) != NULL) {
        char *value = strchr(line, separator);
        if (strncmp(line, key, strlen(key)) != 0 || value == NULL)
            continue;
        value += 1 + strspn(value + 1, " \t\"");
        value[strcspn(value, "\"\n")] = '\0';
        (void)snprintf(out, cap, "%s", value);
        found = 1;
    }
    (void)fclose(f);
    return found;
}

static void print_machine(void)
{
    struct utsname u;
    char cpu[256], os[256];
    if (uname(&u) != 0)
        memset(&u, 0, sizeof u);
    /* x86 names the model; arm64 only numbers of implementer and part; s390x the machine. */
    if (!value_in_file(cpu, sizeof cpu, "/proc/cpuinfo", "model name", ':') &&
        !value_in_file(cpu, sizeof cpu, "/proc/cpuinfo", "CPU part", ':') &&
        !value_in_file(cpu, sizeof cpu, "/proc/cpuinfo", "processor 0", ':'))
        (void)snprintf(cpu, sizeof cpu, "unknown model");
    if (!value_in_file(os, sizeof os, "/etc/os-release", "PRETTY_NAME", '='))
        (void)snprintf(os, sizeof os, "unknown distribution");
    printf("cpu        %s (%s)\n", cpu, u.machine);
    printf("os         %s, %s %s\n", os, u.sysname, u.release);
}

static const char *reason(sgm_cli_choice why)
{
    switch (why) {
    case SGM_CHOICE_OPTION:
        return "chosen by --backend";
    case SGM_CHOICE_ENVIRONMENT:
        return "chosen by SIGMARK_BACKEND";
    case SGM_CHOICE_BEST:
        break;
    }
    return "the fastest one supported here";
}

static void print_backends(const sgm_backend *used, sgm_cli_choice why)
{
    size_t n;
    const sgm_backend *const *list = sgm_backend_list(&n);
    for (size_t i = 0; i < n; i++)
        printf("backend    %-9s %-13s %u lane%s  %s\n", list[i]->name,
               list[i]->supported() ? "supported" : "not supported", list[i]->lanes, list[i]->lanes == 1 ? " " : "s",
               list[i]->summary);
    printf("used       %s: %s\n", used->name, reason(why));
}

static void print_libraries(void)
{
    unsigned xxh = XXH_versionNumber();
    printf("library    libsodium %s\n", sodium_version_string());
    printf("library    %s\n", OpenSSL_version(OPENSSL_VERSION));
    printf("library    xxHash %u.%u.%u\n", xxh / 10000, xxh / 100 % 100,
           xxh % 100); /* check-magic: 10000 == 100 ** 2 */
    printf("library    Jansson %s\n", jansson_version_str());
}

static int run(const sgm_cli_command *self, int argc, char **argv)
{
    const char *backend = NULL;
    const sgm_cli_option options[] = {{"backend", "NAME", "the backend to use", &backend}};
    int code;
    if (!sgm_cli_parse(self, options, sizeof options / sizeof options[0], argc, argv, &code))
        return code;
    const sgm_backend *used;
    sgm_cli_choice why;
    sgm_error err;
    sgm_status status = sgm_cli_backend(&used, &why, backend, &err);
    if (status != SGM_OK)
        return sgm_cli_fail(status, "%s", err.text);
    printf("sigmark    %s, commit %s%s\n", SIGMARK_VERSION, SGM_BUILD_COMMIT[0] != '\0' ? SGM_BUILD_COMMIT : "unknown",
           SGM_BUILD_DIRTY == 1 ? " with changes" : "");
    printf("compiler   %s\n", COMPILER);
    print_machine();
    print_backends(used, why);
    print_libraries();
    return SGM_EXIT_OK;
}

const sgm_cli_command sgm_cli_info = {"info", "[--backend NAME]",
                                      "Prints processor and operating system, the backends compiled in, which of them "
                                      "this processor supports, which one\n"
                                      "is used and why, and the versions of compiler and libraries.",
                                      run};
