/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* One block of memory for an instance made of clauses and all it points to; for protocols/ only. */
#ifndef SGM_PROTOCOLS_FORMULATION_ROOM_H
#define SGM_PROTOCOLS_FORMULATION_ROOM_H

#include "protocols/formulation/clause.h"

/* How much of everything. With more than one clause they are under one node, of which `need` are to be true. */
typedef struct sgm_room_size {
    uint32_t clauses, need, elements;
    size_t equations, images, terms; /* that are not static data of the formulation */
    size_t bytes;
} sgm_room_size;

/* What the formulation fills in; `inst` frees all of it. */
typedef struct sgm_room {
    sgm_instance *inst;
    sgm_clause *clauses;
    sgm_equation *equations;
    sgm_image_term *images;
    sgm_linear_term *terms;
    sgm_element *elements;
    sgm_affine *points; /* of the first inst->n_kept elements, where the formulation has them decoded */
    sgm_node *node;
    uint32_t *children;
    uint8_t *bytes;
} sgm_room;

/* The session of a NAME of V01, as the context keeps it; hinted proofs have the batchable one. In: a name of
 * sgm_formulation_sessions. */
const sgm_session *sgm_formulation_session(const sgm_ctx *ctx, const char *name, sgm_flavor flavor);

/* An empty instance of NAME. Call sgm_room_finish when all is filled in. SGM_USAGE: no such flavor. */
SGM_MUST_CHECK sgm_status sgm_room_new(sgm_room *p, const sgm_ctx *ctx, const char *name, const sgm_room_size *size,
                                       sgm_flavor flavor, sgm_challenge_width width);
sgm_instance *sgm_room_finish(sgm_room *p);

/* The element C - d G - dm G_M. */
sgm_element sgm_element_of(const uint8_t enc[32], const sgm_sc *d, const sgm_sc *dm);

#endif
