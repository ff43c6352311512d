/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Every kernel on every element of the toy groups, against affine arithmetic by the definition. */
#include "tests/support/test.h"
#include "tests/toy/group.h"

#include <stdlib.h>
#include <string.h>

/* The curve by definition: all its points, the group law as a table, and which element each point belongs to. */
typedef struct point {
    unsigned x, y;
} point;

enum { NO_ELEMENT = 255 };

static struct {
    unsigned p, l, n;
    point at[TOY_MAX_POINTS]; /* at[0] is neutral */
    uint16_t sum[TOY_MAX_POINTS][TOY_MAX_POINTS];
    uint8_t element[TOY_MAX_POINTS]; /* k where it is in the coset of k times the base element, else NO_ELEMENT */
    unsigned inverse[TOY_MAX_P];
} curve;

static unsigned mod(uint64_t x) { return (unsigned)(x % toy->p); }

static unsigned product(uint64_t a, uint64_t b) { return mod(a * b); }

static unsigned negated(unsigned a) { return mod(toy->p - a); }

static unsigned index_of(unsigned x, unsigned y)
{
    for (unsigned i = 0; i < curve.n; i++)
        if (curve.at[i].x == x && curve.at[i].y == y)
            return i;
    abort();
}

/* The affine addition law. */
static unsigned sum_of(unsigned i, unsigned j)
{
    const point a = curve.at[i], b = curve.at[j];
    const unsigned d = (unsigned)toy->d.v[0], t = product(product(d, product(a.x, b.x)), product(a.y, b.y));
    const unsigned x = product(product(a.x, b.y) + product(b.x, a.y), curve.inverse[mod(1 + t)]);
    const unsigned y = product(product(a.y, b.y) + product(a.x, b.x), curve.inverse[mod(1 + negated(t))]);
    return index_of(x, y);
}

/* The coset of an even point: itself plus the four points with x y = 0. */
static void name_coset(unsigned k)
{
    const unsigned i = index_of(toy->element[k].x, toy->element[k].y);
    for (unsigned t = 0; t < curve.n; t++)
        if (curve.at[t].x == 0 || curve.at[t].y == 0)
            curve.element[curve.sum[i][t]] = (uint8_t)k;
}

static void make_curve(void)
{
    const unsigned d = (unsigned)toy->d.v[0];
    curve.p = (unsigned)toy->p;
    curve.l = (unsigned)toy->l;
    curve.at[0] = (point){0, 1};
    curve.n = 1;
    for (unsigned a = 0; a < curve.p; a++)
        for (unsigned b = 0; b < curve.p; b++)
            if (product(a, b) == 1)
                curve.inverse[a] = b;
    for (unsigned x = 0; x < curve.p; x++)
        for (unsigned y = 0; y < curve.p; y++) {
            unsigned xx = product(x, x), yy = product(y, y);
            if ((x != 0 || y != 1) && mod(negated(xx) + yy) == mod(1 + product(d, product(xx, yy))))
                curve.at[curve.n++] = (point){x, y};
        }
    for (unsigned i = 0; i < curve.n; i++)
        for (unsigned j = 0; j < curve.n; j++)
            curve.sum[i][j] = (uint16_t)sum_of(i, j);
    memset(curve.element, NO_ELEMENT, sizeof curve.element);
    for (unsigned k = 0; k < curve.l; k++)
        name_coset(k);
}

/* k times point i, for k of 256 bits. */
static unsigned times(const sgm_sc *k, unsigned i)
{
    unsigned r = 0;
    for (int bit = 255; bit >= 0; bit--) {
        r = curve.sum[r][r];
        if (k->v[bit / 64] >> (bit % 64) & 1)
            r = curve.sum[r][i];
    }
    return r;
}

/* Point i with Z = z, every coordinate perhaps plus p. */
static sgm_point projective(unsigned i, unsigned z)
{
    const unsigned x = curve.at[i].x, y = curve.at[i].y, extra = (x + z) % 2 * curve.p;
    return (sgm_point){
        .X = {{product(x, z) + extra}}, .Y = {{product(y, z)}}, .Z = {{z}}, .T = {{product(product(x, y), z) + extra}}};
}

