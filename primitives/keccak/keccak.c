/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Keccak-f[1600] for one state in portable C: the template with one lane. */
#include "primitives/keccak/keccak.h"

#include "primitives/keccak/words1.inc.h"

#include "primitives/keccak/keccak.tmpl.h"

void sgm_keccak_f1600(uint64_t st[25]) { keccak_f1600(st); }
