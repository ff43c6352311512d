/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* sigmark list: every formulation, what it proves, what it does not prove, what it costs and what it tells. */
#include "bench/cli/cli.h"

#include <jansson.h>
#include <stdio.h>

static void print_one(const sgm_formulation *f)
{
    char evidence[160];
    sgm_cli_evidence(evidence, sizeof evidence, f);
    printf("%s: %s\n", f->name, f->title);
    printf("  proof system  %s; %s challenge\n", f->system, f->width == SGM_CHALLENGE_128 ? "128-bit" : "full");
    printf("  proof bytes   %zu batchable, %zu compact, %zu hinted\n", f->batchable_bytes, f->compact_bytes,
           sgm_formulation_proof_bytes(f, SGM_HINTED));
    printf("  verifier      %u equation%s, %u points per proof\n", f->equations, f->equations == 1 ? "" : "s",
           f->points);
    printf("  convinces     %s; rests on %s\n", f->audience, f->assumption);
    printf("  evidence      %s\n", evidence);
    printf("  claim         %s\n", f->claim);
    printf("  non-claim     %s\n", f->non_claim);
}

static json_t *json_of(const sgm_formulation *f)
{
    sgm_evidence e = sgm_evidence_of(f->acceptance, 0.5);
    return json_pack(
        "{s:s, s:s, s:s, s:i, s:{s:I, s:I, s:I}, s:i, s:i, s:s, s:s, s:f, s:f, s:f, s:s, s:s}", "name", f->name,
        "title", f->title, "proof_system", f->system, "challenge_bits", f->width == SGM_CHALLENGE_128 ? 128 : 253,
        "proof_bytes", "batchable", (json_int_t)f->batchable_bytes, "compact", (json_int_t)f->compact_bytes, "hinted",
        (json_int_t)sgm_formulation_proof_bytes(f, SGM_HINTED), "equations", (int)f->equations, "points",
        (int)f->points, "audience", f->audience, "assumption", f->assumption, "weight_bits", e.weight_bits + 0.0,
        "posterior_at_half", e.posterior, "deniability", e.deniability, "claim", f->claim, "non_claim", f->non_claim);
}

static int print_json(const sgm_formulation *const *list, size_t n)
{
    json_t *all = json_array();
    for (size_t i = 0; i < n; i++)
        if (json_array_append_new(all, json_of(list[i])) != 0) {
            json_decref(all);
            return sgm_cli_fail(SGM_NOMEM, "out of memory");
        }
    /* A stream that cannot be written is noticed by main. */
    (void)json_dumpf(all, stdout, JSON_INDENT(2));
    printf("\n");
    json_decref(all);
    return SGM_EXIT_OK;
}

static int run(const sgm_cli_command *self, int argc, char **argv)
{
    const char *json = NULL;
    const sgm_cli_option options[] = {{"json", NULL, "the same as a JSON array", &json}};
    int code;
    if (!sgm_cli_parse(self, options, sizeof options / sizeof options[0], argc, argv, &code))
        return code;
    size_t n;
    const sgm_formulation *const *list = sgm_formulation_list(&n);
    if (json != NULL)
        return print_json(list, n);
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            printf("\n");
        print_one(list[i]);
    }
    return SGM_EXIT_OK;
}

const sgm_cli_command sgm_cli_list = {
    "list", "[--json]",
    "Lists every formulation: proof system, proof sizes, group equations, the weight of evidence W an accepted proof\n"
    "carries, the posterior at a prior of 1/2, deniability, and in words what it claims and does not claim.",
    run};
