/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The status codes that every fallible function of the library returns. */
#ifndef SGM_BASE_STATUS_H
#define SGM_BASE_STATUS_H

/* REJECTED and MALFORMED are different answers: a rejected proof was well formed and false,
 * a malformed one could not be read as a proof of its statement at all. */
typedef enum sgm_status {
    SGM_OK = 0,
    SGM_REJECTED = 1,  /* every byte decodes, the equations do not hold */
    SGM_MALFORMED = 2, /* wrong length, non-canonical or identity point, scalar >= order, bad statement */
    SGM_USAGE = 3,     /* the caller asked for something that does not exist or cannot be combined */
    SGM_NOMEM = 4,     /* allocation failed or max_memory would be exceeded */
    SGM_IO = 5,        /* a file or the random source failed */
} sgm_status;

#define SGM_MUST_CHECK __attribute__((warn_unused_result))

#endif
