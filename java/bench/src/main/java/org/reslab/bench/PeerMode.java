// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.reslab.InvalidArgumentException;

/** The ways in which the peer does the same work; {@code peer.py} says what each is. */
public enum PeerMode {
  /** The notebook's training loop. */
  NOTEBOOK("notebook", "notebook"),

  /** Eager PyTorch with everything that its manual advises. */
  TUNED("tuned", "tuned"),

  /** The same with glibc configured to keep the memory of a step, as ResLab does by itself. */
  TUNED_MALLOC("tuned-malloc", "tuned"),

  /** torch.compile in its mode max-autotune. */
  COMPILE("compile", "compile"),

  /** Evaluation under torch.inference_mode. */
  INFERENCE_MODE("inference-mode", "evaluate"),

  /** The notebook's analysis of untrained networks. */
  ANALYZE("notebook-analysis", "analyze");

  /** Those that train. */
  public static final List<PeerMode> TRAINING = List.of(NOTEBOOK, TUNED, TUNED_MALLOC, COMPILE);

  /** Those that the work of a processor makes sense for: its loader's processes, its memory. */
  private static final Set<PeerMode> ON_CPU_ALONE = Set.of(NOTEBOOK, TUNED_MALLOC, ANALYZE);

  private final String label;
  private final String mode;

  PeerMode(String label, String mode) {
    this.label = label;
    this.mode = mode;
  }

  /** The name among the contenders, and on the command line. */
  public String label() {
    return label;
  }

  /** What {@code peer.py} calls it. */
  String mode() {
    return mode;
  }

  /** What the environment of its process must hold from the start. */
  Map<String, String> environment() {
    return this == TUNED_MALLOC
        ? Map.of(
            "MALLOC_MMAP_THRESHOLD_", "4294967296",
            "MALLOC_TRIM_THRESHOLD_", "8589934592",
            "MALLOC_TOP_PAD_", "268435456")
        : Map.of();
  }

  /** Those that train on the device of the settings. */
  public static List<PeerMode> training(WorkerSettings settings) {
    return TRAINING.stream().filter(mode -> !settings.onCuda() || mode.onCuda()).toList();
  }

  /** Whether it makes sense on a CUDA device. */
  boolean onCuda() {
    return !ON_CPU_ALONE.contains(this);
  }

  /** The name of the figure that compares ResLab with it. */
  String ratio() {
    return Contender.RESLAB + " / " + label;
  }

  /**
   * Finds a way of training.
   *
   * @throws InvalidArgumentException if none has the label
   */
  public static PeerMode parseTraining(String label) {
    return TRAINING.stream()
        .filter(mode -> mode.label.equals(label))
        .findFirst()
        .orElseThrow(() ->
            new InvalidArgumentException(
                "the peer's mode is '%s', expected one of %s"
                    .formatted(
                        label,
                        TRAINING.stream().map(PeerMode::label).collect(Collectors.joining(", ")))));
  }

  @Override
  public String toString() {
    return label;
  }
}
