/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Prints the table of the main job. */
#include "bench/run/table.h"
#include "protocols/statement/kind.h"

#include <math.h>
#include <string.h>

/* Every formulation at a size or two, grouped by name; bench_protocols measures the others. */
static const sgm_table_row rows[] = {
    {"F0A", "batchable", NULL, 0, {{NULL, 0}}},
    {"F0NOT", "batchable", NULL, 0, {{NULL, 0}}},
    {"F0B", "batchable", NULL, 0, {{NULL, 0}}},
    {"F0S", "batchable", "64 sources", 1, {{"T", 64}, {NULL, 0}}},
    {"F0S-LOG", "batchable", "64 sources", 1, {{"T", 64}, {NULL, 0}}},
    {"F1", "batchable", NULL, 0, {{NULL, 0}}},
    {"F1", "compact", NULL, 0, {{NULL, 0}}},
    {"F1-S128", "batchable", NULL, 0, {{NULL, 0}}},
    {"F1-S128", "compact", NULL, 0, {{NULL, 0}}},
    {"F1K", "batchable", "3 of 8", 0, {{"k", 3}, {"of", 8}, {NULL, 0}}},
    {"F1K", "compact", "3 of 8", 0, {{"k", 3}, {"of", 8}, {NULL, 0}}},
    {"F1K", "batchable", "16 of 64", 1, {{"k", 16}, {"of", 64}, {NULL, 0}}},
    {"F1K", "compact", "16 of 64", 1, {{"k", 16}, {"of", 64}, {NULL, 0}}},
    {"F2-MLR", "batchable", "128 probes", 1, {{"T", 128}, {NULL, 0}}},
    {"F2-L1", "batchable", "128 probes", 1, {{"T", 128}, {NULL, 0}}},
    {"F2-L2", "batchable", "31 weights", 1, {{"p", 31}, {NULL, 0}}},
    {"F2-MLR-TRAINED", "batchable", "128 probes", 1, {{"T", 128}, {NULL, 0}}},
    {"F2-L2-TRAINED", "batchable", "31 weights", 1, {{"p", 31}, {NULL, 0}}},
    {"F3-SCALAR", "batchable", "N = 1024", 1, {{"N", 1024}, {"base", 4}, {NULL, 0}}},
    {"F3-SCALAR", "batchable", "N = 65536", 1, {{"N", 65536}, {"base", 4}, {NULL, 0}}},
    {"F3-GROUP", "batchable", "N = 1024", 1, {{"N", 1024}, {"base", 4}, {NULL, 0}}},
    {"F3-SQRT", "batchable", "N = 65536", 1, {{"N", 65536}, {"base", 4}, {NULL, 0}}},
    {"F3-CDS", "batchable", "N = 16", 1, {{"N", 16}, {NULL, 0}}},
    {"F3-AOS", "batchable", "N = 16", 1, {{"N", 16}, {NULL, 0}}},
    {"F4-RIDGE", "batchable", "512 rows", 1, {{"rows", 512}, {"T", 100}, {NULL, 0}}},
    {"F4-MINIBATCH", "batchable", "4 x 128 rows", 1, {{"rows", 512}, {"B", 4}, {NULL, 0}}},
    {"F4-ENTRIES", "batchable", "512 rows", 1, {{"rows", 512}, {NULL, 0}}},
    {"F4-LOGISTIC", "batchable", "512 rows", 1, {{"rows", 512}, {NULL, 0}}},
    {"F5-NORM", "batchable", "31 weights", 1, {{"p", 31}, {NULL, 0}}},
    {"F5-ACC", "batchable", "128 samples", 1, {{"T", 128}, {NULL, 0}}},
    {"RANGE", "batchable", "64 bits", 1, {{"bits", 64}, {NULL, 0}}},
    {"F6", "batchable", NULL, 0, {{NULL, 0}}},
    {"F6-S128", "batchable", NULL, 0, {{NULL, 0}}},
};
enum { ROWS = sizeof rows / sizeof rows[0], NUMBER = 24 };

static int is_of_row(const sgm_case *c, const sgm_table_row *row)
{
    if (!c->formulation || strcmp(c->formulation, row->formulation) != 0 || strcmp(c->flavor, row->flavor) != 0)
        return 0;
    for (const sgm_case_param *p = row->params; p->name; p++)
        if (sgm_case_param_of(c, p->name) != p->value)
            return 0;
    return 1;
}

const sgm_table_row *sgm_table_row_of(const sgm_case *c)
{
    for (size_t i = 0; i < ROWS; i++)
        if (is_of_row(c, &rows[i]))
            return &rows[i];
    return NULL;
}