/* The index of a computed point, or the number of points where it is none: off the curve, Z = 0, or X Y != Z T. */
static unsigned recognise(const sgm_point *p)
{
    const unsigned X = mod(p->X.v[0]), Y = mod(p->Y.v[0]), Z = mod(p->Z.v[0]), T = mod(p->T.v[0]);
    const unsigned x = product(X, curve.inverse[Z]), y = product(Y, curve.inverse[Z]);
    if (Z == 0 || product(X, Y) != product(Z, T))
        return curve.n;
    for (unsigned i = 0; i < curve.n; i++)
        if (curve.at[i].x == x && curve.at[i].y == y)
            return i;
    return curve.n;
}

static sgm_affine affine(unsigned i)
{
    const unsigned x = curve.at[i].x, y = curve.at[i].y;
    return (sgm_affine){.yplusx = {{mod(y + x)}},
                        .yminusx = {{mod(y + negated(x))}},
                        .t2d = {{product(product(2 * toy->d.v[0], x), y)}}};
}

static int is_affine(const sgm_affine *a, unsigned i)
{
    const sgm_affine want = affine(i);
    return memcmp(a, &want, sizeof want) == 0;
}

/* The backend at hand; what it got wrong is counted and named once per test. */
typedef struct bench {
    const sgm_backend *be;
    test_tally *tally;
    test_rng *g;
} bench;

static void report(const bench *b, const char *what, size_t wrong, size_t of)
{
    test_check(b->tally, wrong == 0 && of > 0, "%s, p = %u: %s: %zu of %zu are wrong", b->be->name, curve.p, what,
               wrong, of);
}

/* Every pair of field elements under every operation. */
static unsigned field_op(sgm_fe_op op, unsigned a, unsigned b)
{
    switch (op) {
    case SGM_FE_ADD:
        return mod(a + b);
    case SGM_FE_SUB:
        return mod(a + negated(b));
    case SGM_FE_MUL:
        return product(a, b);
    case SGM_FE_SQR:
        return product(a, a);
    case SGM_FE_INVERT:
        return curve.inverse[a];
    default:
        break;
    }
    /* The even root of a/b, or of i a/b. */
    unsigned ratio = product(a, curve.inverse[b]);
    for (int nonsquare = 0; nonsquare < 2; nonsquare++) {
        for (unsigned r = 0; r < curve.p; r += 2)
            if (product(r, r) == ratio)
                return r;
        ratio = product(ratio, toy->sqrt_m1.v[0]);
    }
    abort();
}

static void test_field(const bench *b)
{
    static sgm_fe x[TOY_MAX_P], y[TOY_MAX_P], r[TOY_MAX_P];
    for (int op = SGM_FE_ADD; op <= SGM_FE_SQRT_RATIO; op++) {
        size_t wrong = 0;
        for (unsigned i = 0; i < curve.p; i++) {
            for (unsigned j = 0; j < curve.p; j++) {
                x[j] = (sgm_fe){{i + (i + j) % 2 * curve.p}};
                y[j] = (sgm_fe){{j}};
            }
            b->be->fe_apply((sgm_fe_op)op, r, x, y, curve.p);
            for (unsigned j = 0; j < curve.p; j++)
                wrong += r[j].v[0] != field_op((sgm_fe_op)op, i, j);
        }
        report(b, "a field operation", wrong, (size_t)curve.p * curve.p);
    }
}

/* The element that 32 bytes encode, or NO_ELEMENT. */
static unsigned encoded(const uint8_t s[32])
{
    static const uint8_t zeros[30];
    for (unsigned k = 0; k < curve.l; k++)
        if (s[0] + 256u * s[1] == toy->element[k].s && memcmp(s + 2, zeros, sizeof zeros) == 0)
            return k;
    return NO_ELEMENT;
}

/* Decodes n <= 256 strings, with and without hints; adds what is wrong. */
static size_t decode_wrong(const bench *b, const uint8_t (*enc)[32], size_t n)
{
    static sgm_affine p[256], q[256];
    static uint8_t ok[256], ok_hinted[256], hint[256][32];
    size_t wrong = 0, refused = b->be->decode(p, ok, enc, n);
    b->be->decode_hints(hint, enc, n);
    wrong += b->be->decode_hinted(q, ok_hinted, enc, (const uint8_t(*)[32])hint, n) != refused;
    for (size_t i = 0; i < n; i++) {
        unsigned k = encoded(enc[i]);
        unsigned want = k == NO_ELEMENT ? 0 : index_of(toy->element[k].x, toy->element[k].y);
        wrong += ok[i] != (k != NO_ELEMENT) || ok_hinted[i] != ok[i];
        wrong += !is_affine(&p[i], want) || !is_affine(&q[i], want);
        refused -= !ok[i];
    }
    return wrong + (refused != 0);
}

