/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Keccak-f[1600] of FIPS 202 on SGM_LANES interleaved states, over the word operations of a backend. */
#ifndef SGM_LANES /* so that an editor can read this file alone; a backend brings its own words */
#include "primitives/keccak/words1.inc.h"
#endif

#ifndef SGM_KECCAK_ROUNDS /* fewer, an even number, give Keccak-p[1600, n]: the last n rounds */
#define SGM_KECCAK_ROUNDS 24
#endif

/* Round constants of iota: bit 2^j - 1 of constant i is bit j + 7 i of the LFSR x^8 + x^6 + x^5 + x^4 + 1. */
static const uint64_t keccak_round_constants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

/* Word (x, y) of state A is A##x##y, so that every word is a local variable of its own. */
#define KECCAK_EACH_ROW(F, A) F(A, 0) F(A, 1) F(A, 2) F(A, 3) F(A, 4)
#define KECCAK_DECLARE(A, y)  sgm_w A##0##y, A##1##y, A##2##y, A##3##y, A##4##y;
#define KECCAK_LOAD(A, y)                                                                                              \
    A##0##y = w_load(st + (5 * y + 0) * SGM_LANES);                                                                    \
    A##1##y = w_load(st + (5 * y + 1) * SGM_LANES);                                                                    \
    A##2##y = w_load(st + (5 * y + 2) * SGM_LANES);                                                                    \
    A##3##y = w_load(st + (5 * y + 3) * SGM_LANES);                                                                    \
    A##4##y = w_load(st + (5 * y + 4) * SGM_LANES);
