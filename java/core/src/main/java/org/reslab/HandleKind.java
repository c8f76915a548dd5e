// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.Codes;

/** Kinds of native objects that the library counts. */
public enum HandleKind {
  /** Behind {@link Network}. */
  NETWORK,
  /** Behind {@link Dataset}. */
  DATASET,
  /** Behind {@link Trainer}. */
  TRAINER;

  /** The constant of the C ABI. */
  int code() {
    return switch (this) {
      case NETWORK -> Codes.handleNetwork();
      case DATASET -> Codes.handleDataset();
      case TRAINER -> Codes.handleTrainer();
    };
  }
}
