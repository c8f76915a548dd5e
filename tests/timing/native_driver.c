/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trains one network through the C ABI, without a JVM: one side of the native-vs-Java comparison (the other is
 * JavaDriver.java, which makes the same calls). Prints "<seconds> <images/s> <last loss, exact>".
 *
 * usage: native_driver BLOCK STEPS BATCH THREADS
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "reslab/reslab.h"

#define MAX_STEPS 4096

static rl_error error = {.struct_size = sizeof(rl_error)};

static void check(rl_status status, const char* what) {
  if (status != RL_OK) {
    fprintf(stderr, "%s: status %" PRId32 ": %s\n", what, status, error.message);
    exit(1);
  }
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int64_t positive(const char* text, const char* name) {
  char* end = NULL;
  const long long value = strtoll(text, &end, 10);
  if (*text == '\0' || *end != '\0' || value < 1 || value > 1000000) {
    fprintf(stderr, "%s is '%s', expected a number from 1 to 1000000\n", name, text);
    exit(2);
  }
  return value;
}

int main(int argc, char** argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: %s BLOCK STEPS BATCH THREADS\n", argv[0]);
    return 2;
  }
  const int64_t steps = positive(argv[2], "STEPS");
  const int64_t batch = positive(argv[3], "BATCH");
  if (steps > MAX_STEPS) {
    fprintf(stderr, "STEPS is %" PRId64 ", expected at most %d\n", steps, MAX_STEPS);
    return 2;
  }
  check(rl_runtime_set_threads((int32_t)positive(argv[4], "THREADS"), &error), "set threads");

  const rl_network_options net = {.struct_size = sizeof net,
                                  .classes = 10,
                                  .final_norm = RL_FINAL_NORM_DEFAULT,
                                  .init = RL_INIT_DEFAULT,
                                  .device = RL_DEVICE_CPU,
                                  .seed = 0,
                                  .net = "tinynet",
                                  .block = argv[1]};
  rl_network* network = NULL;
  rl_dataset* dataset = NULL;
  rl_trainer* trainer = NULL;
  check(rl_network_create(&net, &network, &error), "create network");
  check(rl_dataset_create_synthetic(steps * batch, 10, 0, &dataset, &error), "create dataset");

  const rl_trainer_options options = {.struct_size = sizeof options,
                                      .schedule = RL_SCHEDULE_CONSTANT,
                                      .shuffle = 1,
                                      .augment = 1,
                                      .batch = batch,
                                      .epochs = 1,
                                      .lr = 0.01,
                                      .momentum = 0.9,
                                      .weight_decay = 5e-4,
                                      .gamma = 0.1,
                                      .seed = 0};
  check(rl_trainer_create(network, dataset, &options, &trainer, &error), "create trainer");

  static rl_step records[MAX_STEPS];
  int64_t written = 0;
  int32_t stop = RL_STOP_STEPS;
  const int64_t warmup = steps > 4 ? 2 : 0;
  if (warmup > 0) {
    check(rl_trainer_run(trainer, warmup, 0, NULL, records, MAX_STEPS, &written, &stop, &error), "warm up");
  }
  const double start = now();
  check(rl_trainer_run(trainer, steps - warmup, 0, NULL, records, MAX_STEPS, &written, &stop, &error), "train");
  const double seconds = now() - start;
  printf("%.6f %.2f %a\n", seconds, (double)(written * batch) / seconds, records[written - 1].loss);

  rl_trainer_free(trainer);
  rl_dataset_free(dataset);
  rl_network_free(network);
  return 0;
}