size_t sgm_table_size(const sgm_case *c, size_t above, size_t at_most)
{
    size_t best = 0;
    for (const size_t *n = c->sizes; *n != 0; n++)
        if (*n > above && *n <= at_most && *n > best)
            best = *n;
    return best;
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
    fprintf(out, "%-29s %-17s %6s %9s %10s %10s %10s %5s %15s %7s %10s %11s\n", "formulation and proof system",
            "backend", "proof", "prove/s", "verify/s", "verify/s", "verify/s", "batch", "vs libsodium", "W",
            "posterior", "deniability");
    fprintf(out, "%-29s %-17s %6s %9s %10s %10s %10s %5s %15s %7s %10s %11s\n", "", "", "bytes", "", "alone",
            "batch 64", "in batch", "of", "alone / batch", "bits", "prior 1/2", "");
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

/* The row's entry with this verb, on backends; NULL: it has none. */
static const sgm_case *entry_of(const sgm_table_row *row, const char *verb)
{
    size_t n;
    const sgm_case *const *list = sgm_case_list(&n);
    for (size_t i = 0; i < n; i++)
        if (list[i]->peer == NULL && is_of_row(list[i], row) && strcmp(strrchr(list[i]->id, '/') + 1, verb) == 0)
            return list[i];
    return NULL;
}

/* What was measured of a row on one backend. */
typedef struct measured {
    sgm_figure made, alone, small, large, vs_alone, vs_large;
    size_t proof_bytes, large_batch;
} measured;

static measured measured_of(const sgm_bench *b, const sgm_table_row *row, const char *backend)
{
    const sgm_case *prove = entry_of(row, "prove"), *verify = entry_of(row, "verify"), *batch = entry_of(row, "batch");
    measured m = {.proof_bytes = 0};
    if (prove != NULL)
        m.made = sgm_bench_rate(b, prove, backend, sgm_table_size(prove, 0, SGM_TABLE_ALONE));
    if (verify != NULL) {
        size_t n = sgm_table_size(verify, 0, SGM_TABLE_ALONE);
        m.alone = sgm_bench_rate(b, verify, backend, n);
        m.vs_alone = sgm_bench_ratio(b, verify, backend, n, "libsodium");
        m.proof_bytes = sgm_bench_proof_bytes(b, verify, backend, n);
    }
    if (batch != NULL) {
        m.large_batch = sgm_table_size(batch, 0, SGM_TABLE_LARGE_BATCH);
        m.small = sgm_bench_rate(b, batch, backend, SGM_TABLE_BATCH);
        m.large = sgm_bench_rate(b, batch, backend, m.large_batch);
        m.vs_large = sgm_bench_ratio(b, batch, backend, m.large_batch, "libsodium");
    }
    return m;
}

/* "+128", 1 and 2.94e-39; dashes where nobody says what chance does. */
typedef struct evidence_words {
    char bits[NUMBER], posterior[NUMBER], deniability[NUMBER];
} evidence_words;

static evidence_words words_of_evidence(const sgm_case *c)
{
    evidence_words w = {"-", "-", "-"};
    sgm_acceptance acceptance;
    if (!sgm_case_acceptance(&acceptance, c))
        return w;
    sgm_evidence e = sgm_evidence_of(acceptance, 0.5);
    snprintf(w.bits, sizeof w.bits, e.weight_bits == 0 ? "0" : "%+.3g", e.weight_bits);
    snprintf(w.posterior, sizeof w.posterior, "%.3g", e.posterior);
    snprintf(w.deniability, sizeof w.deniability, "%.3g", e.deniability);
    return w;
}

/* Prints the row and returns 1, or 0 if nothing of it was measured. out = NULL only asks. */
static int print_row(FILE *out, const sgm_bench *b, const sgm_table_row *row, const char *backend)
{
    char name[64], t[6][NUMBER], factors[2 * NUMBER + 4], bytes[NUMBER] = "-", of[NUMBER] = "-";
    const sgm_case *verify = entry_of(row, "verify");
    const measured m = measured_of(b, row, backend);
    if (verify == NULL || (!m.made.has && !m.alone.has && !m.small.has && !m.large.has))
        return 0;
    if (out == NULL)
        return 1;
    const evidence_words w = words_of_evidence(verify);
    snprintf(name, sizeof name, "%s%s%s", row->flavor, row->sizes != NULL ? ", " : "",
             row->sizes != NULL ? row->sizes : "");
    if (m.proof_bytes > 0)
        snprintf(bytes, sizeof bytes, "%zu", m.proof_bytes);
    if (m.large.has)
        snprintf(of, sizeof of, "%zu", m.large_batch);
    snprintf(factors, sizeof factors, "%s / %s", factor(t[4], &m.vs_alone), factor(t[5], &m.vs_large));
    fprintf(out, "  %-27s %-17s %6s %9s %10s %10s %10s %5s %15s %7s %10s %11s\n", name, backend, bytes,
            number(t[0], &m.made), number(t[1], &m.alone), number(t[2], &m.small), number(t[3], &m.large), of, factors,
            w.bits, w.posterior, w.deniability);
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
    const char *chance = kind->acceptance != NULL ? kind->chance : SGM_UNESTIMATED;
    if (chance != NULL)
        print_wrapped(out, "  W:         ", chance);
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
