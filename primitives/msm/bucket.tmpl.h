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
#define BUCKET_AHEAD  2               /* points are fetched into the cache so many additions ahead */
#define BUCKET_PIECES (2 * SGM_LANES) /* into which the largest buckets may be cut */
#define BUCKET_SLICES 16              /* of the terms of a window, where two spans meet in it */

/* Sum of a bucket as an addition reads it: ge_sum in memory. */
typedef struct bucket_sum {
    sgm_fe YplusX, YminusX, Z, T;
} bucket_sum;

typedef struct bucket_scratch {
    uint64_t *scalar[4];    /* word by word, [term], biased */
    uint16_t *digit;        /* [term], of the window at hand: 2 |d| + (d < 0) */
    uintptr_t *entry;       /* [term + BUCKET_AHEAD], address of the point + (digit < 0), by bucket */
    uint32_t *size, *first; /* [bucket], how many entries it has, and where they begin */
    uint32_t *order;        /* [bucket], by falling size */
    uint32_t *by_size;      /* [terms + 2] */
    uint32_t *whole;        /* [bucket - buckets], of which bucket it is a piece */
    bucket_sum *sum;        /* [lane * slots + bucket] */
    sgm_point *window;      /* [window] */
    size_t terms, buckets;  /* bucket numbers below `buckets`; bucket 0 is what no addition needs */
    size_t slots;           /* buckets and pieces of buckets */
    unsigned c, windows;
} bucket_scratch;

static void bucket_layout(bucket_scratch *s, msm_arena *arena, const msm_plan *plan)
{
    s->terms = plan->terms;
    s->c = plan->window;
    s->windows = digits_count(plan->bits, s->c);
    s->buckets = ((size_t)1 << (s->c - 1)) + 1;
    s->slots = s->buckets + BUCKET_PIECES;
    for (int i = 0; i < 4; i++)
        s->scalar[i] = (uint64_t *)msm_take(arena, s->terms * sizeof *s->scalar[i]);
    s->digit = (uint16_t *)msm_take(arena, s->terms * sizeof *s->digit);
    s->entry = (uintptr_t *)msm_take(arena, (s->terms + BUCKET_AHEAD) * sizeof *s->entry);
    s->size = (uint32_t *)msm_take(arena, s->slots * sizeof *s->size);
    s->first = (uint32_t *)msm_take(arena, s->slots * sizeof *s->first);
    s->order = (uint32_t *)msm_take(arena, (s->slots + SGM_LANES) * sizeof *s->order);
    s->whole = (uint32_t *)msm_take(arena, BUCKET_PIECES * sizeof *s->whole);
    s->by_size = (uint32_t *)msm_take(arena, (s->terms + 2) * sizeof *s->by_size);
    s->sum = (bucket_sum *)msm_take(arena, SGM_LANES * s->slots * sizeof *s->sum);
    s->window = (sgm_point *)msm_take(arena, s->windows * sizeof *s->window);
}

/* Scalars biased, each part by its own number of windows. */
static void bucket_prepare_vt(bucket_scratch *s, const sgm_msm_part *parts, size_t n_parts)
{
    size_t term = 0;
    for (size_t j = 0; j < n_parts; j++) {
        uint64_t bias[4], e[4];
        digits_bias(bias, s->c, digits_count(parts[j].bits, s->c));
        for (size_t k = 0; k < parts[j].n; k++, term++) {
            digits_prepare(e, &parts[j].scalars[k], bias);
            for (int i = 0; i < 4; i++)
                s->scalar[i][term] = e[i];
        }
    }
}

/* Digits of window w of the terms begin.. of one part. Signs are random: a branch on one would be guessed wrong every
 * other time. */
