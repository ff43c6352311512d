/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Other people's equations as relations of ours. */
#include "tests/conformance/claim.h"

#include <string.h>

void claim_begin(claim *s)
{
    if (sgm_builder_new(&s->b) != SGM_OK)
        record_fail(s->r, "out of memory");
}

sgm_element_var claim_element(claim *s, octets encoding)
{
    record_expect(s->r, encoding.len == SGM_ELEMENT_BYTES, "an element has %zu bytes", encoding.len);
    return s->r->outcome == OUTCOME_PASS ? sgm_builder_element(s->b, encoding.data) : SGM_ELEMENT_GENERATOR;
}

sgm_element_var claim_member(claim *s, const char *key)
{
    return claim_element(s, record_octets(s->r, s->r->json, key));
}

void claim_equation(claim *s, sgm_element_var image, sgm_scalar_var x, sgm_element_var base)
{
    if (s->r->outcome != OUTCOME_PASS)
        return;
    sgm_builder_equation(s->b);
    sgm_builder_constant(s->b, SGM_LEFT, image, &sgm_sc_one);
    sgm_builder_term(s->b, SGM_RIGHT, x, base, &sgm_sc_one);
}

void claim_plus(claim *s, sgm_scalar_var y, sgm_element_var base)
{
    if (s->r->outcome == OUTCOME_PASS)
        sgm_builder_term(s->b, SGM_RIGHT, y, base, &sgm_sc_one);
}

sgm_scalar_var claim_scalar(claim *s)
{
    return s->r->outcome == OUTCOME_PASS ? sgm_builder_scalar(s->b) : (sgm_scalar_var){0};
}

void claim_end(claim *s)
{
    sgm_status status = SGM_OK;
    if (s->r->outcome == OUTCOME_PASS)
        status = sgm_builder_compile(&s->clauses[s->n_clauses++], s->b, s->r->ctx);
    record_expect(s->r, status == SGM_OK, "the relation is refused, status %d", (int)status);
    sgm_builder_free(s->b);
    s->b = NULL;
}

sgm_instance *claim_finish(claim *s)
{
    static const uint8_t sid[32];
    sgm_instance *inst = NULL;
    uint32_t n = s->r->outcome == OUTCOME_PASS ? s->n_clauses : 0;
    if (n > 0) {
        sgm_status status =
            sgm_instance_new(&inst, s->r->ctx, s->clauses, n, n > 1, sid, SGM_BATCHABLE, SGM_CHALLENGE_FULL, 0);
        record_expect(s->r, status == SGM_OK, "the instance is refused, status %d", (int)status);
        return inst;
    }
    for (uint32_t i = 0; i < s->n_clauses; i++)
        sgm_relation_free(s->clauses[i]);
    return NULL;
}

void claim_commitments(record *r, const sgm_instance *inst, const sgm_sc *c, int minus, const sgm_sc *reply,
                       uint8_t T[CLAIM_COMMITMENTS][SGM_ELEMENT_BYTES])
{
    sgm_sc challenge = *c;
    if (minus)
        sgm_sc_neg(&challenge, c);
    memset(T, 0, CLAIM_COMMITMENTS * sizeof *T);
    if (!inst || sgm_instance_equations(inst) > CLAIM_COMMITMENTS)
        return;
    sgm_status status = sgm_simulate_commitment(r->ctx, inst, &challenge, reply, T);
    record_expect(r, status == SGM_OK, "no commitments, status %d", (int)status);
}

int claim_accepts(record *r) { return strcmp(record_string(r, r->json, "expected"), "accept") == 0; }

void claim_verdict(record *r, int good)
{
    int accept = claim_accepts(r);
    record_expect(r, good == accept, accept ? "a valid proof is refused" : "an invalid proof is accepted");
}

int claim_scalars(octets bytes, size_t at, sgm_sc *out, size_t n)
{
    int good = at + SGM_SCALAR_BYTES * n <= bytes.len;
    for (size_t i = 0; good && i < n; i++)
        good = sgm_sc_from_bytes(&out[i], bytes.data + at + SGM_SCALAR_BYTES * i);
    return good;
}

sgm_instance *claim_dleq(record *r, const char *key, octets base, octets image)
{
    claim s = {.r = r};
    claim_begin(&s);
    sgm_element_var B = claim_member(&s, key), M = claim_element(&s, base), Z = claim_element(&s, image);
    sgm_scalar_var k = claim_scalar(&s);
    claim_equation(&s, B, k, SGM_ELEMENT_GENERATOR);
    claim_equation(&s, Z, k, M);
    claim_end(&s);
    return claim_finish(&s);
}
