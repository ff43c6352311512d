/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The documented forms of vector records and the check of each. */
#include "tests/conformance/forms.h"

#include "tests/conformance/suite.h"

#include <string.h>

#define NO_READER   "length-prefixed strings to be read: the library hashes them and reads none"
#define NO_SUMCHECK "sumchecks over Mersenne31: the library has neither the protocol nor the field"
#define NO_ED       "Ed25519 and X25519 are not in the library"

/* Order matters where the keys of one form are among the keys of another: the longer list comes first. */
static const form forms[] = {
    {"DuplexSponge", {0}, check_duplex_sponge, NULL},
    {"DeriveSessionID", {0}, check_session_id, NULL},
    {"DecodeUint", {0}, check_decode_uint, NULL},
    {"SigmaProof", {0}, check_sigma_proof, NULL},
    {"OrProof", {0}, check_or_proof, NULL},
    {"ComposedProof", {0}, check_composed_proof, NULL},
    {"BatchVerify", {0}, check_batch_verify, NULL},
    {"SigmarkProof", {0}, check_sigmark_proof, NULL},
    {"SigmarkBatch", {0}, check_sigmark_batch, NULL},
    {"SerializeVarLenString", {0}, check_serialize_string, NULL},
    {"SerializeField", {0}, check_serialize_scalar, NULL},
    {"SerializeUint", {0}, check_serialize_scalar, NULL},
    {"DeserializeVarLenString", {0}, NULL, NO_READER},
    {"DeserializeField", {0}, check_deserialize_scalar, NULL},
    {"DeserializeUint", {0}, check_deserialize_scalar, NULL},
    {"Sumcheck", {0}, NULL, NO_SUMCHECK},
    {NULL, {"hex", "valid"}, check_decode_validity, NULL},
    {NULL, {"hex", "canonical"}, check_scalar_canonical, NULL},
    {NULL, {"hex"}, check_decode_refused, NULL},
    {NULL, {"scalar", "encoding"}, check_multiples, NULL},
    {NULL, {"scalar", "element", "product", "base_product"}, check_scalar_multiplication, NULL},
    {NULL, {"input", "output"}, check_from_uniform, NULL},
    {NULL, {"a", "b", "sum", "difference"}, check_add_sub, NULL},
    {NULL, {"a", "b", "wide", "wide_reduced"}, check_scalar_arithmetic, NULL},
    {NULL, {"a", "b", "sq_a", "inv_a"}, check_field, NULL},
    {NULL, {"u", "v", "was_square", "r"}, check_sqrt_ratio, NULL},
    {NULL, {"n", "scalars", "points", "result"}, check_multiscalar, NULL},
    {NULL, {"msg_ascii", "dst_ascii", "len", "uniform_bytes"}, check_expand_message, NULL},
    {NULL, {"msg", "dst", "uniform_bytes", "element"}, check_hash_to_group, NULL},
    {NULL, {"contextString", "proof"}, check_rfc9497_dleq, NULL},
    {NULL, {"P", "Q", "Y", "proof"}, check_brave_dleq, NULL},
    {NULL, {"pk", "msg", "sig"}, check_frost_signature, NULL},
    {NULL, {"pk", "identifier", "proof"}, check_frost_knowledge, NULL},
    {NULL, {"pubkey", "transcript_label", "proof"}, check_solana_sigma, NULL},
    {NULL, {"transcript_label", "proof"}, check_bulletproof, NULL},
    {NULL, {"merlin_label", "proof"}, check_solana_or, NULL},
    {NULL, {"commitment", "gamma", "transcript"}, check_act, NULL},
    {NULL, {"chain", "party", "points"}, check_generators_chain, NULL},
    {NULL, {"label", "ops"}, check_merlin, NULL},
    {NULL, {"publicKey", "tests", "type"}, NULL, NO_ED},
    {NULL, {"curve", "tests", "type"}, NULL, NO_ED},
    {NULL, {"message", "pub_key", "signature"}, NULL, NO_ED},
};

static int has_keys(const json_t *json, const form *f)
{
    for (size_t i = 0; i < sizeof f->keys / sizeof *f->keys && f->keys[i]; i++) {
        if (!json_object_get(json, f->keys[i]))
            return 0;
    }
    return 1;
}

const form *form_find(const json_t *json)
{
    const char *function = json_string_value(json_object_get(json, "Function"));
    for (const form *f = forms; json_is_object(json) && f < forms + sizeof forms / sizeof *forms; f++) {
        int match = f->function ? function && strcmp(function, f->function) == 0 : !function && has_keys(json, f);
        if (match)
            return f;
    }
    return NULL;
}

/* Checks that are compiled for both suites. */
static const struct {
    form_check *check, *p256;
} twins[] = {
    {check_decode_uint, p256_check_decode_uint},
    {check_sigma_proof, p256_check_sigma_proof},
    {check_or_proof, p256_check_or_proof},
    {check_composed_proof, p256_check_composed_proof},
    {check_batch_verify, p256_check_batch_verify},
    {check_rfc9497_dleq, p256_check_rfc9497_dleq},
    {check_serialize_scalar, p256_check_serialize_scalar},
    {check_deserialize_scalar, p256_check_deserialize_scalar},
};

/* A record names its suite in one of several ways. */
static int names_p256(const json_t *json)
{
    static const char *const names[][2] = {{"Ciphersuite", "sigma-proofs_Shake128_P256"},
                                           {"Group", "P-256"},
                                           {"Modulus", p256_suite_order},
                                           {"identifier", "P256-SHA256"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *name = json_string_value(json_object_get(json, names[i][0]));
        if (name && strcmp(name, names[i][1]) == 0)
            return 1;
    }
    return 0;
}

form_check *form_p256(const form *f, const json_t *json)
{
    int is_p256 = names_p256(json);
    for (size_t i = 0; is_p256 && i < sizeof twins / sizeof *twins; i++)
        if (twins[i].check == f->check)
            return twins[i].p256;
    return NULL;
}
