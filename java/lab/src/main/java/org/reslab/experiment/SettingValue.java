// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import org.reslab.yaml.FileValue;

/** A value of a setting, of an experiment file or of an option. */
public final class SettingValue {
  private final Setting setting;
  private final String word;
  private final FileValue value;

  /**
   * Makes a value.
   *
   * @param word how the file spells the key
   * @param value the value and its place
   */
  SettingValue(Setting setting, String word, FileValue value) {
    this.setting = setting;
    this.word = word;
    this.value = value;
  }

  Setting setting() {
    return setting;
  }

  String word() {
    return word;
  }

  FileValue value() {
    return value;
  }

  /** Returns the value as one word, where it is a single one. */
  String text() {
    return value.node().isString() ? value.node().stringValue() : value.node().toString();
  }

  void readInto(GridBuilder<?> builder) {
    setting.read(builder, value);
  }
}
