// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import org.reslab.bindings.reslab_h;

/**
 * The enumeration constants of the C ABI. Methods, not fields, so that an enum that names one does
 * not set up the foreign linker before a native call is made.
 */
public final class Codes {
  private Codes() {}

  public static int deviceCpu() {
    return reslab_h.RL_DEVICE_CPU();
  }

  public static int deviceCuda() {
    return reslab_h.RL_DEVICE_CUDA();
  }

  public static int deviceAuto() {
    return reslab_h.RL_DEVICE_AUTO();
  }

  public static int initDefault() {
    return reslab_h.RL_INIT_DEFAULT();
  }

  public static int initHeFanIn() {
    return reslab_h.RL_INIT_HE_FAN_IN();
  }

  public static int initHeFanOut() {
    return reslab_h.RL_INIT_HE_FAN_OUT();
  }

  public static int finalNormDefault() {
    return reslab_h.RL_FINAL_NORM_DEFAULT();
  }

  public static int finalNormOff() {
    return reslab_h.RL_FINAL_NORM_OFF();
  }

  public static int finalNormOn() {
    return reslab_h.RL_FINAL_NORM_ON();
  }

  public static int formatCifar10() {
    return reslab_h.RL_FORMAT_CIFAR10();
  }

  public static int formatCifar100() {
    return reslab_h.RL_FORMAT_CIFAR100();
  }

  public static int scheduleConstant() {
    return reslab_h.RL_SCHEDULE_CONSTANT();
  }

  public static int scheduleMultiStep() {
    return reslab_h.RL_SCHEDULE_MULTISTEP();
  }

  public static int scheduleCosine() {
    return reslab_h.RL_SCHEDULE_COSINE();
  }

  public static int kernelsFast() {
    return reslab_h.RL_KERNELS_FAST();
  }

  public static int kernelsReference() {
    return reslab_h.RL_KERNELS_REFERENCE();
  }

  public static int precisionFp32() {
    return reslab_h.RL_PRECISION_FP32();
  }

  public static int precisionTf32() {
    return reslab_h.RL_PRECISION_TF32();
  }

  public static int precisionBf16() {
    return reslab_h.RL_PRECISION_BF16();
  }

  public static int precisionFp16() {
    return reslab_h.RL_PRECISION_FP16();
  }

  public static int stepsAuto() {
    return reslab_h.RL_STEPS_AUTO();
  }

  public static int stepsEager() {
    return reslab_h.RL_STEPS_EAGER();
  }

  public static int dataAuto() {
    return reslab_h.RL_DATA_AUTO();
  }

  public static int dataResident() {
    return reslab_h.RL_DATA_RESIDENT();
  }

  public static int dataStreamed() {
    return reslab_h.RL_DATA_STREAMED();
  }

  public static int memoryChannelsLast() {
    return reslab_h.RL_MEMORY_CHANNELS_LAST();
  }

  public static int memoryContiguous() {
    return reslab_h.RL_MEMORY_CONTIGUOUS();
  }

  public static int stopSteps() {
    return reslab_h.RL_STOP_STEPS();
  }

  public static int stopTime() {
    return reslab_h.RL_STOP_TIME();
  }

  public static int stopEpoch() {
    return reslab_h.RL_STOP_EPOCH();
  }

  public static int stopFinished() {
    return reslab_h.RL_STOP_FINISHED();
  }

  public static int stopCancelled() {
    return reslab_h.RL_STOP_CANCELLED();
  }

  public static int bnTrain() {
    return reslab_h.RL_BN_TRAIN();
  }

  public static int bnEval() {
    return reslab_h.RL_BN_EVAL();
  }

  public static int probeActivations() {
    return reslab_h.RL_PROBE_ACTIVATIONS();
  }

  public static int probeGradients() {
    return reslab_h.RL_PROBE_GRADIENTS();
  }

  public static int probeSpectrum() {
    return reslab_h.RL_PROBE_SPECTRUM();
  }

  public static int probeSensitivity() {
    return reslab_h.RL_PROBE_SENSITIVITY();
  }

  public static int probeShattering() {
    return reslab_h.RL_PROBE_SHATTERING();
  }

  public static int probeJacobian() {
    return reslab_h.RL_PROBE_JACOBIAN();
  }

  public static int probeMicrobatch() {
    return reslab_h.RL_PROBE_MICROBATCH();
  }

  public static int probeNtk() {
    return reslab_h.RL_PROBE_NTK();
  }

  public static int probeHessian() {
    return reslab_h.RL_PROBE_HESSIAN();
  }

  public static int probeProxies() {
    return reslab_h.RL_PROBE_PROXIES();
  }

  public static int probeCoordinates() {
    return reslab_h.RL_PROBE_COORDINATES();
  }

  public static int phaseForward() {
    return reslab_h.RL_PHASE_FORWARD();
  }

  public static int phaseBackward() {
    return reslab_h.RL_PHASE_BACKWARD();
  }

  public static int phaseOptimizer() {
    return reslab_h.RL_PHASE_OPTIMIZER();
  }

  public static int phaseOther() {
    return reslab_h.RL_PHASE_OTHER();
  }

  public static int partOperation() {
    return reslab_h.RL_PART_OPERATION();
  }

  public static int partWait() {
    return reslab_h.RL_PART_WAIT();
  }

  public static int partRest() {
    return reslab_h.RL_PART_REST();
  }

  public static int handleNetwork() {
    return reslab_h.RL_HANDLE_NETWORK();
  }

  public static int handleDataset() {
    return reslab_h.RL_HANDLE_DATASET();
  }

  public static int handleTrainer() {
    return reslab_h.RL_HANDLE_TRAINER();
  }
}
