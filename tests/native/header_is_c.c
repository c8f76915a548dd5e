/* SPDX-License-Identifier: Apache-2.0 */

/* Compiles where reslab.h is plain C11 and every function in it is a prototype. */
#include "reslab/reslab.h"

_Static_assert(sizeof(rl_status) == 4, "a status is 32 bits");
_Static_assert(offsetof(rl_error, struct_size) == 0, "struct_size comes first");
_Static_assert(offsetof(rl_runtime_info, struct_size) == 0, "struct_size comes first");
_Static_assert(offsetof(rl_network_options, struct_size) == 0, "struct_size comes first");
_Static_assert(offsetof(rl_dataset_info, struct_size) == 0, "struct_size comes first");
_Static_assert(offsetof(rl_evaluation, struct_size) == 0, "struct_size comes first");
_Static_assert(offsetof(rl_trainer_options, struct_size) == 0, "struct_size comes first");
_Static_assert(offsetof(rl_machine_limits, struct_size) == 0, "struct_size comes first");

/* Referred to from C alone, so that a C++-only name or type would fail to compile or to link. */
int32_t reslab_abi_version_from_c(void);
int32_t reslab_abi_version_from_c(void) { return rl_abi_version(); }
