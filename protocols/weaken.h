/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* One switch per check of the verifiers, for tests that show each check is needed. A normal build has them all. */
#ifndef SGM_PROTOCOLS_WEAKEN_H
#define SGM_PROTOCOLS_WEAKEN_H

/* Every check, and what happens without it. A test build defines SGM_WEAKENABLE and chooses one check at run time: it
 * is then left out in the places where it stands, and the forgeries it is there for must be accepted. Never define it
 * in a library that anybody uses. */
#define SGM_CHECKS(X)                                                                                                  \
    /* weights */                                                                                                      \
    X(WEIGHTS_DISTINCT, "every weight is 1: errors +e and -e cancel")                                                  \
    X(WEIGHTS_PER_EQUATION, "all equations of an item have one weight")                                                \
    X(WEIGHTS_LONG, "weights have 8 bits")                                                                             \
    X(WEIGHTS_RESPONSES, "derived weights absorb statement and commitments only")                                      \
    X(WEIGHTS_PROOF, "derived weights absorb statements only")                                                         \
    X(WEIGHTS_SHARES, "derived weights absorb all but what is sent of the shares")                                     \
    X(WEIGHTS_FRESH, "a batch object keeps its first weights when it is filled again")                                 \
    /* challenge */                                                                                                    \
    X(SESSION, "the session id is not absorbed: a proof made under any tag")                                           \
    X(STATEMENT, "the statement is left out of the transcript: it may be made after the challenge")                    \
    X(COMMITMENTS, "commitments are left out of the transcript: a simulated proof of anything")                        \
    X(COMMITMENTS_ALL, "only the first commitment is in the transcript")                                               \
    X(COMPACT_CHALLENGE, "a compact proof's challenge is not recomputed")                                              \
    X(LAST_SHARE, "what ties shares to the challenge is read from the string, one share longer")                       \
    X(DEGREE, "the polynomial of a threshold may have any degree")                                                     \
    /* encodings */                                                                                                    \
    X(LENGTH, "trailing bytes are ignored")                                                                            \
    X(SCALAR_CANONICAL, "scalars of a proof are reduced instead of refused")                                           \
    X(DECODE, "a point that does not decode counts as the identity")                                                   \
    X(IDENTITY, "commitments and elements may be the identity")                                                        \
    X(MALFORMED, "a batch with items that cannot be read is accepted")                                                 \
    /* statements */                                                                                                   \
    X(IMAGE, "an image may evaluate to the identity: a record with r = 0")                                             \
    X(COLUMNS, "a scalar may have no effect: its response can be anything")                                            \
    X(ZERO_DIGEST, "d = 0 or dm = 0 is taken as a statement")                                                          \
    X(DIGIT, "the value 0 of a digit of the index is read from the proof: a digit may hold two values at once")        \
    X(MONIC, "the leading coefficient of a set record is not fixed: the polynomial 0 has every root")                  \
    /* arguments of several rounds */                                                                                  \
    X(ROUNDS, "pairs of points are left out of the transcript where a fold's challenge follows: one may come late")    \
    X(RANGE_TOP, "a range reaches to the next power of two less one: a bound may be exceeded")                         \
    X(PUBLIC_ROW, "rows with a public value are left out: nobody counts the bits")                                     \
    X(STEPS, "checkpoints need not be the steps that their gradients say")                                             \
    X(GRADIENTS, "gradients are not compared with the norm of the masked rows")                                        \
    X(BLOCKS, "gradients of all blocks are added up: columns of one may have rows in the place of another")            \
    X(PLACE, "columns that are said to lie in one place may have rows in another: D's may undo those of the rest")     \
    X(SAME_RULE, "the runs with and without D may differ in more than D")                                              \
    X(LAST_WEIGHTS, "models that are compared need not be what their runs end with")                                   \
    X(TIE, "the weights in a norm argument need not be the registered ones")                                           \
    X(WRAP, "squares of weights may add up to more than the order")                                                    \
    X(ENTRIES, "the values in range need not be projections of the registered columns")                                \
    X(PROJECTIONS, "the projections are the same for all columns: entries may be made to fit them")                    \
    X(CLIPPING, "a residual may be any in range: nothing adds up what clipping took away")

