/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The number of formulations and the session ids a context keeps for them; for the files of protocols/ only. */
#ifndef SGM_PROTOCOLS_FORMULATION_REGISTRY_H
#define SGM_PROTOCOLS_FORMULATION_REGISTRY_H

#include <stdint.h>

enum { SGM_FORMULATIONS = 4 };

/* sid[f][flavour] = DeriveSessionID of the tag, f in the order of sgm_formulation_list. */
void sgm_formulation_sessions(uint8_t sid[SGM_FORMULATIONS][2][32]);

#endif
