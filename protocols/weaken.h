/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* One switch per check of the verifiers, for tests that show each check is needed. A normal build has them all. */
#ifndef SGM_PROTOCOLS_WEAKEN_H
#define SGM_PROTOCOLS_WEAKEN_H

/* A test build defines exactly one SGM_WEAKEN_<CHECK>; the check SGM_KEEP_<CHECK> is then left out, in the place where
 * it stands, and the forgery it is there for must be accepted. Never define one in a library that anybody uses. */

/* weights */
#ifdef SGM_WEAKEN_WEIGHTS_ONE /* every weight is 1: errors +e and -e cancel */
#define SGM_KEEP_WEIGHTS_DISTINCT 0
#else
#define SGM_KEEP_WEIGHTS_DISTINCT 1
#endif
#ifdef SGM_WEAKEN_WEIGHTS_NO_RESPONSES /* derived weights absorb statement and commitments only */
#define SGM_KEEP_WEIGHTS_RESPONSES 0
#else
#define SGM_KEEP_WEIGHTS_RESPONSES 1
#endif
#ifdef SGM_WEAKEN_WEIGHTS_NO_PROOF /* derived weights absorb statements only */
#define SGM_KEEP_WEIGHTS_PROOF 0
#else
#define SGM_KEEP_WEIGHTS_PROOF 1
#endif
#ifdef SGM_WEAKEN_WEIGHTS_NO_SHARES /* derived weights absorb all but the shares of an OR */
#define SGM_KEEP_WEIGHTS_SHARES 0
#else
#define SGM_KEEP_WEIGHTS_SHARES 1
#endif
#ifdef SGM_WEAKEN_WEIGHTS_REUSED /* a batch object keeps its first weights when it is filled again */
#define SGM_KEEP_WEIGHTS_FRESH 0
#else
#define SGM_KEEP_WEIGHTS_FRESH 1
#endif

/* challenge */
#ifdef SGM_WEAKEN_SESSION /* the session id is not absorbed: a proof made under any tag */
#define SGM_KEEP_SESSION 0
#else
#define SGM_KEEP_SESSION 1
#endif
#ifdef SGM_WEAKEN_STATEMENT /* the statement is left out of the transcript: a record made after the challenge */
#define SGM_KEEP_STATEMENT 0
#else
#define SGM_KEEP_STATEMENT 1
#endif
#ifdef SGM_WEAKEN_COMMITMENTS /* commitments are left out of the transcript: a simulated proof of anything */
#define SGM_KEEP_COMMITMENTS 0
#else
#define SGM_KEEP_COMMITMENTS 1
#endif
#ifdef SGM_WEAKEN_COMPACT_CHALLENGE /* a compact proof's challenge is not recomputed */
#define SGM_KEEP_COMPACT_CHALLENGE 0
#else
#define SGM_KEEP_COMPACT_CHALLENGE 1
#endif
#ifdef SGM_WEAKEN_LAST_SHARE /* the last share is read from the string (one share longer) and the sum not checked */
#define SGM_KEEP_LAST_SHARE 0
#else
#define SGM_KEEP_LAST_SHARE 1
#endif

/* encodings */
#ifdef SGM_WEAKEN_LENGTH /* trailing bytes are ignored */
#define SGM_KEEP_LENGTH 0
#else
#define SGM_KEEP_LENGTH 1
#endif
#ifdef SGM_WEAKEN_SCALAR_CANONICAL /* scalars of a proof are reduced instead of refused */
#define SGM_KEEP_SCALAR_CANONICAL 0
#else
#define SGM_KEEP_SCALAR_CANONICAL 1
#endif
#ifdef SGM_WEAKEN_DECODE /* a point that does not decode counts as the identity */
#define SGM_KEEP_DECODE 0
#else
#define SGM_KEEP_DECODE 1
#endif
#ifdef SGM_WEAKEN_IDENTITY /* commitments and elements may be the identity */
#define SGM_KEEP_IDENTITY 0
#else
#define SGM_KEEP_IDENTITY 1
#endif

/* statements */
#ifdef SGM_WEAKEN_IMAGE /* an image may evaluate to the identity: a record with r = 0 */
#define SGM_KEEP_IMAGE 0
#else
#define SGM_KEEP_IMAGE 1
#endif
#ifdef SGM_WEAKEN_ZERO_DIGEST /* d = 0 or dm = 0 is taken as a statement */
#define SGM_KEEP_ZERO_DIGEST 0
#else
#define SGM_KEEP_ZERO_DIGEST 1
#endif

#endif
