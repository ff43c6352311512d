/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The bucket method: sort the terms of a window by digit, add up equal digits, then weigh the sums. For many terms. */
#ifndef SGM_LANES
#include "primitives/msm/straus.tmpl.h" /* so that an editor can parse this template alone */
#endif

/* Bucket b of a window holds the terms of digit b or -b, b in 1..2^(c-1). Buckets are ordered by size and taken
 * SGM_LANES at a time, one bucket to a lane: neighbours have nearly the same number of additions to do.
 *
 *            lane 0   lane 1   lane 2   lane 3
 *   step 0   P5       -P8      P0       P7        first points start the sums (1 M)
 *   step 1   P2       P9       P4       -P6       mixed additions (7 M)
 *   step 2   -P1      P3       neutral  neutral   where the sizes differ
 *
 * The weighted sums of SGM_LANES windows are then taken side by side, one window to a lane. */
#define BUCKET_AHEAD 2 /* points are fetched into the cache so many additions ahead */
typedef struct bucket_scratch {
    const sgm_affine **point; /* [term] */
    uint64_t (*scalar)[4];    /* [term], biased for digits_get */
    int16_t *digit;           /* [term], of the window at hand */
    uintptr_t *entry;         /* [term + BUCKET_AHEAD], address of the point + (digit < 0), by digit */
    uint32_t *size, *first;   /* [bucket], how many entries it has, and where they begin */
    uint32_t *order;          /* [bucket], by falling size */
    uint32_t *by_size;        /* [terms + 2] */
    sgm_point *sum;           /* [lane * buckets + bucket] */
    sgm_point *window;        /* [window] */
    size_t terms, buckets;    /* bucket numbers below `buckets`; bucket 0 is unused */
    unsigned c, windows;
} bucket_scratch;

static void bucket_layout(bucket_scratch *s, msm_arena *arena, const msm_plan *plan)
{
    s->terms = plan->terms;
    s->c = plan->window;
    s->windows = digits_count(plan->bits, s->c);
    s->buckets = ((size_t)1 << (s->c - 1)) + 1;
    s->point = (const sgm_affine **)msm_take(arena, s->terms * sizeof *s->point);
    s->scalar = (uint64_t(*)[4])msm_take(arena, s->terms * sizeof *s->scalar);
    s->digit = (int16_t *)msm_take(arena, s->terms * sizeof *s->digit);
    s->entry = (uintptr_t *)msm_take(arena, (s->terms + BUCKET_AHEAD) * sizeof *s->entry);
    s->size = (uint32_t *)msm_take(arena, s->buckets * sizeof *s->size);
    s->first = (uint32_t *)msm_take(arena, s->buckets * sizeof *s->first);
    s->order = (uint32_t *)msm_take(arena, s->buckets * sizeof *s->order);
    s->by_size = (uint32_t *)msm_take(arena, (s->terms + 2) * sizeof *s->by_size);
    s->sum = (sgm_point *)msm_take(arena, SGM_LANES * s->buckets * sizeof *s->sum);
    s->window = (sgm_point *)msm_take(arena, s->windows * sizeof *s->window);
}

/* Points side by side, scalars biased: each part by its own number of windows. */
static void bucket_prepare_vt(bucket_scratch *s, const sgm_msm_part *parts, size_t n_parts)
{
    size_t term = 0;
    for (size_t j = 0; j < n_parts; j++) {
        uint64_t bias[4];
        digits_bias(bias, s->c, digits_count(parts[j].bits, s->c));
        for (size_t k = 0; k < parts[j].n; k++, term++) {
            s->point[term] = &parts[j].points[k];
            digits_prepare(s->scalar[term], &parts[j].scalars[k], bias);
        }
    }
}

/* The bucket of a digit. Signs are random: a branch on one would be guessed wrong every other time. */
SGM_INLINE size_t bucket_of(int32_t d)
{
    int32_t sign = d >> 31;
    return (size_t)((d ^ sign) - sign);
}

