/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* What machine this is: every field of the run file's `machine`, null where it cannot be known. */
#ifndef SGM_BENCH_RUN_MACHINE_H
#define SGM_BENCH_RUN_MACHINE_H

#include <jansson.h>
#include <stdint.h>

/* Times and load at the start of a run, for what is a difference. */
typedef struct sgm_machine_start {
    uint64_t steal, total; /* ticks of /proc/stat */
} sgm_machine_start;

sgm_machine_start sgm_machine_begin(void);
/* New reference. */
json_t *sgm_machine_json(const sgm_machine_start *start);
/* "qemu", "valgrind" when a time measured here means nothing; NULL on a real or virtual machine. */
const char *sgm_machine_emulator(void);
/* Name of this kind of machine, safe as a folder: vendor-family-model-stepping-<hash of ISA flags>[-hv].
 * key: 96 bytes. */
void sgm_machine_key(char key[96]);

#endif
