/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The number of formulations and the session ids a context keeps for them; for the files of protocols/ only. */
#ifndef SGM_PROTOCOLS_FORMULATION_REGISTRY_H
#define SGM_PROTOCOLS_FORMULATION_REGISTRY_H

#include <stdint.h>

/* The formulations of one record, in the order of sgm_formulation_list, and after them F1K have a tag each. */
enum { SGM_FORMULATIONS = 4, SGM_TAG_F1K = SGM_FORMULATIONS, SGM_TAGS };

/* sid[f][flavour] = DeriveSessionID of the tag. */
void sgm_formulation_sessions(uint8_t sid[SGM_TAGS][2][32]);

#endif
