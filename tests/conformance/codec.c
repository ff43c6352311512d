/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Records about the draft's serialisation: what the library writes and reads alike, for the suite of this compilation.
 * That is the prefix of the strings it hashes, and its scalars. */
#include "protocols/hash.h"
#include "tests/conformance/forms.h"
#include "tests/conformance/suite.h"

#include <string.h>

#ifdef SGM_SUITE_P256
static const char byte_order[] = "big-endian";
#else
static const char byte_order[] = "little-endian";
#endif

/* The library writes such strings into hashes alone: the hash of Input with its prefix must be that of Output. */
void check_serialize_string(record *r)
{
    octets in = record_octets(r, r->json, "Input"), out = record_octets(r, r->json, "Output");
    const sgm_bytes whole = {out.data, out.len};
    uint8_t prefixed[64] = {0}, want[64] = {1};
    sgm_sha512_ctx *ctx;
    sgm_status status = sgm_sha512_new(&ctx);
    if (status == SGM_OK)
        status = sgm_sha512_update_lp(ctx, in.data, in.len);
    if (status == SGM_OK)
        status = sgm_sha512_final(ctx, prefixed);
    sgm_sha512_free(ctx);
    if (status == SGM_OK)
        status = sgm_sha512(want, &whole, 1);
    record_expect(r, status == SGM_OK, "SHA-512 failed");
    record_expect(r, memcmp(prefixed, want, sizeof want) == 0, "\"Output\" differs");
}

/* 1 if the record is about scalars of this suite, in the byte order that the library has for them. */
static int is_scalar(record *r)
{
    const char *modulus = record_string(r, r->json, "Modulus");
    const char *order = record_has(r->json, "ByteOrder") ? record_string(r, r->json, "ByteOrder") : "little-endian";
    uint64_t degree = record_has(r->json, "ExtensionDegree") ? record_integer(r, r->json, "ExtensionDegree") : 1;
    if (degree != 1)
        record_skip(r, "elements of extension fields: the library has none");
    if (strcmp(modulus, suite_order) != 0)
        record_skip(r, "integers modulo other numbers than the orders of ristretto255 and P-256: the library has none");
    if (strcmp(order, byte_order) != 0)
        record_skip(r, "%.20s scalars of a suite whose scalars are %s", order, byte_order);
    return r->outcome == OUTCOME_PASS;
}

/* An element of a prime field is given as itself, or as the list of its one coordinate. */
static const json_t *value_of(record *r)
{
    if (record_has(r->json, "Coordinates"))
        return json_array_get(record_array(r, r->json, "Coordinates"), 0);
    return record_member(r, r->json, "Value");
}

void check_serialize_scalar(record *r)
{
    sgm_sc value;
    if (!is_scalar(r))
        return;
    record_number(r, value_of(r), &value);
    record_expect_scalar(r, r->json, "Output", &value);
}

/* Without a verdict the bytes are to be read. What would come behind them is the next message's. */
void check_deserialize_scalar(record *r)
{
    octets in = record_octets(r, r->json, "Input");
    int accept = !record_has(r->json, "Expected") || record_accepts(r);
    sgm_sc value = sgm_sc_zero;
    if (!is_scalar(r))
        return;
    int good = in.len >= SGM_SCALAR_BYTES && sgm_sc_from_bytes(&value, in.data);
    record_expect(r, good == accept, accept ? "a scalar is refused" : "what is no scalar is accepted");
    if (accept)
        record_expect_number(r, value_of(r), &value);
}
