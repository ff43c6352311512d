/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Prints the table of the main job. */
#include "bench/run/table.h"
#include "protocols/statement/kind.h"

#include <math.h>
#include <string.h>

static const sgm_case_param small[] = {{"k", 3}, {"of", 8}, {NULL, 0}}, large[] = {{"k", 16}, {"of", 64}, {NULL, 0}};
static const sgm_table_row rows[] = {{"F0A", "batchable", NULL, NULL},        {"F0NOT", "batchable", NULL, NULL},
                                     {"F1", "batchable", NULL, NULL},         {"F1", "compact", NULL, NULL},
                                     {"F1-S128", "batchable", NULL, NULL},    {"F1-S128", "compact", NULL, NULL},
                                     {"F1K", "batchable", small, "3 of 8"},   {"F1K", "compact", small, "3 of 8"},
                                     {"F1K", "batchable", large, "16 of 64"}, {"F1K", "compact", large, "16 of 64"}};
enum { ROWS = sizeof rows / sizeof rows[0], NUMBER = 24 };

const sgm_table_row *sgm_table_rows(size_t *n)
{
    *n = ROWS;
    return rows;
}

/* A whole number with a separator before every three digits; "-" when nothing was measured. */
static const char *number(char text[NUMBER], const sgm_figure *f)
{
    char digits[NUMBER];
    if (!f->has || f->median >= 1e9)
        return "-";
    int len = snprintf(digits, sizeof digits, "%.0f", f->median), at = 0;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            text[at++] = ',';
        text[at++] = digits[i];
    }
    text[at] = '\0';
    return text;
}

static const char *factor(char text[NUMBER], const sgm_figure *f)
{
    if (!f->has)
        return "-";
    snprintf(text, NUMBER, "%.2f", f->median);
    return text;
}

static void print_head(FILE *out)
{
    fprintf(out, "%-29s %-17s %6s %9s %10s %10s %10s %15s %7s %10s %11s\n", "formulation and proof system", "backend",
            "proof", "prove/s", "verify/s", "verify/s", "verify/s", "vs libsodium", "W", "posterior", "deniability");
    fprintf(out, "%-29s %-17s %6s %9s %10s %10s %10s %15s %7s %10s %11s\n", "", "", "bytes", "", "alone", "batch 64",
            "batch 1024", "alone / 1024", "bits", "prior 1/2", "");
}

/* A paragraph behind a label, broken between words. */
static void print_wrapped(FILE *out, const char *label, const char *text)
{
    enum { WIDTH = 118 };
    size_t column = strlen(label), indent = column;
    fprintf(out, "%s", label);
    while (*text != '\0') {
        size_t word = strcspn(text, " ");
        if (column > indent && column + 1 + word > WIDTH) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", (int)word, text);
        column += word;
        text += word + strspn(text + word, " ");
    }
    fputc('\n', out);
}

/* What the row's entries are, but for their names: "protocols/F1/verify". */
static sgm_case key_of(const sgm_table_row *row, char *id, size_t cap, const char *verb)
{
    snprintf(id, cap, "protocols/%s/%s", row->formulation, verb);
    return (sgm_case){.id = id, .flavor = row->flavor, .params = row->params};
}