/* All strings of two bytes, and each element's encoding with one more bit set anywhere above. */
static void test_decode(const bench *b)
{
    static uint8_t enc[256][32];
    size_t wrong = 0, tried = 0;
    for (unsigned high = 0; high < 256; high++, tried += 256) {
        memset(enc, 0, sizeof enc);
        for (unsigned low = 0; low < 256; low++) {
            enc[low][0] = (uint8_t)low;
            enc[low][1] = (uint8_t)high;
        }
        wrong += decode_wrong(b, (const uint8_t(*)[32])enc, 256);
    }
    for (unsigned k = 0; k < curve.l; k++, tried += 240) {
        memset(enc, 0, sizeof enc);
        for (unsigned bit = 16; bit < 256; bit++) {
            uint8_t *s = enc[bit - 16];
            s[0] = (uint8_t)toy->element[k].s;
            s[1] = (uint8_t)(toy->element[k].s >> 8);
            s[bit / 8] = (uint8_t)(1 << bit % 8);
        }
        wrong += decode_wrong(b, (const uint8_t(*)[32])enc, 240);
    }
    report(b, "a decoding", wrong, tried);
}

/* Each encoding with each two-byte hint: exactly one is taken. */
static void test_hints(const bench *b)
{
    static sgm_affine p[TOY_MAX_P];
    static uint8_t enc[TOY_MAX_P][32], hint[TOY_MAX_P][32], ok[TOY_MAX_P];
    size_t wrong = 0;
    for (unsigned s = 0; s < curve.p; s++) {
        memset(enc, 0, sizeof enc);
        memset(hint, 0, sizeof hint);
        for (unsigned h = 0; h < curve.p; h++) {
            enc[h][0] = (uint8_t)s;
            enc[h][1] = (uint8_t)(s >> 8);
            hint[h][0] = (uint8_t)h;
            hint[h][1] = (uint8_t)(h >> 8);
        }
        size_t taken =
            curve.p - b->be->decode_hinted(p, ok, (const uint8_t(*)[32])enc, (const uint8_t(*)[32])hint, curve.p);
        wrong += taken != (encoded(enc[0]) != NO_ELEMENT);
    }
    report(b, "a set of hints", wrong, curve.p);
}

static void test_encode(const bench *b)
{
    static sgm_point p[TOY_MAX_POINTS];
    static uint8_t enc[TOY_MAX_POINTS][32];
    size_t wrong = 0, tried = 0;
    for (unsigned z = 1; z < curve.p; z++) {
        size_t n = 0, at = 0;
        for (unsigned i = 0; i < curve.n; i++)
            if (curve.element[i] != NO_ELEMENT)
                p[n++] = projective(i, z);
        b->be->encode(enc, p, n);
        for (unsigned i = 0; i < curve.n; i++)
            if (curve.element[i] != NO_ELEMENT)
                wrong += encoded(enc[at++]) != curve.element[i];
        tried += n;
        for (unsigned i = 0; i < curve.n; i++)
            p[i] = projective(i, z);
        b->be->double_encode(enc, p, curve.n);
        for (unsigned i = 0; i < curve.n; i++)
            wrong += encoded(enc[i]) != curve.element[curve.sum[i][i]];
        tried += curve.n;
    }
    report(b, "an encoding", wrong, tried);
}