static void bucket_digits_vt(bucket_scratch *s, size_t begin, size_t n, unsigned windows, unsigned w)
{
    const unsigned c = s->c, position = c * w, word = position / 64, shift = position % 64;
    const int crosses = shift + c > 64 && word < 3;
    const uint64_t *low = s->scalar[word] + begin, *high = s->scalar[crosses ? word + 1 : word] + begin;
    const uint64_t mask = ((uint64_t)1 << c) - 1, high_mask = crosses ? mask : 0;
    const int32_t half = w + 1 < windows ? (int32_t)1 << (c - 1) : 0;
    uint16_t *digit = s->digit + begin;
    for (size_t k = 0; k < n; k++) {
        uint64_t x = (low[k] >> shift & mask) | (high[k] << 1 << (63 - shift) & high_mask);
        int32_t d = (int32_t)x - half, sign = d >> 31;
        digit[k] = (uint16_t)(((d ^ sign) - sign) << 1 | (sign & 1));
    }
}

/* The terms of a part that a span has in window w; a part that ends below w has none. */
typedef struct bucket_run {
    size_t begin, end;
} bucket_run;

SGM_INLINE bucket_run bucket_run_of(const bucket_scratch *s, const sgm_msm_part *part, msm_span span, unsigned w)
{
    const size_t first = (size_t)w * BUCKET_SLICES, last = first + BUCKET_SLICES;
    if (part->n == 0 || w >= digits_count(part->bits, s->c))
        return (bucket_run){0, 0};
    if (span.begin <= first && last <= span.end)
        return (bucket_run){0, part->n};
    return (bucket_run){msm_boundary(part->n, span.begin > first ? span.begin - first : 0, BUCKET_SLICES),
                        msm_boundary(part->n, span.end < last ? span.end - first : BUCKET_SLICES, BUCKET_SLICES)};
}

/* Digits of window w and bucket sizes, part by part. */
static void bucket_count_vt(bucket_scratch *s, const sgm_msm_part *parts, size_t n_parts, msm_span span, unsigned w)
{
    uint32_t *const size = s->size;
    const uint16_t *digit = s->digit;
    memset(size, 0, s->buckets * sizeof *size);
    for (size_t j = 0; j < n_parts; digit += parts[j++].n) {
        const bucket_run run = bucket_run_of(s, &parts[j], span, w);
        if (run.begin == run.end)
            continue;
        bucket_digits_vt(s, (size_t)(digit - s->digit) + run.begin, run.end - run.begin,
                         digits_count(parts[j].bits, s->c), w);
        for (size_t k = run.begin; k < run.end; k++)
            size[digit[k] >> 1]++;
    }
}

/* Entries by bucket: begin with the end of each bucket and place downwards. Bucket 0 comes last, and after it some
 * entries only to be fetched ahead. */
static void bucket_sort_vt(bucket_scratch *s, const sgm_msm_part *parts, size_t n_parts, msm_span span, unsigned w)
{
    uint32_t *const first = s->first;
    uint32_t end = 0;
    uintptr_t *const entry = s->entry;
    const uint16_t *digit = s->digit;
    for (size_t b = 1; b < s->buckets; b++) {
        end += s->size[b];
        first[b] = end;
    }
    end += s->size[0];
    first[0] = end;
    s->size[0] = 0;
    for (size_t k = 0; k < BUCKET_AHEAD; k++)
        entry[end + k] = (uintptr_t)&affine_identity;
    for (size_t j = 0; j < n_parts; digit += parts[j++].n) {
        const bucket_run run = bucket_run_of(s, &parts[j], span, w);
        for (size_t k = run.begin; k < run.end; k++)
            entry[--first[digit[k] >> 1]] = (uintptr_t)&parts[j].points[k] + (digit[k] & 1);
    }
}

/* Where a few buckets hold most entries, as in a top window of one or two bits, the other lanes would wait: buckets
 * are cut into pieces, each for a lane of its own. Returns how many buckets and pieces there are. */
static size_t bucket_cut_vt(bucket_scratch *s)
{
    const size_t share = s->terms / BUCKET_PIECES, average = s->terms / (s->buckets - 1);
    const uint32_t limit = (uint32_t)(share > 2 * average ? share : 2 * average) + 1;
    size_t slots = s->buckets;
    for (size_t b = 1; b < s->buckets; b++)
        for (; s->size[b] > limit; slots++) {
            s->size[b] -= limit;
            s->size[slots] = limit;
            s->first[slots] = s->first[b] + s->size[b];
            s->whole[slots - s->buckets] = (uint32_t)b;
        }
    return slots;
}

