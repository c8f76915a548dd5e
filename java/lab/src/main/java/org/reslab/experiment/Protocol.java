// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.List;
import java.util.Locale;
import org.reslab.InvalidArgumentException;

/** How an experiment treats what the reference notebook got wrong. */
public enum Protocol {
  /**
   * The comparison as it is meant: correct blocks, and a learning rate that starts where it is set.
   */
  DEFAULT("default"),

  /**
   * The notebook as it ran: an unpadded plain block, a pre-activation block without its addition,
   * and milestones at epoch 0 that lower the learning rate before the first step, as PyTorch's
   * {@code MultiStepLR} does.
   */
  NOTEBOOK("notebook");

  private final String label;

  Protocol(String label) {
    this.label = label;
  }

  /** Returns the name used by flags and files, for example {@code notebook}. */
  public String label() {
    return label;
  }

  /** Returns the names of the blocks that are compared where none are asked for. */
  public List<String> defaultBlocks() {
    return switch (this) {
      case DEFAULT -> List.of("plain", "basic", "preact");
      case NOTEBOOK ->
          NotebookReference.published().stream().map(NotebookReference::block).toList();
    };
  }

  /**
   * Returns the protocol of a label.
   *
   * @throws InvalidArgumentException if no protocol has it
   */
  public static Protocol parse(String text) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    for (Protocol protocol : values()) {
      if (protocol.label.equals(wanted)) {
        return protocol;
      }
    }
    throw new InvalidArgumentException(
        "protocol: found '" + text + "', expected one of default, notebook");
  }
}
