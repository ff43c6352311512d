/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Everything a user of libsigmark includes: contexts, statements, proofs, batches, evidence, datasets and models. */
#ifndef SGM_SIGMARK_H
#define SGM_SIGMARK_H

#include "protocols/batch.h"
#include "protocols/context.h"
#include "protocols/dataset.h"
#include "protocols/evidence.h"
#include "protocols/formulation/ball.h"
#include "protocols/formulation/class.h"
#include "protocols/formulation/class_file.h"
#include "protocols/formulation/f0b.h"
#include "protocols/formulation/f0s.h"
#include "protocols/formulation/f1k.h"
#include "protocols/formulation/f2.h"
#include "protocols/formulation/f3.h"
#include "protocols/formulation/f3_aos.h"
#include "protocols/formulation/f3_cds.h"
#include "protocols/formulation/f5.h"
#include "protocols/formulation/f6.h"
#include "protocols/formulation/formulation.h"
#include "protocols/formulation/range.h"
#include "protocols/formulation/set.h"
#include "protocols/formulation/weights.h"
#include "protocols/hash.h"
#include "protocols/model.h"
#include "protocols/proof.h"
#include "protocols/relation.h"
#include "protocols/relation_builder.h"
#include "protocols/rng.h"
#include "protocols/simulate.h"
#include "protocols/statement.h"
#include "protocols/training.h"
#include "protocols/transcript.h"

#endif