/* Every pair of points, with some Z; every point alone. */
static void test_group_law(const bench *b)
{
    static sgm_point p[TOY_MAX_POINTS], q[TOY_MAX_POINTS], r[TOY_MAX_POINTS];
    static sgm_affine a[TOY_MAX_POINTS];
    static uint8_t flag[TOY_MAX_POINTS];
    size_t wrong = 0, unequal = 0;
    for (unsigned i = 0; i < curve.n; i++) {
        for (unsigned j = 0; j < curve.n; j++) {
            p[j] = projective(i, 1 + (i + 3 * j) % (curve.p - 1));
            q[j] = projective(j, 1 + (5 * i + j) % (curve.p - 1));
        }
        b->be->add(r, p, q, curve.n);
        b->be->equal(flag, p, q, curve.n);
        for (unsigned j = 0; j < curve.n; j++) {
            wrong += recognise(&r[j]) != curve.sum[i][j];
            if (curve.element[i] != NO_ELEMENT && curve.element[j] != NO_ELEMENT)
                unequal += flag[j] != (curve.element[i] == curve.element[j]);
        }
    }
    report(b, "a sum", wrong, (size_t)curve.n * curve.n);
    report(b, "a comparison", unequal, (size_t)curve.n * curve.n);
    wrong = 0;
    for (unsigned i = 0; i < curve.n; i++)
        p[i] = projective(i, 1 + 7 * i % (curve.p - 1));
    b->be->is_identity(flag, p, curve.n);
    b->be->neg(q, p, curve.n);
    b->be->to_affine(a, p, curve.n);
    b->be->from_affine(r, a, curve.n);
    for (unsigned i = 0; i < curve.n; i++) {
        unsigned minus = recognise(&q[i]);
        wrong += flag[i] != (curve.element[i] == 0) || minus == curve.n || curve.sum[i][minus] != 0;
        wrong += !is_affine(&a[i], i) || recognise(&r[i]) != i;
    }
    report(b, "a point alone", wrong, curve.n);
}

/* Every pair of field elements, also as t + p and with bit 255 set, which does not count. */
static void test_map(const bench *b)
{
    static uint8_t in[TOY_MAX_P][64];
    static sgm_point p[TOY_MAX_P];
    size_t wrong = 0;
    for (unsigned t = 0; t < curve.p; t++) {
        memset(in, 0, sizeof in);
        for (unsigned u = 0; u < curve.p; u++) {
            const unsigned first = t + u % 2 * curve.p;
            in[u][0] = (uint8_t)first;
            in[u][1] = (uint8_t)(first >> 8);
            in[u][32] = (uint8_t)u;
            in[u][33] = (uint8_t)(u >> 8);
            in[u][63] = (uint8_t)(t % 2 << 7);
        }
        b->be->from_uniform(p, (const uint8_t(*)[64])in, curve.p);
        for (unsigned u = 0; u < curve.p; u++) {
            unsigned i = recognise(&p[u]);
            wrong += i == curve.n || curve.element[i] != (toy->map[t] + toy->map[u]) % curve.l;
        }
    }
    report(b, "an image of the one-way map", wrong, (size_t)curve.p * curve.p);
}

/* Scalars: all up to l, and some of 253 bits with long runs of equal bits, since digits come from these. */
enum { LONG_SCALARS = 24, SCALARS = TOY_MAX_L + 1 + LONG_SCALARS };

/* As long as the scalars of the library, whose bits below the highest are 0 from 125 on where that is set. */
static void long_scalar(const bench *b, sgm_sc *k)
{
    test_edgy_bytes(b->g, (uint8_t *)k->v, sizeof k->v);
    k->v[3] &= ((uint64_t)1 << 61) - 1;
    if (k->v[3] >> 60 == 0)
        return;
    k->v[1] &= ((uint64_t)1 << 61) - 1;
    k->v[2] = 0;
    k->v[3] = (uint64_t)1 << 60;
}

static size_t make_scalars(const bench *b, sgm_sc k[SCALARS])
{
    size_t n = 0;
    for (; n <= curve.l; n++)
        k[n] = (sgm_sc){{n, 0, 0, 0}};
    for (int i = 0; i < LONG_SCALARS; i++)
        long_scalar(b, &k[n++]);
    return n;
}

/* Every point times every scalar, in three ways. */
static void test_multiples(const bench *b)
{
    static sgm_sc k[SCALARS];
    static sgm_point r[3][SCALARS];
    static sgm_affine p[SCALARS];
    size_t wrong = 0, n = make_scalars(b, k);
    sgm_fixed *table = aligned_alloc(64, (b->be->fixed_bytes + 63) / 64 * 64);
    for (unsigned i = 0; i < curve.n && table; i++) {
        for (size_t j = 0; j < n; j++)
            p[j] = affine(i);
        b->be->fixed_init(table, p);
        b->be->fixed_mul(r[0], table, k, n);
        b->be->fixed_mul_vt(r[1], table, k, n);
        b->be->var_mul(r[2], p, k, n);
        for (size_t j = 0; j < n; j++) {
            unsigned want = times(&k[j], i);
            for (int way = 0; way < 3; way++)
                wrong += recognise(&r[way][j]) != want;
        }
    }
    free(table);
    report(b, "a multiple", wrong, 3 * n * curve.n);
}

