/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* primitives/ against the ristretto255 vectors with libc only: for machines without the libraries (big-endian ones). */
#include "primitives/backend/backend.h"
#include "primitives/keccak/keccak.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct decode_vector {
    uint8_t in[32];
    uint8_t valid;
};
struct map_vector {
    uint8_t in[64], out[32];
};
struct mul_vector {
    uint8_t k[32], point[32], product[32], base_product[32];
};
struct add_vector {
    uint8_t a[32], b[32], sum[32], difference[32];
};
struct sc_vector {
    uint8_t a[32], b[32], add[32], sub[32], mul[32], inv_b[32], wide[64], wide_reduced[32];
};
struct canonical_vector {
    uint8_t in[32];
    uint8_t canonical;
};
struct msm_term {
    uint8_t k[32], point[32];
};
struct msm_vector {
    size_t first, n;
    uint8_t result[32];
};
#include "tests/portable/vectors.inc.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static size_t passed, failed;

static void expect(int good, const char *backend, const char *what, size_t index)
{
    if (good) {
        passed++;
    } else {
        failed++;
        printf("%s: %s %zu failed\n", backend, what, index);
    }
}

static int encodes_to(const sgm_backend *be, const sgm_point *p, const uint8_t want[32])
{
    uint8_t enc[1][32];
    be->encode(enc, p, 1);
    return memcmp(enc[0], want, 32) == 0;
}

/* Decodes a vector's point, which must be valid. */
static sgm_affine point_of(const sgm_backend *be, const uint8_t enc[32])
{
    sgm_affine p;
    uint8_t in[1][32], ok;
    memcpy(in[0], enc, 32);
    be->decode(&p, &ok, (const uint8_t(*)[32])in, 1);
    expect(ok, be->name, "decoding of a valid point", 0);
    return p;
}

static sgm_sc scalar_of(const uint8_t bytes[32])
{
    sgm_sc k;
    sgm_sc_reduce(&k, bytes, 32);
    return k;
}

static int sc_is(const sgm_sc *a, const uint8_t want[32])
{
    uint8_t out[32];
    sgm_sc_to_bytes(out, a);
    return memcmp(out, want, 32) == 0;
}

/* All strings in one call, so that every lane position meets good and bad neighbours. */
static void check_decode(const sgm_backend *be)
{
    enum { N = COUNT(decode_vectors) };
    static sgm_affine points[N];
    static uint8_t in[N][32], ok[N];
    size_t bad = 0;
    for (size_t i = 0; i < N; i++) {
        memcpy(in[i], decode_vectors[i].in, 32);
        bad += !decode_vectors[i].valid;
    }
    expect(be->decode(points, ok, (const uint8_t(*)[32])in, N) == bad, be->name, "decode count", 0);
    for (size_t i = 0; i < N; i++) {
        expect(ok[i] == decode_vectors[i].valid, be->name, "decode", i);
        sgm_point p;
        be->from_affine(&p, &points[i], 1);
        uint8_t id = 0;
        be->is_identity(&id, &p, 1);
        if (ok[i])
            expect(encodes_to(be, &p, in[i]), be->name, "decode then encode", i);
        else
            expect(id == 1, be->name, "refused point is the identity", i);
    }
}

static void check_map(const sgm_backend *be)
{
    for (size_t i = 0; i < COUNT(map_vectors); i++) {
        uint8_t in[1][64];
        sgm_point p;
        memcpy(in[0], map_vectors[i].in, 64);
        be->from_uniform(&p, (const uint8_t(*)[64])in, 1);
        expect(encodes_to(be, &p, map_vectors[i].out), be->name, "from_uniform", i);
    }
}

static void check_mul(const sgm_backend *be)
{
    sgm_fixed *table = aligned_alloc(64, (be->fixed_bytes + 63) / 64 * 64);
    const sgm_affine generator = point_of(be, mul_vectors[COUNT(mul_vectors) - 15].point);
    if (table == NULL) {
        expect(0, be->name, "allocation", 0);
        return;
    }
    be->fixed_init(table, &generator);
    for (size_t i = 0; i < COUNT(mul_vectors); i++) {
        const sgm_sc k = scalar_of(mul_vectors[i].k);
        const sgm_affine p = point_of(be, mul_vectors[i].point);
        sgm_point r;
        be->var_mul(&r, &p, &k, 1);
        expect(encodes_to(be, &r, mul_vectors[i].product), be->name, "var_mul", i);
        be->fixed_mul(&r, table, &k, 1);
        expect(encodes_to(be, &r, mul_vectors[i].base_product), be->name, "fixed_mul", i);
        be->fixed_mul_vt(&r, table, &k, 1);
        expect(encodes_to(be, &r, mul_vectors[i].base_product), be->name, "fixed_mul_vt", i);
    }
    free(table);
}

