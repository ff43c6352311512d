/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Several arguments as one statement, which holds iff each of them does; for protocols/ only. */
#ifndef SGM_PROTOCOLS_JOINT_H
#define SGM_PROTOCOLS_JOINT_H

#include "protocols/argument.h"

enum { SGM_JOINT_MAX = 4 };

/* The instance whose strings are those of its parts one after the other, as each would be alone: same tags, same
 * transcripts. So a part's string may be that of any proof of the part's statement; whoever joins makes the statements
 * so that this is enough. Hinted: the hints of all parts follow. `name`: of the tag, under which a batch weighs it; the
 * bytes are LE(len,8) || instance of each part. parts: batchable instances of arguments, taken over, also on failure;
 * 1 <= n <= SGM_JOINT_MAX. SGM_USAGE: a compact flavor. */
SGM_MUST_CHECK sgm_status sgm_joint_instance(sgm_instance **out, const char *name, sgm_instance *const *parts,
                                             uint32_t n, sgm_flavor flavor);

#endif