#ifdef SGM_WEAKENABLE
#define SGM_CHECK_NAMED(name, without) SGM_CHECK_##name,
enum sgm_check { SGM_CHECKS(SGM_CHECK_NAMED) SGM_CHECK_COUNT };
extern enum sgm_check sgm_left_out; /* SGM_CHECK_COUNT: none */
#define SGM_KEEPS(name) (sgm_left_out != SGM_CHECK_##name)
#else
#define SGM_KEEPS(name) 1
#endif

#define SGM_KEEP_WEIGHTS_DISTINCT     SGM_KEEPS(WEIGHTS_DISTINCT)
#define SGM_KEEP_WEIGHTS_PER_EQUATION SGM_KEEPS(WEIGHTS_PER_EQUATION)
#define SGM_KEEP_WEIGHTS_LONG         SGM_KEEPS(WEIGHTS_LONG)
#define SGM_KEEP_WEIGHTS_RESPONSES    SGM_KEEPS(WEIGHTS_RESPONSES)
#define SGM_KEEP_WEIGHTS_PROOF        SGM_KEEPS(WEIGHTS_PROOF)
#define SGM_KEEP_WEIGHTS_SHARES       SGM_KEEPS(WEIGHTS_SHARES)
#define SGM_KEEP_WEIGHTS_FRESH        SGM_KEEPS(WEIGHTS_FRESH)
#define SGM_KEEP_SESSION              SGM_KEEPS(SESSION)
#define SGM_KEEP_STATEMENT            SGM_KEEPS(STATEMENT)
#define SGM_KEEP_COMMITMENTS          SGM_KEEPS(COMMITMENTS)
#define SGM_KEEP_COMMITMENTS_ALL      SGM_KEEPS(COMMITMENTS_ALL)
#define SGM_KEEP_COMPACT_CHALLENGE    SGM_KEEPS(COMPACT_CHALLENGE)
#define SGM_KEEP_LAST_SHARE           SGM_KEEPS(LAST_SHARE)
#define SGM_KEEP_DEGREE               SGM_KEEPS(DEGREE)
#define SGM_KEEP_LENGTH               SGM_KEEPS(LENGTH)
#define SGM_KEEP_SCALAR_CANONICAL     SGM_KEEPS(SCALAR_CANONICAL)
#define SGM_KEEP_DECODE               SGM_KEEPS(DECODE)
#define SGM_KEEP_IDENTITY             SGM_KEEPS(IDENTITY)
#define SGM_KEEP_MALFORMED            SGM_KEEPS(MALFORMED)
#define SGM_KEEP_IMAGE                SGM_KEEPS(IMAGE)
#define SGM_KEEP_COLUMNS              SGM_KEEPS(COLUMNS)
#define SGM_KEEP_ZERO_DIGEST          SGM_KEEPS(ZERO_DIGEST)
#define SGM_KEEP_MONIC                SGM_KEEPS(MONIC)
#define SGM_KEEP_DIGIT                SGM_KEEPS(DIGIT)
#define SGM_KEEP_ROUNDS               SGM_KEEPS(ROUNDS)
#define SGM_KEEP_RANGE_TOP            SGM_KEEPS(RANGE_TOP)
#define SGM_KEEP_PUBLIC_ROW           SGM_KEEPS(PUBLIC_ROW)
#define SGM_KEEP_STEPS                SGM_KEEPS(STEPS)
#define SGM_KEEP_GRADIENTS            SGM_KEEPS(GRADIENTS)
#define SGM_KEEP_BLOCKS               SGM_KEEPS(BLOCKS)
#define SGM_KEEP_PLACE                SGM_KEEPS(PLACE)
#define SGM_KEEP_SAME_RULE            SGM_KEEPS(SAME_RULE)
#define SGM_KEEP_LAST_WEIGHTS         SGM_KEEPS(LAST_WEIGHTS)
#define SGM_KEEP_TIE                  SGM_KEEPS(TIE)
#define SGM_KEEP_WRAP                 SGM_KEEPS(WRAP)
#define SGM_KEEP_ENTRIES              SGM_KEEPS(ENTRIES)
#define SGM_KEEP_PROJECTIONS          SGM_KEEPS(PROJECTIONS)
#define SGM_KEEP_CLIPPING             SGM_KEEPS(CLIPPING)

#endif