/* Digits of window w and bucket sizes. Terms of parts that end below w have the digit 0, which is no bucket. */
static void bucket_count_vt(bucket_scratch *s, const sgm_msm_part *parts, size_t n_parts, unsigned w)
{
    size_t term = 0;
    memset(s->size, 0, s->buckets * sizeof *s->size);
    for (size_t j = 0; j < n_parts; j++) {
        unsigned windows = digits_count(parts[j].bits, s->c);
        for (size_t end = term + parts[j].n; term < end; term++) {
            int32_t d = w < windows ? digits_get(s->scalar[term], s->c, windows, w) : 0;
            s->digit[term] = (int16_t)d;
            s->size[bucket_of(d)]++;
        }
    }
    s->size[0] = 0;
}

/* Entries by digit: begin with the end of each bucket and place downwards. The last ones only to be fetched ahead. */
static void bucket_sort_vt(bucket_scratch *s)
{
    uint32_t end = 0;
    for (size_t b = 1; b < s->buckets; b++) {
        end += s->size[b];
        s->first[b] = end;
    }
    for (size_t k = 0; k < BUCKET_AHEAD; k++)
        s->entry[end + k] = (uintptr_t)&affine_identity;
    for (size_t k = s->terms; k-- > 0;) {
        int32_t d = s->digit[k];
        if (d != 0)
            s->entry[--s->first[bucket_of(d)]] = (uintptr_t)s->point[k] + (d < 0);
    }
}

/* Buckets by falling size, again by counting. Returns the highest bucket that is not empty. */
static size_t bucket_order_vt(bucket_scratch *s)
{
    size_t highest = 0;
    uint32_t largest = 0;
    for (size_t b = 1; b < s->buckets; b++) {
        highest = s->size[b] != 0 ? b : highest;
        largest = s->size[b] > largest ? s->size[b] : largest;
    }
    memset(s->by_size, 0, ((size_t)largest + 2) * sizeof *s->by_size);
    for (size_t b = 1; b < s->buckets; b++)
        s->by_size[largest - s->size[b] + 1]++;
    for (size_t k = 1; k <= largest; k++) /* by_size[k]: how many buckets are larger than largest - k */
        s->by_size[k] += s->by_size[k - 1];
    for (size_t b = 1; b < s->buckets; b++)
        s->order[s->by_size[largest - s->size[b]]++] = (uint32_t)b;
    return highest;
}

/* One vector of buckets: where their entries are, and how many. */
typedef struct bucket_lanes {
    const uintptr_t *entry[SGM_LANES];
    uint32_t size[SGM_LANES];
    uint32_t largest, smallest;
} bucket_lanes;

/* The k-th point of each lane; the neutral point where a lane has fewer, unless the caller knows that none has. */
SGM_INLINE sgm_mask bucket_gather_vt(ge_niels *q, const bucket_lanes *lanes, uint32_t k, int all_have)
{
    const sgm_affine *p[SGM_LANES];
    unsigned negative = 0;
    for (size_t l = 0; l < SGM_LANES; l++) {
        uintptr_t e = (uintptr_t)&affine_identity;
        if (all_have || k < lanes->size[l]) {
            const sgm_affine *next = (const sgm_affine *)(lanes->entry[l][k + BUCKET_AHEAD] & ~(uintptr_t)1);
            __builtin_prefetch(next);
            __builtin_prefetch(&next->yminusx.v[3]);
            e = lanes->entry[l][k];
        }
        p[l] = (const sgm_affine *)(e & ~(uintptr_t)1);
        negative |= (unsigned)(e & 1) << l;
    }
    sgm_mask m = m_bits(negative);
    ge_niels_gather(q, p, m);
    return m;
}

static void bucket_accumulate_vt(ge *acc, const bucket_lanes *lanes)
{
    ge_niels q;
    ge_comp sum;
    sgm_mask neg = bucket_gather_vt(&q, lanes, 0, 0);
    ge_from_niels(acc, &q, neg);
    for (uint32_t k = 1; k < lanes->largest; k++) {
        if (k < lanes->smallest)
            neg = bucket_gather_vt(&q, lanes, k, 1);
        else
            neg = bucket_gather_vt(&q, lanes, k, 0);
        ge_madd(&sum, acc, &q, neg);
        ge_from_comp(acc, &sum);
    }
}