/* Buckets and pieces by falling size, again by counting; the last vector is filled with bucket 0. */
static void bucket_order_vt(bucket_scratch *s, size_t slots)
{
    uint32_t largest = 0;
    for (size_t b = 1; b < slots; b++)
        largest = s->size[b] > largest ? s->size[b] : largest;
    memset(s->by_size, 0, ((size_t)largest + 2) * sizeof *s->by_size);
    for (size_t b = 1; b < slots; b++)
        s->by_size[largest - s->size[b] + 1]++;
    for (size_t k = 1; k <= largest; k++) /* by_size[k]: how many buckets are larger than largest - k */
        s->by_size[k] += s->by_size[k - 1];
    for (size_t b = 1; b < slots; b++)
        s->order[s->by_size[largest - s->size[b]]++] = (uint32_t)b;
    for (size_t l = 0; l < SGM_LANES; l++)
        s->order[slots - 1 + l] = 0;
}

/* One vector of buckets: where their entries are, and how many. */
typedef struct bucket_lanes {
    const uintptr_t *entry[SGM_LANES];
    uint32_t size[SGM_LANES];
    uint32_t largest, smallest;
} bucket_lanes;

SGM_INLINE const sgm_affine *entry_point(uintptr_t entry) { return (const sgm_affine *)(entry & ~(uintptr_t)1); }

SGM_INLINE void entry_fetch(uintptr_t entry)
{
    __builtin_prefetch(entry_point(entry));
    __builtin_prefetch(&entry_point(entry)->yminusx.v[3]);
}

/* The buckets order[0 .. SGM_LANES - 1]. */
SGM_INLINE void bucket_lanes_init(bucket_lanes *r, const bucket_scratch *s, const uint32_t *order)
{
    for (size_t l = 0; l < SGM_LANES; l++) {
        r->entry[l] = s->entry + s->first[order[l]];
        r->size[l] = s->size[order[l]];
        for (size_t k = 0; k < BUCKET_AHEAD; k++)
            entry_fetch(r->entry[l][k]);
    }
    r->largest = r->size[0];
    r->smallest = r->size[SGM_LANES - 1];
}

/* The k-th point of each lane; the neutral point where a lane has fewer, unless the caller knows that none has. */
SGM_INLINE sgm_mask bucket_gather_vt(ge_niels *q, const bucket_lanes *lanes, uint32_t k, int all_have)
{
    const sgm_affine *p[SGM_LANES];
    unsigned negative = 0;
    for (size_t l = 0; l < SGM_LANES; l++) {
        uintptr_t e = (uintptr_t)&affine_identity;
        if (all_have || k < lanes->size[l]) {
            entry_fetch(lanes->entry[l][k + BUCKET_AHEAD]);
            e = lanes->entry[l][k];
        }
        p[l] = entry_point(e);
        negative |= (unsigned)(e & 1) << l;
    }
    sgm_mask m = m_bits(negative);
    ge_niels_gather(q, p, m);
    return m;
}

static void bucket_accumulate_vt(ge_acc *acc, const bucket_lanes *lanes)
{
    ge_niels q;
    ge first;
    ge_comp sum;
    sgm_mask neg = bucket_gather_vt(&q, lanes, 0, 0);
    ge_from_niels(&first, &q, neg);
    ge_acc_from(acc, &first);
    for (uint32_t k = 1; k < lanes->largest; k++) {
        if (k < lanes->smallest)
            neg = bucket_gather_vt(&q, lanes, k, 1);
        else
            neg = bucket_gather_vt(&q, lanes, k, 0);
        ge_madd(&sum, acc, &q, neg);
        ge_acc_from_comp(acc, &sum);
    }
}

