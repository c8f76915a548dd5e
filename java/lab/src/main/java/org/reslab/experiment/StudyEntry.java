// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import org.reslab.yaml.FileValue;

/** A key of an experiment file with its value and place. */
record StudyEntry(Setting setting, FileValue value) {
  /** The value as one word, where it is a single one. */
  String text() {
    return value.node().isString() ? value.node().stringValue() : value.node().toString();
  }
}
