/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The number of formulations and the session ids a context keeps for them; for the files of protocols/ only. */
#ifndef SGM_PROTOCOLS_FORMULATION_REGISTRY_H
#define SGM_PROTOCOLS_FORMULATION_REGISTRY_H

#include <stdint.h>

/* Formulations of one record and one digest, and all NAMEs made of clauses: each has a tag per flavour. */
enum { SGM_FORMULATIONS = 4, SGM_TAGS = 12 };

/* sid[f][flavour] = DeriveSessionID of the tag. */
void sgm_formulation_sessions(uint8_t sid[SGM_TAGS][2][32]);

#endif
