/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* sigmark list: every formulation, what it proves, what it does not prove, what it costs and what it tells. */
#include "bench/cli/cli.h"

#include <inttypes.h>
#include <stdio.h>

/* The example of a formulation: its cost and its evidence. */
typedef struct example {
    sgm_statement_cost cost;
    int estimated;
    sgm_acceptance acceptance;
    char evidence[512];
} example;

static sgm_status make_example(example *x, const sgm_statement_kind *kind, sgm_error *err)
{
    const sgm_statement_file s = {.kind = kind};
    kind->cost(&x->cost, &s);
    x->estimated = kind->acceptance != NULL;
    sgm_status status = x->estimated ? kind->acceptance(&x->acceptance, &s, NULL, err) : SGM_OK;
    return status == SGM_OK ? sgm_cli_evidence(x->evidence, sizeof x->evidence, &s, NULL, err) : status;
}

static void print_one(const sgm_statement_kind *kind, const example *x)
{
    const sgm_words *w = kind->words;
    const char *separator = "";
    printf("%s: %s\n", w->name, w->title);
    printf("  proof system  %s; %s challenge\n", w->system, kind->challenge_bits == 128 ? "128-bit" : "full");
    printf("  proof bytes   ");
    for (int flavor = 0; flavor < SGM_FLAVORS; flavor++)
        if (x->cost.bytes[flavor] != 0) {
            printf("%s%zu %s", separator, x->cost.bytes[flavor], sgm_cli_flavor_name((sgm_flavor)flavor));
            separator = ", ";
        }
    printf("%s%s\n", kind->example != NULL ? "; " : "", kind->example != NULL ? kind->example : "");
    printf("  verifier      %" PRIu64 " equation%s, %" PRIu64 " point%s per proof\n", x->cost.equations,
           x->cost.equations == 1 ? "" : "s", x->cost.points, x->cost.points == 1 ? "" : "s");
    printf("  convinces     %s; rests on %s\n", w->audience, w->assumption);
    printf("  evidence      %s\n", x->evidence);
    printf("  claim         %s\n", w->claim);
    printf("  non-claim     %s\n", w->non_claim);
}

/* Bytes per flavor, null where there is none. */
static json_t *bytes_json(const sgm_statement_cost *cost)
{
    json_t *bytes = json_object();
    for (int flavor = 0; flavor < SGM_FLAVORS; flavor++)
        json_object_set_new(bytes, sgm_cli_flavor_name((sgm_flavor)flavor),
                            cost->bytes[flavor] != 0 ? json_integer((json_int_t)cost->bytes[flavor]) : json_null());
    return bytes;
}

static json_t *if_estimated(const example *x, double value)
{
    return x->estimated ? json_real(value + 0.0) : json_null(); /* + 0.0 turns a negative zero into a plain one */
}

static json_t *json_of(const sgm_statement_kind *kind, const example *x)
{
    const sgm_words *w = kind->words;
    const sgm_evidence e = x->estimated ? sgm_evidence_of(x->acceptance, 0.5) : (sgm_evidence){0};
    return json_pack("{s:s, s:s, s:s, s:i, s:s?, s:o, s:I, s:I, s:s, s:s, s:o, s:o, s:o, s:s?, s:s, s:s}", "name",
                     w->name, "title", w->title, "proof_system", w->system, "challenge_bits", (int)kind->challenge_bits,
                     "example", kind->example, "proof_bytes", bytes_json(&x->cost), "equations",
                     (json_int_t)x->cost.equations, "points", (json_int_t)x->cost.points, "audience", w->audience,
                     "assumption", w->assumption, "weight_bits", if_estimated(x, e.weight_bits), "posterior_at_half",
                     if_estimated(x, e.posterior), "deniability", if_estimated(x, e.deniability), "chance",
                     kind->chance, "claim", w->claim, "non_claim", w->non_claim);
}

/* One formulation, into the list unless that is NULL. */
static int show(json_t *all, const sgm_statement_kind *kind, int first)
{
    sgm_error err;
    example x;
    sgm_status status = make_example(&x, kind, &err);
    if (status != SGM_OK)
        return sgm_cli_fail(status, "%s", err.text);
    if (all != NULL)
        return json_array_append_new(all, json_of(kind, &x)) == 0 ? SGM_EXIT_OK
                                                                  : sgm_cli_fail(SGM_NOMEM, "out of memory");
    if (!first)
        printf("\n");
    print_one(kind, &x);
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
    const sgm_statement_kind *const *kinds = sgm_statement_kinds(&n);
    json_t *all = json != NULL ? json_array() : NULL;
    code = SGM_EXIT_OK;
    for (size_t i = 0; i < n && code == SGM_EXIT_OK; i++)
        code = show(all, kinds[i], i == 0);
    if (all != NULL && code == SGM_EXIT_OK) {
        (void)json_dumpf(all, stdout, JSON_INDENT(2)); /* a stream that cannot be written is noticed by main */
        printf("\n");
    }
    json_decref(all);
    return code;
}

const sgm_cli_command sgm_cli_list = {
    "list", "[--json]",
    "Lists every formulation: proof system, proof sizes, group equations, the weight of evidence W an accepted proof\n"
    "carries, the posterior at a prior of 1/2, deniability, and in words what it claims and does not claim.",
    run};
