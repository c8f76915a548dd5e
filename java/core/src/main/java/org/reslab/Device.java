// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.reslab.bindings.reslab_h;

/**
 * Where a network computes.
 *
 * @param kind of device
 * @param index which CUDA device, 0 to {@value #LAST_INDEX}; 0 for the other kinds
 */
public record Device(Kind kind, int index) {
  /** The largest number of a device. */
  public static final int LAST_INDEX = 127;

  /** The processor. */
  public static final Device CPU = new Device(Kind.CPU, 0);

  /** The first CUDA device; an error where there is none. */
  public static final Device CUDA = new Device(Kind.CUDA, 0);

  /** {@link #CUDA} where it is present and can be used, else {@link #CPU}. */
  public static final Device AUTO = new Device(Kind.AUTO, 0);

  private static final String CUDA_LABEL = "cuda";

  /** The form of a label with a number, as a regular expression. */
  public static final String NUMBERED_FORM = CUDA_LABEL + ":\\d{1,3}";

  private static final Pattern NUMBERED = Pattern.compile(NUMBERED_FORM);

  /** What a device is. */
  public enum Kind {
    /** The processor. */
    CPU(reslab_h::RL_DEVICE_CPU),
    /** A CUDA device. */
    CUDA(reslab_h::RL_DEVICE_CUDA),
    /** To be decided by what is present. */
    AUTO(reslab_h::RL_DEVICE_AUTO);

    private final IntSupplier code;

    Kind(IntSupplier code) {
      this.code = code;
    }

    /** Returns the constant of the C ABI. */
    public int code() {
      return code.getAsInt();
    }
  }

  /**
   * Checks the number.
   *
   * @throws InvalidArgumentException if it is out of range
   */
  public Device {
    int last = kind == Kind.CUDA ? LAST_INDEX : 0;
    if (index < 0 || index > last) {
      throw new InvalidArgumentException(
          "the number of the device is %s, expected %s"
              .formatted(index, last == 0 ? "0: only CUDA devices have one" : "0 to " + last));
    }
  }

  /**
   * A CUDA device.
   *
   * @param index counted from 0
   * @throws InvalidArgumentException if it is out of range
   */
  public static Device cuda(int index) {
    return new Device(Kind.CUDA, index);
  }

  /** The labels to choose from where the number does not matter. */
  public static List<String> labels() {
    return List.of(CPU.label(), CUDA.label(), AUTO.label());
  }

  /** The name on the command line and in files; the first CUDA device is {@code cuda}. */
  public String label() {
    return switch (kind) {
      case CPU -> "cpu";
      case CUDA -> index == 0 ? CUDA_LABEL : CUDA_LABEL + ":" + index;
      case AUTO -> "auto";
    };
  }

  /**
   * Finds the device with a label; {@code cuda:0} is {@code cuda}.
   *
   * @throws InvalidArgumentException if none has it
   */
  public static Device parse(String label) {
    for (Device value : List.of(CPU, CUDA, AUTO)) {
      if (value.label().equals(label)) {
        return value;
      }
    }
    if (NUMBERED.matcher(label).matches()) {
      return cuda(Integer.parseInt(label.substring(CUDA_LABEL.length() + 1)));
    }
    throw new InvalidArgumentException(
        "the device is '" + label + "', expected one of cpu, cuda, auto, or a number as in cuda:1");
  }

  @Override
  public String toString() {
    return label();
  }
}
