/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* NPY and CSV to fixed-point integers. */
#include "protocols/matrix.h"

#include "primitives/base/bytes.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char too_large[] = "does not fit into 62 bits";

/* The file's bytes and one 0 behind them. */
static sgm_status read_file(uint8_t **out, size_t *len, const char *path, sgm_error *err)
{
    FILE *f = fopen(path, "rb");
    long size = -1;
    if (f == NULL)
        return sgm_fail(err, SGM_IO, "cannot read %.150s: %s", path, strerror(errno));
    if (fseek(f, 0, SEEK_END) == 0)
        size = ftell(f);
    if (size < 0 || size > SGM_MATRIX_FILE_MAX || fseek(f, 0, SEEK_SET) != 0) {
        (void)fclose(f);
        return sgm_fail(err, SGM_MALFORMED, "%.150s is no file of at most %d bytes", path, SGM_MATRIX_FILE_MAX);
    }
    *out = malloc((size_t)size + 1);
    *len = *out != NULL ? fread(*out, 1, (size_t)size, f) : 0;
    (void)fclose(f);
    if (*out == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    if (*len != (size_t)size) {
        free(*out);
        return sgm_fail(err, SGM_IO, "cannot read %.150s", path);
    }
    (*out)[*len] = 0;
    return SGM_OK;
}

static int fits(int64_t x) { return x < INT64_C(1) << 62 && x > -(INT64_C(1) << 62); }

/* Returns 0 for NaN, infinity, and what leaves 62 bits. */
static int to_fixed(int64_t *out, double x, unsigned fraction_bits)
{
    const double scaled = ldexp(x, (int)fraction_bits);
    if (!(fabs(scaled) < 0x1p62))
        return 0;
    *out = (int64_t)floor(scaled + 0.5);
    return 1;
}

/* NPY. */

typedef struct npy {
    char type; /* i, u, f */
    unsigned bytes;
    size_t rows, columns, data;
} npy;

/* The value behind 'key': in the header's dictionary, or NULL. */
static const char *value_of(const char *header, const char *key)
{
    char quoted[24];
    (void)snprintf(quoted, sizeof quoted, "'%s':", key);
    const char *at = strstr(header, quoted);
    if (at == NULL)
        return NULL;
    at += strlen(quoted);
    return at + strspn(at, " ");
}

static sgm_status read_descr(npy *n, const char *text, const char *path, sgm_error *err)
{
    char order, end;
    if (text == NULL || sscanf(text, "'%c%c%u%c", &order, &n->type, &n->bytes, &end) != 4 || end != '\'')
        return sgm_fail(err, SGM_MALFORMED, "%.150s: its dtype is no plain number", path);
    if (order == '>' && n->bytes > 1)
        return sgm_fail(err, SGM_MALFORMED, "%.150s is big-endian: save it with a little-endian dtype", path);
    const int known = (n->type == 'i' && (n->bytes == 1 || n->bytes == 2 || n->bytes == 4 || n->bytes == 8)) ||
                      (n->type == 'u' && (n->bytes == 1 || n->bytes == 2 || n->bytes == 4)) ||
                      (n->type == 'f' && (n->bytes == 4 || n->bytes == 8));
    if (!known || (order != '<' && order != '|' && order != '='))
        return sgm_fail(err, SGM_MALFORMED, "%.150s has dtype %c%u: it is one of i1 i2 i4 i8 u1 u2 u4 f4 f8", path,
                        n->type, n->bytes);
    return SGM_OK;
}

/* "(r,)" or "(r, c)". */
static sgm_status read_shape(npy *n, const char *text, const char *path, sgm_error *err)
{
    char *at;
    unsigned long long size[2] = {0, 0};
    int dims = 0;
    if (text != NULL && *text == '(')
        for (text++; dims < 2 && *text >= '0' && *text <= '9'; dims++) {
            errno = 0;
            size[dims] = strtoull(text, &at, 10);
            if (errno != 0)
                size[dims] = 0;
            text = at + strspn(at, ", ");
        }
    if (dims == 0 || *text != ')' || size[0] == 0 || (dims == 2 && size[1] == 0))
        return sgm_fail(err, SGM_MALFORMED, "%.150s has not the shape of one or two dimensions with items in them",
                        path);
    n->rows = dims == 2 ? size[0] : 1;
    n->columns = dims == 2 ? size[1] : size[0];
    return SGM_OK;
}

static sgm_status read_header(npy *n, uint8_t *bytes, size_t len, const char *path, sgm_error *err)
{
    const size_t head = len > 6 && bytes[6] >= 2 ? 12 : 10;
    if (len < head || bytes[6] < 1 || bytes[6] > 3)
        return sgm_fail(err, SGM_MALFORMED, "%.150s is no NPY file of version 1 to 3", path);
    const size_t text = head == 10 ? (size_t)bytes[8] | (size_t)bytes[9] << 8 : sgm_load32(bytes + 8);
    if (text == 0 || text > len - head)
        return sgm_fail(err, SGM_MALFORMED, "%.150s ends in its header", path);
    n->data = head + text;
    bytes[n->data - 1] = 0; /* a newline */
    const char *header = (const char *)bytes + head, *order = value_of(header, "fortran_order");
    sgm_status status = read_descr(n, value_of(header, "descr"), path, err);
    if (status == SGM_OK && (order == NULL || strncmp(order, "False", 5) != 0))
        status = sgm_fail(err, SGM_MALFORMED, "%.150s is in Fortran order: save it in C order", path);
    return status == SGM_OK ? read_shape(n, value_of(header, "shape"), path, err) : status;
}

/* Item i; 0 if it does not fit. */
static int read_item(int64_t *out, const npy *n, const uint8_t *at, unsigned fraction_bits)
{
    uint64_t word = 0;
    float single;
    double real;
    for (unsigned i = 0; i < n->bytes; i++)
        word |= (uint64_t)at[i] << 8 * i;
    if (n->type == 'f' && n->bytes == 4) {
        const uint32_t half = (uint32_t)word;
        memcpy(&single, &half, sizeof single);
        return to_fixed(out, (double)single, fraction_bits);
    }
    if (n->type == 'f') {
        memcpy(&real, &word, sizeof real);
        return to_fixed(out, real, fraction_bits);
    }
    if (n->type == 'i' && n->bytes < 8 && word >> (8 * n->bytes - 1))
        word |= UINT64_MAX << 8 * n->bytes;
    *out = (int64_t)word;
    return fits(*out);
}

static sgm_status read_npy(sgm_matrix *m, uint8_t *bytes, size_t len, const char *path, unsigned fraction_bits,
                           sgm_error *err)
{
    npy n = {0};
    sgm_status status = read_header(&n, bytes, len, path, err);
    if (status != SGM_OK)
        return status;
    const size_t items = (len - n.data) / n.bytes;
    if ((len - n.data) % n.bytes != 0 || items % n.columns != 0 || items / n.columns != n.rows)
        return sgm_fail(err, SGM_MALFORMED, "%.150s has not as many numbers as its shape says", path);
    m->x = malloc(items * sizeof *m->x);
    if (m->x == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    m->rows = n.rows;
    m->columns = n.columns;
    for (size_t i = 0; i < items; i++)
        if (!read_item(&m->x[i], &n, bytes + n.data + i * n.bytes, fraction_bits))
            return sgm_fail(err, SGM_MALFORMED, "%.150s: number %zu of row %zu %s", path, i % n.columns, i / n.columns,
                            too_large);
    return SGM_OK;
}

/* CSV. */

/* One number and what ends it; is_real is set by a point, an exponent or a name. Returns its end, or NULL. */
static const char *read_number(const char *at, int64_t *whole, double *real, int *is_real)
{
    char *end;
    at += strspn(at, " \t");
    const size_t digits = strspn(at, "+-0123456789");
    errno = 0;
    *real = strtod(at, &end);
    if (end == at)
        return NULL;
    if (end > at + digits) {
        *is_real = 1;
    } else {
        errno = 0;
        *whole = strtoll(at, NULL, 10);
        if (errno != 0)
            *whole = INT64_MAX; /* does not fit */
    }
    return end + strspn(end, " \t\r");
}

/* Numbers of a line; returns how many, or 0 if it is none. x may be NULL. */
static size_t read_line(const char *at, int64_t *x, int *is_real, unsigned fraction_bits, int scale, int *fit)
{
    size_t n = 0;
    for (;; at++, n++) {
        int64_t whole = 0;
        double real;
        int one_is_real = 0;
        at = read_number(at, &whole, &real, &one_is_real);
        if (at == NULL || (*at != ',' && *at != '\n' && *at != '\0'))
            return 0;
        *is_real |= one_is_real;
        if (x != NULL && scale)
            *fit &= to_fixed(&whole, real, fraction_bits);
        if (x != NULL) {
            *fit &= fits(whole);
            x[n] = whole;
        }
        if (*at != ',')
            return n + 1;
    }
}

static const char *next_line(const char *at)
{
    at = strchr(at, '\n');
    return at != NULL ? at + 1 : "";
}

static sgm_status read_csv(sgm_matrix *m, const char *text, const char *path, unsigned fraction_bits, sgm_error *err)
{
    int is_real = 0, fit = 1, ignored = 0;
    if (read_line(text, NULL, &ignored, 0, 0, &fit) == 0)
        text = next_line(text); /* a header */
    for (const char *at = text; *at != '\0'; at = next_line(at)) {
        const size_t n = read_line(at, NULL, &is_real, 0, 0, &fit);
        if (n == 0 || (m->rows > 0 && n != m->columns))
            return sgm_fail(err, SGM_MALFORMED, "%.150s: row %zu is not as many numbers as the first", path, m->rows);
        m->columns = n;
        m->rows++;
    }
    if (m->rows == 0)
        return sgm_fail(err, SGM_MALFORMED, "%.150s holds no row of numbers", path);
    m->x = malloc(m->rows * m->columns * sizeof *m->x);
    if (m->x == NULL)
        return sgm_fail(err, SGM_NOMEM, "out of memory");
    for (size_t i = 0; i < m->rows; i++, text = next_line(text)) {
        (void)read_line(text, m->x + i * m->columns, &ignored, fraction_bits, is_real, &fit);
        if (!fit)
            return sgm_fail(err, SGM_MALFORMED, "%.150s: a number of row %zu %s", path, i, too_large);
    }
    return SGM_OK;
}

sgm_status sgm_matrix_read(sgm_matrix *out, const char *path, unsigned fraction_bits, sgm_error *err)
{
    uint8_t *bytes = NULL;
    size_t len = 0;
    *out = (sgm_matrix){0};
    sgm_status status = read_file(&bytes, &len, path, err);
    if (status != SGM_OK)
        return status;
    if (len >= 6 && memcmp(bytes, "\x93NUMPY", 6) == 0)
        status = read_npy(out, bytes, len, path, fraction_bits, err);
    else if (memchr(bytes, 0, len) != NULL)
        status = sgm_fail(err, SGM_MALFORMED, "%.150s is neither NPY nor text", path);
    else
        status = read_csv(out, (const char *)bytes, path, fraction_bits, err);
    free(bytes);
    if (status != SGM_OK)
        sgm_matrix_clear(out);
    return status;
}

void sgm_matrix_clear(sgm_matrix *m)
{
    free(m->x);
    *m = (sgm_matrix){0};
}
