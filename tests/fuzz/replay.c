/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Runs a fuzz target without libFuzzer: every file of a folder as it is, then many damaged copies of each. */
#include "tests/fuzz/fuzz.h"
#include "tests/support/test.h"

#include <dirent.h>
#include <string.h>

enum { MAX_INPUT = 1 << 16, MAX_SEEDS = 512 };

static struct {
    uint8_t *bytes;
    size_t len;
} seeds[MAX_SEEDS];
static size_t n_seeds;

static void load(const char *folder, const char *name)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path || n_seeds == MAX_SEEDS)
        return;
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(MAX_INPUT);
    if (file && bytes) {
        seeds[n_seeds].len = fread(bytes, 1, MAX_INPUT / 2, file);
        seeds[n_seeds++].bytes = bytes;
    }
    if (file)
        fclose(file);
}

/* One small change: bits, bytes, numbers at the edge, pieces cut, doubled or taken from another input. */
static size_t damage(test_rng *g, uint8_t *x, size_t len)
{
    static const uint8_t edges[] = {0, 1, 0x7f, 0x80, 0xff, '"', '{', ',', '\n'};
    size_t at = len ? test_below(g, len) : 0, n = len ? test_below(g, len - at) + 1 : 0;
    switch (test_below(g, 7)) {
    case 0:
        if (len)
            x[at] ^= (uint8_t)(1u << test_below(g, 8));
        break;
    case 1:
        if (len)
            x[at] = edges[test_below(g, sizeof edges)];
        break;
    case 2:
        memset(x + at, edges[test_below(g, sizeof edges)], n < 32 ? n : 32 < len - at ? 32 : len - at);
        break;
    case 3: /* cut a piece out */
        memmove(x + at, x + at + n, len - at - n);
        return len - n;
    case 4: /* double a piece */
        if (len + n <= MAX_INPUT) {
            memmove(x + at + n, x + at, len - at);
            return len + n;
        }
        break;
    case 5: { /* overwrite with a piece of another input */
        size_t other = test_below(g, n_seeds), most = seeds[other].len;
        if (most > at && len > at)
            memcpy(x + at, seeds[other].bytes + at, (most < len ? most : len) - at);
        break;
    }
    default:
        if (len)
            test_edgy_bytes(g, x + at, n < 32 ? n : 32);
    }
    return len;
}

int main(int argc, char **argv)
{
    static uint8_t x[MAX_INPUT + 32];
    const unsigned long runs = strtoul(test_option(argc, argv, "--runs", "1000"), NULL, 10);
    test_tally t = {0, 0};
    DIR *folder = argc > 1 ? opendir(argv[1]) : NULL;
    if (!folder) {
        fputs("usage: fuzz_TARGET FOLDER [--runs N] [--seed N]\n", stderr);
        return 2;
    }
    for (struct dirent *e = readdir(folder); e; e = readdir(folder))
        if (e->d_name[0] != '.')
            load(argv[1], e->d_name);
    closedir(folder);
    test_rng g = test_rng_new(argc, argv);
    for (size_t i = 0; i < n_seeds; i++)
        LLVMFuzzerTestOneInput(seeds[i].bytes, seeds[i].len);
    for (unsigned long run = 0; run < runs && n_seeds > 0; run++) {
        size_t i = test_below(&g, n_seeds), len = seeds[i].len;
        memcpy(x, seeds[i].bytes, len);
        for (size_t changes = test_below(&g, 4) + 1; changes > 0; changes--)
            len = damage(&g, x, len);
        LLVMFuzzerTestOneInput(x, len);
    }
    test_check(&t, n_seeds > 0, "no input in %s", argv[1]);
    for (size_t i = 0; i < n_seeds; i++)
        free(seeds[i].bytes);
    return test_report(&t);
}
