/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Prints the size and the field offsets of every struct of reslab.h, a line each: `rl_error 1032`, `rl_error.code 4`.
 * The Java tests hold the layouts of the generated bindings against it.
 */
#include <stdio.h>

#include "reslab/reslab.h"

#define SIZE(type) printf(#type " %zu\n", sizeof(type))
#define FIELD(type, field) printf(#type "." #field " %zu\n", offsetof(type, field))

int main(void) {
  SIZE(rl_error);
  FIELD(rl_error, struct_size);
  FIELD(rl_error, code);
  FIELD(rl_error, message);

  SIZE(rl_runtime_info);
  FIELD(rl_runtime_info, struct_size);
  FIELD(rl_runtime_info, cuda_compiled);
  FIELD(rl_runtime_info, cuda_devices);
  FIELD(rl_runtime_info, threads);
  FIELD(rl_runtime_info, reslab_version);
  FIELD(rl_runtime_info, torch_compiled);
  FIELD(rl_runtime_info, torch_running);
  FIELD(rl_runtime_info, cpu_capability);
  FIELD(rl_runtime_info, cpu_kernels);
  FIELD(rl_runtime_info, cuda_version);
  FIELD(rl_runtime_info, cuda_driver);
  FIELD(rl_runtime_info, cuda_architectures);
  FIELD(rl_runtime_info, cuda_unavailable);

  SIZE(rl_device_info);
  FIELD(rl_device_info, struct_size);
  FIELD(rl_device_info, index);
  FIELD(rl_device_info, capability_major);
  FIELD(rl_device_info, capability_minor);
  FIELD(rl_device_info, multiprocessors);
  FIELD(rl_device_info, supported);
  FIELD(rl_device_info, memory_total);
  FIELD(rl_device_info, memory_free);
  FIELD(rl_device_info, name);

  SIZE(rl_block_row);
  FIELD(rl_block_row, name);
  FIELD(rl_block_row, spec);
  FIELD(rl_block_row, summary);
  FIELD(rl_block_row, source);

  SIZE(rl_image_arrays);
  FIELD(rl_image_arrays, struct_size);
  FIELD(rl_image_arrays, classes);
  FIELD(rl_image_arrays, images);
  FIELD(rl_image_arrays, pixels);
  FIELD(rl_image_arrays, layout);
  FIELD(rl_image_arrays, data);
  FIELD(rl_image_arrays, labels);
  FIELD(rl_image_arrays, description);

  SIZE(rl_image_description);
  FIELD(rl_image_description, struct_size);
  FIELD(rl_image_description, channels);
  FIELD(rl_image_description, height);
  FIELD(rl_image_description, width);
  FIELD(rl_image_description, mean);
  FIELD(rl_image_description, deviation);
  FIELD(rl_image_description, class_names);
  FIELD(rl_image_description, class_name_count);
  FIELD(rl_image_description, reserved);

  SIZE(rl_net_row);
  FIELD(rl_net_row, name);
  FIELD(rl_net_row, spec);
  FIELD(rl_net_row, block);
  FIELD(rl_net_row, summary);
  FIELD(rl_net_row, source);
  FIELD(rl_net_row, example);

  SIZE(rl_net_info);
  FIELD(rl_net_info, struct_size);
  FIELD(rl_net_info, family);
  FIELD(rl_net_info, block);
  FIELD(rl_net_info, notice);

  SIZE(rl_network_options);
  FIELD(rl_network_options, struct_size);
  FIELD(rl_network_options, classes);
  FIELD(rl_network_options, final_norm);
  FIELD(rl_network_options, init);
  FIELD(rl_network_options, device);
  FIELD(rl_network_options, layer_count);
  FIELD(rl_network_options, seed);
  FIELD(rl_network_options, base);
  FIELD(rl_network_options, layers);
  FIELD(rl_network_options, net);
  FIELD(rl_network_options, block);
  FIELD(rl_network_options, block_name);
  FIELD(rl_network_options, device_index);
  FIELD(rl_network_options, reserved);
  FIELD(rl_network_options, images);

  SIZE(rl_layer);
  FIELD(rl_layer, name);
  FIELD(rl_layer, type);
  FIELD(rl_layer, stage);
  FIELD(rl_layer, block);
  FIELD(rl_layer, output_dims);
  FIELD(rl_layer, flags);
  FIELD(rl_layer, output_shape);
  FIELD(rl_layer, parameters);
  FIELD(rl_layer, macs);
  FIELD(rl_layer, elementwise_flops);
  FIELD(rl_layer, kind);
  FIELD(rl_layer, input_dims);
  FIELD(rl_layer, input_shape);
  FIELD(rl_layer, kernel);
  FIELD(rl_layer, groups);

  SIZE(rl_tensor_view);
  FIELD(rl_tensor_view, name);
  FIELD(rl_tensor_view, shape);
  FIELD(rl_tensor_view, data);
  FIELD(rl_tensor_view, ndim);
  FIELD(rl_tensor_view, dtype);

  SIZE(rl_dataset_info);
  FIELD(rl_dataset_info, struct_size);
  FIELD(rl_dataset_info, classes);
  FIELD(rl_dataset_info, images);
  FIELD(rl_dataset_info, channels);
  FIELD(rl_dataset_info, height);
  FIELD(rl_dataset_info, width);

  SIZE(rl_batch_options);
  FIELD(rl_batch_options, struct_size);
  FIELD(rl_batch_options, device);
  FIELD(rl_batch_options, device_index);
  FIELD(rl_batch_options, shuffle);
  FIELD(rl_batch_options, augment);
  FIELD(rl_batch_options, reserved);
  FIELD(rl_batch_options, batch);
  FIELD(rl_batch_options, number);
  FIELD(rl_batch_options, seed);
  FIELD(rl_batch_options, augmentation);

  SIZE(rl_evaluation);
  FIELD(rl_evaluation, struct_size);
  FIELD(rl_evaluation, reserved);
  FIELD(rl_evaluation, images);
  FIELD(rl_evaluation, correct);
  FIELD(rl_evaluation, loss_sum);

  SIZE(rl_trainer_options);
  FIELD(rl_trainer_options, struct_size);
  FIELD(rl_trainer_options, schedule);
  FIELD(rl_trainer_options, nesterov);
  FIELD(rl_trainer_options, shuffle);
  FIELD(rl_trainer_options, augment);
  FIELD(rl_trainer_options, milestone_count);
  FIELD(rl_trainer_options, batch);
  FIELD(rl_trainer_options, epochs);
  FIELD(rl_trainer_options, lr);
  FIELD(rl_trainer_options, momentum);
  FIELD(rl_trainer_options, weight_decay);
  FIELD(rl_trainer_options, gamma);
  FIELD(rl_trainer_options, label_smoothing);
  FIELD(rl_trainer_options, warmup_epochs);
  FIELD(rl_trainer_options, milestones);
  FIELD(rl_trainer_options, seed);
  FIELD(rl_trainer_options, memory_format);
  FIELD(rl_trainer_options, deterministic);
  FIELD(rl_trainer_options, steps);
  FIELD(rl_trainer_options, data);
  FIELD(rl_trainer_options, optimizer);
  FIELD(rl_trainer_options, reserved);
  FIELD(rl_trainer_options, augmentation);
  FIELD(rl_trainer_options, freeze);
  FIELD(rl_trainer_options, lr_scale);

  SIZE(rl_trainer_info);
  FIELD(rl_trainer_info, struct_size);
  FIELD(rl_trainer_info, recorded);
  FIELD(rl_trainer_info, resident);
  FIELD(rl_trainer_info, reserved);
  FIELD(rl_trainer_info, skipped_steps);
  FIELD(rl_trainer_info, loss_scale);
  FIELD(rl_trainer_info, notice);

  SIZE(rl_step);
  FIELD(rl_step, step);
  FIELD(rl_step, epoch);
  FIELD(rl_step, images);
  FIELD(rl_step, loss);
  FIELD(rl_step, grad_norm);
  FIELD(rl_step, lr);
  FIELD(rl_step, seconds);
  FIELD(rl_step, wait_seconds);

  SIZE(rl_block_traits);
  FIELD(rl_block_traits, struct_size);
  FIELD(rl_block_traits, has_shortcut);
  FIELD(rl_block_traits, unused_shortcut);
  FIELD(rl_block_traits, pre_activated);
  FIELD(rl_block_traits, activates_after_merge);
  FIELD(rl_block_traits, normalizes_after_merge);
  FIELD(rl_block_traits, activates_shortcut);
  FIELD(rl_block_traits, alters_shortcut);
  FIELD(rl_block_traits, branch_ends_activated);
  FIELD(rl_block_traits, shrinking_convolutions);
  FIELD(rl_block_traits, branch_convolutions);
  FIELD(rl_block_traits, batch_norms);
  FIELD(rl_block_traits, group_norms);
  FIELD(rl_block_traits, zero_initialized);

  SIZE(rl_metric_row);
  FIELD(rl_metric_row, name);
  FIELD(rl_metric_row, probe);
  FIELD(rl_metric_row, summary);
  FIELD(rl_metric_row, source);
  FIELD(rl_metric_row, probe_bit);
  FIELD(rl_metric_row, per_layer);
  FIELD(rl_metric_row, positive);
  FIELD(rl_metric_row, reserved);

  SIZE(rl_probe_options);
  FIELD(rl_probe_options, struct_size);
  FIELD(rl_probe_options, probes);
  FIELD(rl_probe_options, bn_mode);
  FIELD(rl_probe_options, float64);
  FIELD(rl_probe_options, seed);
  FIELD(rl_probe_options, first);
  FIELD(rl_probe_options, count);
  FIELD(rl_probe_options, eps);
  FIELD(rl_probe_options, lr);

  SIZE(rl_measure);
  FIELD(rl_measure, metric);
  FIELD(rl_measure, layer);
  FIELD(rl_measure, value);

  SIZE(rl_histogram_options);
  FIELD(rl_histogram_options, struct_size);
  FIELD(rl_histogram_options, bn_mode);
  FIELD(rl_histogram_options, first);
  FIELD(rl_histogram_options, count);
  FIELD(rl_histogram_options, bins);
  FIELD(rl_histogram_options, low);
  FIELD(rl_histogram_options, high);

  SIZE(rl_histogram);
  FIELD(rl_histogram, layer);
  FIELD(rl_histogram, reserved);
  FIELD(rl_histogram, below);
  FIELD(rl_histogram, above);

  SIZE(rl_notebook_row);
  FIELD(rl_notebook_row, struct_size);
  FIELD(rl_notebook_row, reserved);
  FIELD(rl_notebook_row, layers_tracked);
  FIELD(rl_notebook_row, mean_of_means);
  FIELD(rl_notebook_row, mean_of_stds);
  FIELD(rl_notebook_row, min_std);
  FIELD(rl_notebook_row, max_std);
  FIELD(rl_notebook_row, relu_zero_fraction_mean);
  FIELD(rl_notebook_row, relu_zero_fraction_max);
  FIELD(rl_notebook_row, loss);
  FIELD(rl_notebook_row, grad_norm_first_conv);
  FIELD(rl_notebook_row, grad_norm_last_linear);
  FIELD(rl_notebook_row, grad_norm_global);
  FIELD(rl_notebook_row, first_last_ratio);
  FIELD(rl_notebook_row, logit_difference);

  SIZE(rl_machine_limits);
  FIELD(rl_machine_limits, struct_size);
  FIELD(rl_machine_limits, threads);
  FIELD(rl_machine_limits, convolution_gflops);
  FIELD(rl_machine_limits, copy_gbps);

  SIZE(rl_step_part);
  FIELD(rl_step_part, name);
  FIELD(rl_step_part, seconds);
  FIELD(rl_step_part, calls);
  FIELD(rl_step_part, phase);
  FIELD(rl_step_part, kind);

  if (fflush(stdout) != 0) {
    perror("layout_dump");
    return 1;
  }
  return 0;
}
