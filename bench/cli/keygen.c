/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* sigmark keygen: the key of a designated verifier, with the proof of possession it is handed out with. */
#include "bench/cli/cli.h"
#include "bench/cli/file.h"
#include "primitives/base/ct.h"
#include "protocols/verifier_key.h"

#include <stdio.h>

typedef struct request {
    const char *key_out, *secret_out, *backend;
} request;

static sgm_status make(char key[SGM_VERIFIER_KEY_BYTES + 1], char secret[SGM_VERIFIER_SECRET_BYTES + 1],
                       const request *r, sgm_error *err)
{
    const sgm_rng rng = sgm_rng_system();
    sgm_verifier_key made;
    sgm_ctx *ctx;
    sgm_sc sk;
    sgm_status status = sgm_cli_context(&ctx, r->backend, err);
    if (status != SGM_OK)
        return status;
    status = sgm_f6_key_new(ctx, &rng, &sk, &made.key, made.pop);
    if (status == SGM_OK) {
        sgm_verifier_key_format(key, &made);
        sgm_verifier_secret_format(secret, &sk);
    } else {
        status = sgm_fail(err, status, "no randomness from the system");
    }
    sgm_wipe(&sk, sizeof sk);
    sgm_ctx_free(ctx);
    return status;
}

static sgm_status write_key(const request *r, sgm_error *err)
{
    char key[SGM_VERIFIER_KEY_BYTES + 1], secret[SGM_VERIFIER_SECRET_BYTES + 1];
    sgm_output out[] = {{.path = r->key_out, .data = key, .len = SGM_VERIFIER_KEY_BYTES, .mode = 0666},
                        {.path = r->secret_out, .data = secret, .len = SGM_VERIFIER_SECRET_BYTES, .mode = 0600}};
    if (r->key_out == NULL || r->secret_out == NULL)
        return sgm_fail(err, SGM_USAGE, "keygen: --key-out and --secret-out are needed");
    sgm_status status = sgm_outputs_resolve(out, 2, NULL, 0, err);
    if (status == SGM_OK)
        status = make(key, secret, r, err);
    if (status == SGM_OK)
        status = sgm_outputs_write(out, 2, err);
    sgm_wipe(secret, sizeof secret);
    return status;
}

static int run(const sgm_cli_command *self, int argc, char **argv)
{
    request r = {NULL, NULL, NULL};
    const sgm_cli_option options[] = {
        {"key-out", "FILE", "the public key with its proof of possession: for provers", &r.key_out},
        {"secret-out", "FILE", "the secret key (mode 0600): never leaves its holder", &r.secret_out},
        {"backend", "NAME", "backend to use (default: the fastest)", &r.backend}};
    int exit_code;
    sgm_error err;
    if (!sgm_cli_parse(self, options, sizeof options / sizeof options[0], argc, argv, &exit_code))
        return exit_code;
    sgm_status status = write_key(&r, &err);
    if (status != SGM_OK)
        return sgm_cli_fail(status, "%s", err.text);
    printf("key for provers in %s, its secret in %s\n", r.key_out, r.secret_out);
    return SGM_EXIT_OK;
}

const sgm_cli_command sgm_cli_keygen = {
    "keygen", "--key-out FILE --secret-out FILE",
    "Makes the key of a designated verifier for F6. A proof for it convinces the holder of the secret key and nobody "
    "else.",
    run};
