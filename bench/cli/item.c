/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A statement file and a proof file, read and ready to be verified alone or in a batch. */
#include "bench/cli/item.h"
#include "bench/cli/cli.h"
#include "protocols/read.h"

#include <stdlib.h>

static sgm_status read_statement(sgm_item *item, const char *path, sgm_error *err)
{
    size_t len;
    uint8_t *text = malloc(SGM_STATEMENT_MAX);
    if (text == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_error inner;
    sgm_status status = sgm_read_whole(text, SGM_STATEMENT_MAX, &len, path, err);
    if (status == SGM_OK) {
        status = sgm_statement_parse(&item->file, text, len, &inner);
        if (status != SGM_OK)
            status = sgm_fail(err, status, "malformed statement %.100s: %s", path, inner.text);
    }
    free(text);
    return status;
}

/* Reads exactly as many bytes as a proof of the instance has: a longer file is not looked at any further. */
static sgm_status read_proof(sgm_item *item, const char *path, sgm_error *err)
{
    size_t expected = sgm_instance_proof_size(item->inst);
    item->proof = malloc(expected);
    if (item->proof == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    sgm_status status = sgm_read_whole(item->proof, expected, &item->proof_len, path, err);
    if (status == SGM_IO || (status == SGM_OK && item->proof_len == expected))
        return status;
    return sgm_fail(err, SGM_MALFORMED, "malformed proof %.100s: a %s proof of %s has exactly %zu bytes", path,
                    sgm_cli_flavor_name(item->file.flavor), item->file.kind->words->name, expected);
}

/* What the statement file only names. */
static sgm_status load(sgm_item *item, const sgm_cli_inputs *in, const sgm_ctx *ctx, sgm_error *err)
{
    const sgm_statement_kind *kind = item->file.kind;
    const sgm_inputs inputs = sgm_cli_inputs_of(in, ctx);
    sgm_status status = in->use == SGM_OPTION_VERIFY ? sgm_cli_inputs_fit(in, kind, err) : SGM_OK;
    return status == SGM_OK && kind->load != NULL ? kind->load(&item->file, &inputs, err) : status;
}

sgm_status sgm_item_read(sgm_item *item, const sgm_cli_inputs *in, const sgm_ctx *ctx, const char *statement,
                         const char *proof, sgm_error *err)
{
    sgm_error inner;
    sgm_status status = read_statement(item, statement, err);
    if (status == SGM_OK)
        status = load(item, in, ctx, err);
    if (status != SGM_OK)
        return status;
    status = sgm_statement_instance(&item->inst, ctx, &item->file, &inner);
    if (status != SGM_OK)
        return sgm_fail(err, status, "malformed statement %.100s: %s", statement, inner.text);
    return read_proof(item, proof, err);
}

sgm_status sgm_item_verify(const sgm_item *item, const sgm_ctx *ctx, sgm_error *err)
{
    sgm_status status = sgm_verify(ctx, item->inst, item->proof, item->proof_len);
    if (status == SGM_REJECTED)
        return sgm_fail(err, status, "rejected: the equations of %s do not hold for this statement and proof",
                        item->file.kind->words->name);
    if (status == SGM_MALFORMED)
        return sgm_fail(err, status, "malformed proof: a point or scalar in it does not decode");
    return status == SGM_OK ? SGM_OK : sgm_fail(err, status, "the proof could not be checked");
}

void sgm_item_clear(sgm_item *item)
{
    sgm_instance_free(item->inst);
    sgm_statement_file_clear(&item->file);
    free(item->proof);
    *item = (sgm_item){0};
}