static void check_add(const sgm_backend *be)
{
    for (size_t i = 0; i < COUNT(add_vectors); i++) {
        const sgm_affine a = point_of(be, add_vectors[i].a), b = point_of(be, add_vectors[i].b);
        sgm_point pa, pb, r;
        be->from_affine(&pa, &a, 1);
        be->from_affine(&pb, &b, 1);
        be->add(&r, &pa, &pb, 1);
        expect(encodes_to(be, &r, add_vectors[i].sum), be->name, "add", i);
        be->neg(&pb, &pb, 1);
        be->add(&r, &pa, &pb, 1);
        expect(encodes_to(be, &r, add_vectors[i].difference), be->name, "subtract", i);
    }
}

static void check_msm(const sgm_backend *be)
{
    enum { N = COUNT(msm_terms) };
    static sgm_affine points[N];
    static sgm_sc scalars[N];
    for (size_t i = 0; i < N; i++) {
        points[i] = point_of(be, msm_terms[i].point);
        scalars[i] = scalar_of(msm_terms[i].k);
    }
    for (size_t i = 0; i < COUNT(msm_vectors); i++) {
        const size_t first = msm_vectors[i].first, half = msm_vectors[i].n / 2;
        const sgm_msm_part parts[2] = {{points + first, scalars + first, half, 253},
                                       {points + first + half, scalars + first + half, msm_vectors[i].n - half, 253}};
        void *scratch = aligned_alloc(64, (be->msm_scratch(parts, 2, SGM_WHOLE) + 64) / 64 * 64);
        sgm_point r;
        if (scratch == NULL) {
            expect(0, be->name, "allocation", i);
            return;
        }
        be->msm_vt(&r, parts, 2, SGM_WHOLE, scratch);
        expect(encodes_to(be, &r, msm_vectors[i].result), be->name, "msm", i);
        free(scratch);
    }
}

static void check_scalars(void)
{
    for (size_t i = 0; i < COUNT(sc_vectors); i++) {
        const struct sc_vector *v = &sc_vectors[i];
        const sgm_sc a = scalar_of(v->a), b = scalar_of(v->b);
        sgm_sc r;
        sgm_sc_add(&r, &a, &b);
        expect(sc_is(&r, v->add), "scalars", "add", i);
        sgm_sc_sub(&r, &a, &b);
        expect(sc_is(&r, v->sub), "scalars", "sub", i);
        sgm_sc_mul(&r, &a, &b);
        expect(sc_is(&r, v->mul), "scalars", "mul", i);
        sgm_sc_invert(&r, &b);
        expect(sc_is(&r, v->inv_b), "scalars", "invert", i);
        sgm_sc_reduce(&r, v->wide, 64);
        expect(sc_is(&r, v->wide_reduced), "scalars", "reduce", i);
    }
    for (size_t i = 0; i < COUNT(canonical_vectors); i++) {
        sgm_sc r;
        expect(sgm_sc_from_bytes(&r, canonical_vectors[i].in) == canonical_vectors[i].canonical, "scalars", "canonical",
               i);
    }
}

/* SHAKE128 of the empty string (FIPS 202 example), on every lane. */
static void check_shake(const sgm_backend *be)
{
    static const uint8_t want[16] = {0x7f, 0x9c, 0x2b, 0xa4, 0xe8, 0x8f, 0x82, 0x7d,
                                     0x61, 0x60, 0x45, 0x50, 0x76, 0x05, 0x85, 0x3e};
    uint8_t out[9][16];
    sgm_shake_job jobs[9];
    memset(jobs, 0, sizeof jobs);
    for (size_t i = 0; i < 9; i++) {
        jobs[i].out = out[i];
        jobs[i].out_len = 16;
    }
    sgm_shake128_n(be, jobs, 9);
    for (size_t i = 0; i < 9; i++)
        expect(memcmp(out[i], want, 16) == 0, be->name, "SHAKE128", i);
}

int main(void)
{
    size_t n;
    const sgm_backend *const *list = sgm_backend_list(&n);
    check_scalars();
    for (size_t i = 0; i < n; i++) {
        if (!list[i]->supported()) {
            printf("%s: skipped, this CPU does not have it\n", list[i]->name);
            continue;
        }
        check_decode(list[i]);
        check_map(list[i]);
        check_mul(list[i]);
        check_add(list[i]);
        check_msm(list[i]);
        check_shake(list[i]);
    }
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed != 0;
}
