/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The opening file: what the holder of a training record must keep secret. */
#include "protocols/opening.h"
#include "primitives/base/ct.h"
#include "protocols/hex.h"
#include "protocols/read.h"

#include <string.h>

static const char *const labels[] = {"sigmark-opening 1\nC ", "\nd ", "\ndm ", "\nr "};
enum { FIELDS = sizeof labels / sizeof labels[0] };

void sgm_opening_format(char out[SGM_OPENING_BYTES + 1], const sgm_record *r)
{
    uint8_t value[FIELDS][32];
    memcpy(value[0], r->C, sizeof value[0]);
    sgm_sc_to_bytes(value[1], &r->opening.d);
    sgm_sc_to_bytes(value[2], &r->dm);
    sgm_sc_to_bytes(value[3], &r->opening.r);
    char *at = out;
    for (size_t i = 0; i < FIELDS; i++) {
        size_t n = strlen(labels[i]);
        memcpy(at, labels[i], n);
        sgm_hex_encode(at + n, value[i], sizeof value[i]);
        at += n + 2 * sizeof value[i];
    }
    memcpy(at, "\n", 2);
    sgm_wipe(value, sizeof value);
}

/* Returns 1 if text is of the form and its scalars are canonical. */
static int parse(sgm_record *out, const char *text)
{
    uint8_t value[FIELDS][32];
    int ok = 1;
    for (size_t i = 0; ok && i < FIELDS; i++) {
        size_t n = strlen(labels[i]);
        ok = memcmp(text, labels[i], n) == 0 && sgm_hex_decode(value[i], sizeof value[i], text + n);
        text += n + 2 * sizeof value[i];
    }
    ok = ok && *text == '\n' && sgm_sc_from_bytes(&out->opening.d, value[1]) && sgm_sc_from_bytes(&out->dm, value[2]) &&
         sgm_sc_from_bytes(&out->opening.r, value[3]);
    if (ok)
        memcpy(out->C, value[0], sizeof value[0]);
    sgm_wipe(value, sizeof value);
    return ok;
}

sgm_status sgm_record_make(sgm_record *record, const sgm_ctx *ctx, const sgm_sc *dm, sgm_error *err)
{
    const sgm_rng rng = sgm_rng_system();
    sgm_status status = sgm_rng_scalar(&rng, &record->opening.r);
    if (status != SGM_OK)
        return sgm_fail(err, status, "no randomness from the system");
    record->dm = *dm;
    sgm_record_commit(ctx, record->C, &record->opening.d, dm, &record->opening.r);
    return SGM_OK;
}

sgm_status sgm_opening_read(sgm_record *out, const sgm_ctx *ctx, const char *path, const sgm_sc *dm, sgm_error *err)
{
    uint8_t text[SGM_OPENING_BYTES];
    uint8_t C[32];
    size_t len;
    sgm_status status = sgm_read_whole(text, sizeof text, &len, path, err);
    if (status == SGM_OK && (len != sizeof text || !parse(out, (const char *)text)))
        status = sgm_fail(err, SGM_MALFORMED, "%s is not an opening file of sigmark", path);
    sgm_wipe(text, sizeof text);
    if (status != SGM_OK)
        return status;
    sgm_record_commit(ctx, C, &out->opening.d, &out->dm, &out->opening.r);
    if (memcmp(C, out->C, sizeof C) != 0)
        return sgm_fail(err, SGM_MALFORMED, "%s does not open its own record: C is not d G + dm G_M + r H", path);
    if (!sgm_sc_eq(&out->dm, dm))
        return sgm_fail(err, SGM_REJECTED, "the record of %s is about another model", path);
    return SGM_OK;
}