/* The same sum by the multiplication for secret scalars. */
static size_t secret_sum_wrong(const bench *b, const sgm_affine *p, const sgm_sc *k, size_t n, unsigned want)
{
    sgm_point r;
    void *scratch = aligned_alloc(64, (b->be->var_sum_bytes + 63) / 64 * 64);
    if (!scratch)
        return 1;
    b->be->var_sum(&r, p, k, n, scratch);
    free(scratch);
    return recognise(&r) != want;
}

static size_t msm_wrong(const bench *b, const sgm_msm_part *parts, size_t n_parts, unsigned want)
{
    sgm_point r;
    size_t bytes = b->be->msm_scratch(parts, n_parts, SGM_WHOLE);
    void *scratch = aligned_alloc(64, (bytes + 63) / 64 * 64 + 64);
    if (!scratch)
        return 1;
    b->be->msm_vt(&r, parts, n_parts, SGM_WHOLE, scratch);
    free(scratch);
    return recognise(&r) != want;
}

/* Every sum of two terms over the cosets' first points; then two parts of many terms each, all algorithms. */
static void test_sums(const bench *b)
{
    enum { TERMS = 40 };
    static sgm_affine p[2][TERMS];
    static sgm_sc k[2][TERMS];
    size_t wrong = 0, tried = 0;
    for (unsigned i = 0; i < curve.l && curve.l <= 7; i++)
        for (unsigned j = 0; j < curve.l; j++)
            for (unsigned m = 0; m < curve.l * curve.l; m++, tried++) {
                const unsigned at[2] = {index_of(toy->element[i].x, toy->element[i].y),
                                        index_of(toy->element[j].x, toy->element[j].y)};
                k[0][0] = (sgm_sc){{m % curve.l, 0, 0, 0}};
                k[0][1] = (sgm_sc){{m / curve.l, 0, 0, 0}};
                p[0][0] = affine(at[0]);
                p[0][1] = affine(at[1]);
                const sgm_msm_part part = {p[0], k[0], 2, 253};
                const unsigned want = curve.sum[times(&k[0][0], at[0])][times(&k[0][1], at[1])];
                wrong += msm_wrong(b, &part, 1, want) + secret_sum_wrong(b, p[0], k[0], 2, want);
            }
    for (size_t n = 0; n < 2 * TERMS; n++, tried++) {
        const size_t of_part[2] = {n / 2, n - n / 2};
        unsigned want = 0;
        for (int part = 0; part < 2; part++) {
            for (size_t t = 0; t < of_part[part]; t++) {
                unsigned i = (unsigned)test_below(b->g, curve.n);
                long_scalar(b, &k[part][t]);
                if (part == 0) /* of 128 bits */
                    k[part][t].v[2] = k[part][t].v[3] = 0;
                p[part][t] = affine(i);
                want = curve.sum[want][times(&k[part][t], i)];
            }
            if (part == 0)
                wrong += secret_sum_wrong(b, p[0], k[0], of_part[0], want);
        }
        const sgm_msm_part parts[2] = {{p[0], k[0], of_part[0], 128}, {p[1], k[1], of_part[1], 253}};
        wrong += msm_wrong(b, parts, 2, want);
    }
    report(b, "a multiscalar sum", wrong, tried);
}

int main(int argc, char **argv)
{
    test_tally t = {0, 0};
    test_rng g = test_rng_new(argc, argv);
    const sgm_backend *const backends[2] = {&toy_backend_1, &toy_backend_4};
    const unsigned long groups = strtoul(test_option(argc, argv, "--groups", "14"), NULL, 10);
    for (unsigned long i = 0; i < groups && i < TOY_GROUPS; i++) {
        toy = &toy_groups[i];
        make_curve();
        for (int k = 0; k < 2; k++) {
            const bench b = {backends[k], &t, &g};
            test_field(&b);
            test_decode(&b);
            test_hints(&b);
            test_encode(&b);
            test_group_law(&b);
            test_map(&b);
            test_multiples(&b);
            test_sums(&b);
        }
    }
    return test_report(&t);
}
