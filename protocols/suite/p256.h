/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The proof layer for the suite P-256: its sources are compiled once more behind this header, which gives every
 * function that depends on the group a name of its own. What does not (transcripts, random sources, threads) is shared.
 */
#ifndef SGM_PROTOCOLS_SUITE_P256_H
#define SGM_PROTOCOLS_SUITE_P256_H

#include "primitives/p256/names.h"

/* primitives/backend/backend.h */
#define sgm_backend_list sgm_p256_backend_list
#define sgm_backend_find sgm_p256_backend_find
#define sgm_backend_best sgm_p256_backend_best

/* context.c */
#define sgm_ctx_backend         sgm_p256_ctx_backend
#define sgm_ctx_free            sgm_p256_ctx_free
#define sgm_ctx_free_generators sgm_p256_ctx_free_generators
#define sgm_ctx_generator       sgm_p256_ctx_generator
#define sgm_ctx_generator_point sgm_p256_ctx_generator_point
#define sgm_ctx_make_generators sgm_p256_ctx_make_generators
#define sgm_ctx_make_table      sgm_p256_ctx_make_table
#define sgm_ctx_new             sgm_p256_ctx_new
#define sgm_session_open        sgm_p256_session_open

/* scalars.c */
#define sgm_rng_scalar              sgm_p256_rng_scalar
#define sgm_rng_share128            sgm_p256_rng_share128
#define sgm_transcript_challenge    sgm_p256_transcript_challenge
#define sgm_transcript_challenge128 sgm_p256_transcript_challenge128

/* relation.c */
#define sgm_relation_bytes     sgm_p256_relation_bytes
#define sgm_relation_equations sgm_p256_relation_equations
#define sgm_relation_free      sgm_p256_relation_free
#define sgm_relation_new       sgm_p256_relation_new
#define sgm_relation_parse     sgm_p256_relation_parse
#define sgm_relation_scalars   sgm_p256_relation_scalars
#define sgm_relation_size      sgm_p256_relation_size
#define sgm_relation_write     sgm_p256_relation_write

/* relation_builder.c */
#define sgm_builder_compile       sgm_p256_builder_compile
#define sgm_builder_constant      sgm_p256_builder_constant
#define sgm_builder_element       sgm_p256_builder_element
#define sgm_builder_equation      sgm_p256_builder_equation
#define sgm_builder_free          sgm_p256_builder_free
#define sgm_builder_new           sgm_p256_builder_new
#define sgm_builder_scalar        sgm_p256_builder_scalar
#define sgm_builder_set_element   sgm_p256_builder_set_element
#define sgm_builder_term          sgm_p256_builder_term
#define sgm_builder_unset_element sgm_p256_builder_unset_element

/* instance.c */
#define sgm_batchable_size           sgm_p256_batchable_size
#define sgm_challenge_add            sgm_p256_challenge_add
#define sgm_challenge_read           sgm_p256_challenge_read
#define sgm_challenge_sub            sgm_p256_challenge_sub
#define sgm_challenge_write          sgm_p256_challenge_write
#define sgm_instance_bytes           sgm_p256_instance_bytes
#define sgm_instance_challenge       sgm_p256_instance_challenge
#define sgm_instance_clauses         sgm_p256_instance_clauses
#define sgm_instance_compose         sgm_p256_instance_compose
#define sgm_instance_count           sgm_p256_instance_count
#define sgm_instance_equations       sgm_p256_instance_equations
#define sgm_instance_free            sgm_p256_instance_free
#define sgm_instance_new             sgm_p256_instance_new
#define sgm_instance_proof_size      sgm_p256_instance_proof_size
#define sgm_instance_scalars         sgm_p256_instance_scalars
#define sgm_instance_witness_scalars sgm_p256_instance_witness_scalars
#define sgm_proof_length_ok          sgm_p256_proof_length_ok
#define sgm_proof_scalar             sgm_p256_proof_scalar
#define sgm_proof_scalars            sgm_p256_proof_scalars
#define sgm_settle_node              sgm_p256_settle_node
#define sgm_settle_shares            sgm_p256_settle_shares

/* interpolate.c */
#define sgm_interpolate          sgm_p256_interpolate
#define sgm_interpolation_layout sgm_p256_interpolation_layout
#define sgm_polynomial_at        sgm_p256_polynomial_at