/* Sums to and from memory. */
static void bucket_store(bucket_sum *const p[SGM_LANES], const ge_acc *acc)
{
    sgm_fe *q[4][SGM_LANES];
    fe v[4];
    for (size_t l = 0; l < SGM_LANES; l++) {
        q[0][l] = &p[l]->YplusX;
        q[1][l] = &p[l]->YminusX;
        q[2][l] = &p[l]->T;
        q[3][l] = &p[l]->Z;
    }
    fe_carry(&v[0], &acc->YplusX);
    fe_carry(&v[1], &acc->YminusX);
    fe_carry(&v[2], &acc->T);
    fe_carry(&v[3], &acc->Z);
    for (int k = 0; k < 4; k++)
        fe_store(q[k], &v[k]);
}

SGM_INLINE void bucket_load(ge_sum *r, const bucket_sum *const p[SGM_LANES])
{
    const sgm_fe *q[4][SGM_LANES];
    fe_m Z;
    for (size_t l = 0; l < SGM_LANES; l++) {
        q[0][l] = &p[l]->YplusX;
        q[1][l] = &p[l]->YminusX;
        q[2][l] = &p[l]->T;
        q[3][l] = &p[l]->Z;
    }
    fe_load(&r->YplusX, q[0]);
    fe_load(&r->YminusX, q[1]);
    fe_load(&r->T, q[2]);
    fe_load(&Z, q[3]);
    fe_carry(&r->Z, &Z);
}

/* sum[b] = sum of the entries of bucket b, for all buckets and pieces. */
static void bucket_sums_vt(const bucket_scratch *s, bucket_sum *sum, size_t slots)
{
    bucket_lanes lanes, next;
    bucket_lanes_init(&next, s, s->order);
    for (const uint32_t *order = s->order, *end = order + slots - 1; order < end; order += SGM_LANES) {
        bucket_sum *target[SGM_LANES];
        ge_acc acc;
        lanes = next;
        if (order + SGM_LANES < end) /* while this vector is summed up, the points of the next arrive */
            bucket_lanes_init(&next, s, order + SGM_LANES);
        for (size_t l = 0; l < SGM_LANES; l++)
            target[l] = &sum[order[l]];
        bucket_accumulate_vt(&acc, &lanes);
        bucket_store(target, &acc);
    }
}

/* Pieces back to where they belong. One after another: they are few, and mostly of one bucket. */
static void bucket_join_vt(const bucket_scratch *s, bucket_sum *sum, size_t slots)
{
    for (size_t b = s->buckets; b < slots; b++) {
        bucket_sum *target[SGM_LANES];
        const bucket_sum *whole[SGM_LANES], *piece[SGM_LANES];
        ge_sum p, q;
        ge_cached addend;
        ge_comp r;
        ge_acc acc;
        for (size_t l = 0; l < SGM_LANES; l++) {
            piece[l] = &sum[b];
            whole[l] = target[l] = &sum[s->whole[b - s->buckets]];
        }
        bucket_load(&p, whole);
        bucket_load(&q, piece);
        ge_cached_from(&addend, &q);
        ge_add_cached(&r, &p, &addend, m_none());
        ge_acc_from_comp(&acc, &r);
        bucket_store(target, &acc);
    }
}

/* r = sum over k of total_k + k length all_k, one window to a lane. In: range k of window w in lane k windows + w. */
static void bucket_join_ranges_vt(ge *r, const ge *total, const ge *all, size_t windows, size_t ranges, size_t length)
{
    sgm_point totals[SGM_LANES], alls[SGM_LANES];
    ge sum, next;
    ge_comp twice;
    ge_store(totals, 0, SGM_LANES, total);
    ge_store(alls, 0, SGM_LANES, all);
    ge_identity(&sum);
    *r = sum;
    for (size_t k = ranges - 1; k > 0; k--) {
        ge_load(&next, alls, k * windows, (k + 1) * windows);
        ge_add(&sum, &sum, &next);
        ge_add(r, r, &sum);
    }
    for (; length > 1; length /= 2) {
        ge_dbl(&twice, &r->proj);
        ge_from_comp(r, &twice);
    }
    for (size_t k = 0; k < ranges; k++) {
        ge_load(&next, totals, k * windows, (k + 1) * windows);
        ge_add(r, r, &next);
    }
}

