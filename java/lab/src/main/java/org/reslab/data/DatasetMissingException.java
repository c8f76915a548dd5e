// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import org.reslab.ReslabException;

/** A data set, or a file of it, is not where it was looked for; the message says how to get it. */
public final class DatasetMissingException extends ReslabException {
  private static final long serialVersionUID = 1L;

  DatasetMissingException(String message) {
    super(message);
  }
}