/* sum[b] = sum of the entries of bucket b, for all buckets. */
static void bucket_sums_vt(bucket_scratch *s, sgm_point *sum)
{
    size_t count = s->buckets - 1;
    for (size_t i = 0; i < count; i += SGM_LANES) {
        bucket_lanes lanes = {.largest = 0, .smallest = UINT32_MAX};
        sgm_point spare, *target[SGM_LANES];
        ge acc;
        for (size_t l = 0; l < SGM_LANES; l++) {
            target[l] = &spare;
            lanes.entry[l] = NULL;
            lanes.size[l] = 0;
            if (i + l < count) {
                uint32_t b = s->order[i + l];
                target[l] = &sum[b];
                lanes.entry[l] = s->entry + s->first[b];
                lanes.size[l] = s->size[b];
            }
            lanes.largest = lanes.size[l] > lanes.largest ? lanes.size[l] : lanes.largest;
            lanes.smallest = lanes.size[l] < lanes.smallest ? lanes.size[l] : lanes.smallest;
        }
        bucket_accumulate_vt(&acc, &lanes);
        ge_scatter(target, &acc);
    }
}

/* total = sum over b of b sum_b, one window to a lane: a running sum from the highest bucket down, and the sum of the
 * running sums. Only the running sum is ever an addend, so each bucket costs one conversion: 17 M. */
static void bucket_weigh_vt(ge *total, const bucket_scratch *s, size_t highest, size_t windows)
{
    static const sgm_point identity = {.Y = {{1}}, .Z = {{1}}};
    const sgm_point *p[SGM_LANES];
    ge running, next;
    ge_cached addend;
    ge_comp sum;
    ge_identity(&running);
    ge_cached_from(&addend, &running);
    ge_identity(total);
    for (size_t b = highest; b > 0; b--) {
        for (size_t l = 0; l < SGM_LANES; l++)
            p[l] = l < windows ? &s->sum[l * s->buckets + b] : &identity;
        ge_gather(&next, p);
        ge_add_cached(&sum, &next, &addend, m_none());
        ge_from_comp(&running, &sum);
        ge_cached_from(&addend, &running);
        ge_add_cached(&sum, total, &addend, m_none());
        ge_from_comp(total, &sum);
    }
}

/* r = sum 2^(c w) window_w, from the top; all lanes compute the same, lane 0 is kept. */
static void bucket_horner(sgm_point *r, const bucket_scratch *s)
{
    ge acc, next;
    ge_load(&acc, &s->window[s->windows - 1], 0, 1);
    for (unsigned w = s->windows - 1; w-- > 0;) {
        ge_dbl_times(&acc, s->c);
        ge_load(&next, &s->window[w], 0, 1);
        ge_add(&acc, &acc, &next);
    }
    ge_store(r, 0, 1, &acc);
}

/* r = sum of all terms. In: at least one term. Time: variable in points and scalars (public data of a verifier). */
static void bucket_vt(sgm_point *r, bucket_scratch *s, const sgm_msm_part *parts, size_t n_parts)
{
    bucket_prepare_vt(s, parts, n_parts);
    for (unsigned w = 0; w < s->windows; w += SGM_LANES) {
        size_t highest = 0, lanes = s->windows - w < SGM_LANES ? s->windows - w : SGM_LANES;
        ge total;
        for (unsigned l = 0; l < lanes; l++) {
            bucket_count_vt(s, parts, n_parts, w + l);
            bucket_sort_vt(s);
            size_t used = bucket_order_vt(s);
            highest = used > highest ? used : highest;
            bucket_sums_vt(s, s->sum + l * s->buckets);
        }
        bucket_weigh_vt(&total, s, highest, lanes);
        ge_store(s->window, w, s->windows, &total);
    }
    bucket_horner(r, s);
}