/* r = sum over b of b sum_b, one window to a lane: a running sum from the highest bucket down, and the sum of the
 * running sums. Only the running sum is ever an addend, so each bucket costs one conversion: 17 M. Few windows have
 * their buckets in several ranges, each in a lane of its own. */
static void bucket_weigh_vt(ge *r, const bucket_scratch *s, size_t windows)
{
    static const bucket_sum identity = {.YplusX = {{1}}, .YminusX = {{1}}, .Z = {{1}}};
    const size_t ranges = msm_ranges(SGM_LANES, windows), length = (s->buckets - 1) / ranges;
    const bucket_sum *p[SGM_LANES]; /* of the bucket above the next one */
    size_t step[SGM_LANES];
    ge zero, all;
    ge_sum running, total, next;
    ge_cached addend;
    ge_comp run, sum;
    ge_identity(&zero);
    ge_sum_from(&running, &zero);
    total = running;
    ge_cached_from(&addend, &running);
    ge_comp_identity(&run);
    sum = run;
    for (size_t l = 0; l < SGM_LANES; l++) {
        step[l] = l < ranges * windows;
        p[l] = step[l] ? &s->sum[l % windows * s->slots + (l / windows + 1) * length + 1] : &identity;
    }
    for (size_t b = length; b > 0; b--) {
        for (size_t l = 0; l < SGM_LANES; l++)
            p[l] -= step[l];
        bucket_load(&next, p);
        ge_add_cached(&run, &next, &addend, m_none());
        ge_sum_from_comp(&running, &run);
        ge_cached_from(&addend, &running);
        ge_add_cached(&sum, &total, &addend, m_none());
        ge_sum_from_comp(&total, &sum);
    }
    ge_from_comp(r, &sum);
    if (ranges == 1)
        return;
    ge_from_comp(&all, &run);
    const ge totals = *r;
    bucket_join_ranges_vt(r, &totals, &all, windows, ranges, length);
}

/* Of a share's windows. Weighing is 17 M a bucket where an addition is 7 M, and a doubling in a row of others takes
 * half as long as an addition on all lanes. */
static msm_span bucket_span(const bucket_scratch *s, const sgm_msm_part *parts, size_t n_parts, sgm_share share)
{
    const msm_cost cost = {.parts = parts,
                           .n_parts = n_parts,
                           .c = s->c,
                           .windows = s->windows,
                           .slices = BUCKET_SLICES,
                           .lanes = SGM_LANES,
                           .weighing = s->buckets * 17 * SGM_LANES / 7,
                           .lifting = s->c * SGM_LANES / 2};
    return msm_span_of(&cost, share);
}

/* r = a span of the windows of the sum of all terms. In: at least one term; r is the identity, which it stays where the
 * span is empty. Time: variable in points and scalars (public data of a verifier). */
static void bucket_vt(sgm_point *r, bucket_scratch *s, const sgm_msm_part *parts, size_t n_parts, sgm_share share)
{
    const msm_span span = bucket_span(s, parts, n_parts, share);
    const unsigned first = (unsigned)(span.begin / BUCKET_SLICES);
    const unsigned end = (unsigned)((span.end + BUCKET_SLICES - 1) / BUCKET_SLICES);
    if (span.begin == span.end)
        return;
    bucket_prepare_vt(s, parts, n_parts);
    for (unsigned w = first; w < end; w += SGM_LANES) {
        size_t lanes = end - w < SGM_LANES ? end - w : SGM_LANES;
        ge total;
        for (unsigned l = 0; l < lanes; l++) {
            bucket_sum *sum = s->sum + l * s->slots;
            bucket_count_vt(s, parts, n_parts, span, w + l);
            bucket_sort_vt(s, parts, n_parts, span, w + l);
            size_t slots = bucket_cut_vt(s);
            bucket_order_vt(s, slots);
            bucket_sums_vt(s, sum, slots);
            bucket_join_vt(s, sum, slots);
        }
        bucket_weigh_vt(&total, s, lanes);
        ge_store(s->window, w - first, end - first, &total);
    }
    horner(r, s->window, end - first, s->c);
    if (first > 0)
        point_dbl_times(r, s->c * first);
}