/* Prints the row and returns 1, or 0 if nothing of it was measured. out = NULL only asks. */
static int print_row(FILE *out, const sgm_bench *b, const sgm_table_row *row, const char *backend)
{
    char id[3][64], name[64], t[6][NUMBER], factors[2 * NUMBER + 4], bytes[NUMBER] = "-", bits[NUMBER];
    const sgm_case prove = key_of(row, id[0], sizeof id[0], "prove"),
                   verify = key_of(row, id[1], sizeof id[1], "verify"),
                   batch = key_of(row, id[2], sizeof id[2], "batch"), *found = sgm_case_find(&verify);
    sgm_acceptance acceptance;
    sgm_figure made = sgm_bench_rate(b, &prove, backend, SGM_TABLE_ALONE);
    sgm_figure alone = sgm_bench_rate(b, &verify, backend, SGM_TABLE_ALONE);
    sgm_figure small_batch = sgm_bench_rate(b, &batch, backend, SGM_TABLE_BATCH);
    sgm_figure large_batch = sgm_bench_rate(b, &batch, backend, SGM_TABLE_LARGE_BATCH);
    sgm_figure vs_alone = sgm_bench_ratio(b, &verify, backend, SGM_TABLE_ALONE, "libsodium");
    sgm_figure vs_large = sgm_bench_ratio(b, &batch, backend, SGM_TABLE_LARGE_BATCH, "libsodium");
    size_t proof_bytes = sgm_bench_proof_bytes(b, &verify, backend, SGM_TABLE_ALONE);
    if ((!made.has && !alone.has && !small_batch.has && !large_batch.has) || found == NULL ||
        !sgm_case_acceptance(&acceptance, found))
        return 0;
    if (out == NULL)
        return 1;
    sgm_evidence e = sgm_evidence_of(acceptance, 0.5);
    snprintf(name, sizeof name, "%s%s%s", row->flavor, row->sizes != NULL ? ", " : "",
             row->sizes != NULL ? row->sizes : "");
    if (proof_bytes > 0)
        snprintf(bytes, sizeof bytes, "%zu", proof_bytes);
    snprintf(bits, sizeof bits, e.weight_bits == 0 ? "0" : "%+.3g", e.weight_bits);
    snprintf(factors, sizeof factors, "%s / %s", factor(t[4], &vs_alone), factor(t[5], &vs_large));
    fprintf(out, "  %-27s %-17s %6s %9s %10s %10s %10s %15s %7s %10.3g %11.3g\n", name, backend, bytes,
            number(t[0], &made), number(t[1], &alone), number(t[2], &small_batch), number(t[3], &large_batch), factors,
            bits, e.posterior, e.deniability);
    return 1;
}

/* Prints the rows [first, last) on all selected backends; returns how many were measured. out = NULL only counts. */
static int print_rows(FILE *out, const sgm_bench *b, size_t first, size_t last)
{
    size_t n_backends;
    const sgm_backend *const *backends = sgm_backend_list(&n_backends);
    int printed = 0;
    for (size_t i = first; i < last; i++)
        for (size_t k = 0; k < n_backends; k++)
            if (sgm_bench_selects(b, backends[k]))
                printed += print_row(out, b, &rows[i], backends[k]->name);
    return printed;
}

static void print_formulation(FILE *out, const sgm_bench *b, size_t first, size_t last)
{
    const sgm_statement_kind *kind = sgm_statement_kind_find(rows[first].formulation);
    if (kind == NULL || print_rows(NULL, b, first, last) == 0)
        return;
    const sgm_words *w = sgm_statement_words(kind);
    fprintf(out, "%s, %s: %s\n", w->name, w->title, w->system);
    print_rows(out, b, first, last);
    print_wrapped(out, "  claim:     ", w->claim);
    print_wrapped(out, "  not claim: ", w->non_claim);
    if (kind->chance != NULL)
        print_wrapped(out, "  W:         ", kind->chance);
}

/* The rates that the ratios are made with: the common baseline, and the formulation's own equations on libsodium. */
static void print_peers(FILE *out, const sgm_bench *b)
{
    char text[NUMBER];
    const sgm_case schnorr_key = {.id = "protocols/schnorr/verify"},
                   literal_key = {.id = "protocols/F0A/verify", .flavor = "batchable"};
    sgm_figure schnorr = sgm_bench_rate(b, &schnorr_key, "libsodium", SGM_TABLE_ALONE);
    sgm_figure literal = sgm_bench_rate(b, &literal_key, "libsodium-literal", SGM_TABLE_ALONE);
    fprintf(out, "Peers, one by one\n");
    fprintf(out, "  %-27s %-17s %6s %9s %10s\n", "one Schnorr verification", "libsodium", "", "",
            number(text, &schnorr));
    fprintf(out, "  %-27s %-17s %6s %9s %10s\n", "F0A's equation, literally", "libsodium-literal", "", "",
            number(text, &literal));
    fprintf(out,
            "\"vs libsodium\" is the time of one Schnorr verification on libsodium (two decodes, one fixed-base and "
            "one variable-base\nmultiplication) over the time of one proof here, also where one proof holds more "
            "than that: median of paired blocks.\n");
}

void sgm_table_print(FILE *out, const sgm_bench *b)
{
    print_head(out);
    for (size_t first = 0, last; first < ROWS; first = last) {
        for (last = first; last < ROWS && strcmp(rows[last].formulation, rows[first].formulation) == 0; last++)
            ;
        print_formulation(out, b, first, last);
    }
    print_peers(out, b);
}
