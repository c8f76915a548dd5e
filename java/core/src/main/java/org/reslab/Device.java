// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.Codes;

/** Where a network computes. */
public enum Device {
  /** The processor. */
  CPU("cpu"),

  /** The current CUDA device; an error where there is none. */
  CUDA("cuda"),

  /** {@link #CUDA} where a usable device is present, else {@link #CPU}. */
  AUTO("auto");

  private final String label;

  Device(String label) {
    this.label = label;
  }

  /** The name on the command line and in files. */
  public String label() {
    return label;
  }

  /**
   * Finds the value with a label.
   *
   * @throws InvalidArgumentException where none has it
   */
  public static Device parse(String label) {
    for (Device value : values()) {
      if (value.label.equals(label)) {
        return value;
      }
    }
    throw new InvalidArgumentException(
        "the device is '" + label + "', expected one of cpu, cuda, auto");
  }

  /** The constant of the C ABI. */
  int code() {
    return switch (this) {
      case CPU -> Codes.deviceCpu();
      case CUDA -> Codes.deviceCuda();
      case AUTO -> Codes.deviceAuto();
    };
  }

  /** The device that a network of the C ABI lives on: never {@link #AUTO}. */
  static Device ofCode(int code) {
    for (Device value : values()) {
      if (value != AUTO && value.code() == code) {
        return value;
      }
    }
    throw new InternalErrorException("the native part named device " + code + ", which is unknown");
  }
}
