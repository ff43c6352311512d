/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Records about the duplex sponge, session ids and challenge decoding (folder cfrg-sigma of the vectors). */
#include "tests/conformance/duplex.h"
#include "tests/conformance/forms.h"
#include "tests/conformance/suite.h"

#include <string.h>

/* The sponge of the record's hash, or NULL. */
static const duplex *sponge_of(record *r)
{
    const char *hash = record_has(r->json, "Hash") ? record_string(r, r->json, "Hash") : "none";
    if (strcmp(hash, "SHAKE128") == 0)
        return &duplex_shake128;
    if (strcmp(hash, "TurboSHAKE128") == 0)
        return &duplex_turboshake128;
    record_skip(r, "a sponge over %.40s: there are SHAKE128 and TurboSHAKE128", hash);
    return NULL;
}

/* Runs the operations and returns everything squeezed. */
static octets run_operations(record *r, const duplex *sponge)
{
    uint8_t sid[32];
    octets out = {record_alloc(r, 0), 0};
    const json_t *operations = record_array(r, r->json, "Operations");
    sgm_transcript t;
    record_fixed(r, r->json, "SessionId", sid, sizeof sid);
    sponge->init(&t, sid);
    for (size_t i = 0; i < json_array_size(operations) && r->outcome == OUTCOME_PASS; i++) {
        const json_t *operation = json_array_get(operations, i);
        const char *type = record_string(r, operation, "type");
        if (strcmp(type, "absorb") == 0) {
            octets data = record_octets(r, operation, "data");
            sponge->absorb(&t, data.data, data.len);
        } else if (strcmp(type, "squeeze") == 0 && record_integer(r, operation, "length") <= 1 << 20) {
            size_t n = record_integer(r, operation, "length");
            octets longer = {record_alloc(r, out.len + n), out.len + n};
            memcpy(longer.data, out.data, out.len);
            sponge->squeeze(&t, longer.data + out.len, n);
            out = longer;
        } else {
            record_unusable(r, "an operation is neither absorb nor squeeze");
        }
    }
    return out;
}

void check_duplex_sponge(record *r)
{
    const duplex *sponge = sponge_of(r);
    if (!sponge)
        return;
    octets out = run_operations(r, sponge);
    record_expect_octets(r, r->json, "Output", out.data, out.len);
}

void check_session_id(record *r)
{
    const duplex *sponge = sponge_of(r);
    if (!sponge)
        return;
    octets tag = record_octets(r, r->json, "Tag");
    uint8_t sid[32];
    sponge->session_id(sid, tag.data, tag.len);
    record_expect_octets(r, r->json, record_has(r->json, "Output") ? "Output" : "SessionId", sid, sizeof sid);
}

/* Squeezed bytes, or given ones, and what they are modulo our group's order; for another modulus the bytes alone. */
void check_decode_uint(record *r)
{
    int given = record_has(r->json, "Input"), ours = strcmp(record_string(r, r->json, "Modulus"), suite_order) == 0;
    if (given && !ours)
        record_skip(r, "integers are decoded modulo the orders of the library's groups only");
    const duplex *sponge = given ? NULL : sponge_of(r);
    if (r->outcome != OUTCOME_PASS)
        return;
    octets out = given ? record_octets(r, r->json, "Input") : run_operations(r, sponge);
    if (!given)
        record_expect_octets(r, r->json, "Output", out.data, out.len);
    record_expect(r, out.len <= 64, "a challenge of more than 64 bytes");
    if (!ours || r->outcome != OUTCOME_PASS)
        return;
    sgm_sc challenge;
    sgm_sc_reduce(&challenge, out.data, out.len);
    record_expect_number(r, json_object_get(r->json, "Challenge"), &challenge);
}