#define KECCAK_STORE(A, y)                                                                                             \
    w_store(st + (5 * y + 0) * SGM_LANES, A##0##y);                                                                    \
    w_store(st + (5 * y + 1) * SGM_LANES, A##1##y);                                                                    \
    w_store(st + (5 * y + 2) * SGM_LANES, A##2##y);                                                                    \
    w_store(st + (5 * y + 3) * SGM_LANES, A##3##y);                                                                    \
    w_store(st + (5 * y + 4) * SGM_LANES, A##4##y);

/* a ^ b ^ c and a ^ (~b & c): one instruction where a backend says so. */
#ifndef w_xor3
#define w_xor3(a, b, c) w_xor(w_xor(a, b), c)
#define w_chi(a, b, c)  w_xor(a, w_andnot(b, c))
#endif

/* theta: the parity of column x, and what it adds to column x. */
#define KECCAK_PARITY(A, x) w_xor3(w_xor3(A##x##0, A##x##1, A##x##2), A##x##3, A##x##4)
#define KECCAK_THETA(A)                                                                                                \
    c0 = KECCAK_PARITY(A, 0);                                                                                          \
    c1 = KECCAK_PARITY(A, 1);                                                                                          \
    c2 = KECCAK_PARITY(A, 2);                                                                                          \
    c3 = KECCAK_PARITY(A, 3);                                                                                          \
    c4 = KECCAK_PARITY(A, 4);                                                                                          \
    d0 = w_xor(c4, w_rol(c1, 1));                                                                                      \
    d1 = w_xor(c0, w_rol(c2, 1));                                                                                      \
    d2 = w_xor(c1, w_rol(c3, 1));                                                                                      \
    d3 = w_xor(c2, w_rol(c4, 1));                                                                                      \
    d4 = w_xor(c3, w_rol(c0, 1));

/* chi: row y of E from the five rotated words b0..b4. */
#define KECCAK_CHI(E, y)                                                                                               \
    E##0##y = w_chi(b0, b1, b2);                                                                                       \
    E##1##y = w_chi(b1, b2, b3);                                                                                       \
    E##2##y = w_chi(b2, b3, b4);                                                                                       \
    E##3##y = w_chi(b3, b4, b0);                                                                                       \
    E##4##y = w_chi(b4, b0, b1);

/* One round, A to E. pi brings word (x + 3y, x) of A to (x, y) of E (indices mod 5); rho rotates it on the way by the
 * triangular number (t + 1)(t + 2)/2 mod 64, where (x, y) is (1, 0) taken t times through pi's matrix. */
#define KECCAK_ROUND(A, E, constant)                                                                                   \
    KECCAK_THETA(A)                                                                                                    \
    b0 = w_xor(A##00, d0);                                                                                             \
    b1 = w_rol(w_xor(A##11, d1), 44);                                                                                  \
    b2 = w_rol(w_xor(A##22, d2), 43);                                                                                  \
    b3 = w_rol(w_xor(A##33, d3), 21);                                                                                  \
    b4 = w_rol(w_xor(A##44, d4), 14);                                                                                  \
    KECCAK_CHI(E, 0)                                                                                                   \
    E##00 = w_xor(E##00, w_splat(constant));                                                                           \
    b0 = w_rol(w_xor(A##30, d3), 28);                                                                                  \
    b1 = w_rol(w_xor(A##41, d4), 20);                                                                                  \
    b2 = w_rol(w_xor(A##02, d0), 3);                                                                                   \
    b3 = w_rol(w_xor(A##13, d1), 45);                                                                                  \
    b4 = w_rol(w_xor(A##24, d2), 61);                                                                                  \
    KECCAK_CHI(E, 1)                                                                                                   \
    b0 = w_rol(w_xor(A##10, d1), 1);                                                                                   \
    b1 = w_rol(w_xor(A##21, d2), 6);                                                                                   \
    b2 = w_rol(w_xor(A##32, d3), 25);                                                                                  \
    b3 = w_rol(w_xor(A##43, d4), 8);                                                                                   \
    b4 = w_rol(w_xor(A##04, d0), 18);                                                                                  \
    KECCAK_CHI(E, 2)                                                                                                   \
    b0 = w_rol(w_xor(A##40, d4), 27);                                                                                  \
    b1 = w_rol(w_xor(A##01, d0), 36);                                                                                  \
    b2 = w_rol(w_xor(A##12, d1), 10);                                                                                  \
    b3 = w_rol(w_xor(A##23, d2), 15);                                                                                  \
    b4 = w_rol(w_xor(A##34, d3), 56);                                                                                  \
    KECCAK_CHI(E, 3)                                                                                                   \
    b0 = w_rol(w_xor(A##20, d2), 62);                                                                                  \
    b1 = w_rol(w_xor(A##31, d3), 55);                                                                                  \
    b2 = w_rol(w_xor(A##42, d4), 39);                                                                                  \
    b3 = w_rol(w_xor(A##03, d0), 41);                                                                                  \
    b4 = w_rol(w_xor(A##14, d1), 2);                                                                                   \
    KECCAK_CHI(E, 4)

/* st: 25 words of each state, word w of state s at st[w * SGM_LANES + s]. Time: constant. */
static void keccak_f1600(uint64_t *st)
{
    KECCAK_EACH_ROW(KECCAK_DECLARE, a)
    KECCAK_EACH_ROW(KECCAK_DECLARE, e)
    sgm_w b0, b1, b2, b3, b4, c0, c1, c2, c3, c4, d0, d1, d2, d3, d4;
    KECCAK_EACH_ROW(KECCAK_LOAD, a)
    for (int i = 24 - SGM_KECCAK_ROUNDS; i < 24; i += 2) {
        KECCAK_ROUND(a, e, keccak_round_constants[i])
        KECCAK_ROUND(e, a, keccak_round_constants[i + 1])
    }
    KECCAK_EACH_ROW(KECCAK_STORE, a)
}

#undef KECCAK_EACH_ROW
#undef KECCAK_DECLARE
#undef KECCAK_LOAD
#undef KECCAK_STORE
#undef KECCAK_PARITY
#undef KECCAK_THETA
#undef KECCAK_CHI
#undef KECCAK_ROUND