/* points.c */
#define sgm_points_add                sgm_p256_points_add
#define sgm_points_meet               sgm_p256_points_meet
#define sgm_points_merge              sgm_p256_points_merge
#define sgm_points_layout             sgm_p256_points_layout
#define sgm_points_layout_hints       sgm_p256_points_layout_hints
#define sgm_points_commitment_blocks  sgm_p256_points_commitment_blocks
#define sgm_points_decode_commitments sgm_p256_points_decode_commitments
#define sgm_points_resolve            sgm_p256_points_resolve
#define sgm_points_resolve_elements   sgm_p256_points_resolve_elements

/* prove.c */
#define sgm_prove       sgm_p256_prove
#define sgm_prove_known sgm_p256_prove_known

/* simulate.c */
#define sgm_reply_scalars     sgm_p256_reply_scalars
#define sgm_simulate_response sgm_p256_simulate_response

/* verify.c */
#define sgm_simulate_commitment sgm_p256_simulate_commitment
#define sgm_verify              sgm_p256_verify

/* kept.c */
#define sgm_instances_keep sgm_p256_instances_keep

/* argument.c */
#define sgm_argument_challenges sgm_p256_argument_challenges
#define sgm_argument_hedge      sgm_p256_argument_hedge
#define sgm_argument_hints      sgm_p256_argument_hints
#define sgm_argument_instance   sgm_p256_argument_instance
#define sgm_argument_nonzero    sgm_p256_argument_nonzero
#define sgm_argument_parse      sgm_p256_argument_parse
#define sgm_script_add          sgm_p256_script_add
#define sgm_script_fold         sgm_p256_script_fold
#define sgm_tape_begin          sgm_p256_tape_begin
#define sgm_tape_challenges     sgm_p256_tape_challenges
#define sgm_tape_end            sgm_p256_tape_end
#define sgm_tape_points         sgm_p256_tape_points
#define sgm_tape_scalars        sgm_p256_tape_scalars

/* transcripts.c */
#define sgm_transcripts_absorb    sgm_p256_transcripts_absorb
#define sgm_transcripts_challenge sgm_p256_transcripts_challenge
#define sgm_transcripts_open      sgm_p256_transcripts_open

/* batch_add.c */
#define sgm_batch_add      sgm_p256_batch_add
#define sgm_batch_add_many sgm_p256_batch_add_many
#define sgm_batch_takes    sgm_p256_batch_takes

/* batch.c */
#define sgm_batch_allows          sgm_p256_batch_allows
#define sgm_batch_clear           sgm_p256_batch_clear
#define sgm_batch_count           sgm_p256_batch_count
#define sgm_batch_derived_weights sgm_p256_batch_derived_weights
#define sgm_batch_free            sgm_p256_batch_free
#define sgm_batch_is_identity     sgm_p256_batch_is_identity
#define sgm_batch_max_memory      sgm_p256_batch_max_memory
#define sgm_batch_measure         sgm_p256_batch_measure
#define sgm_batch_memory          sgm_p256_batch_memory
#define sgm_batch_new             sgm_p256_batch_new
#define sgm_batch_reserve         sgm_p256_batch_reserve
#define sgm_batch_run             sgm_p256_batch_run
#define sgm_batch_switch          sgm_p256_batch_switch
#define sgm_batch_threads         sgm_p256_batch_threads
#define sgm_batch_verify          sgm_p256_batch_verify
#define sgm_batch_verify_one      sgm_p256_batch_verify_one

/* batch_read.c */
#define sgm_batch_load sgm_p256_batch_load

/* batch_weights.c */
#define sgm_batch_derive          sgm_p256_batch_derive
#define sgm_batch_open_weights    sgm_p256_batch_open_weights
#define sgm_batch_restart_weights sgm_p256_batch_restart_weights
#define sgm_batch_weigh           sgm_p256_batch_weigh

/* batch_vectors.c */
#define sgm_batch_factors        sgm_p256_batch_factors
#define sgm_batch_group          sgm_p256_batch_group
#define sgm_batch_vectors_layout sgm_p256_batch_vectors_layout
#define sgm_batch_vectors_sum    sgm_p256_batch_vectors_sum

/* batch_sum.c */
#define sgm_batch_sum         sgm_p256_batch_sum
#define sgm_batch_sum_scratch sgm_p256_batch_sum_scratch
#define sgm_combine_elements  sgm_p256_combine_elements
#define sgm_combine_vt        sgm_p256_combine_vt

/* batch_culprits.c */
#define sgm_batch_culprits sgm_p256_batch_culprits

#endif
