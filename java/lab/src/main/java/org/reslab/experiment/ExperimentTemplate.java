// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import org.jspecify.annotations.Nullable;

/** The experiment file to begin with: every key, what it means, and its default. */
public final class ExperimentTemplate {
  private ExperimentTemplate() {}

  /**
   * Returns the text of a file that asks for what the command does by default. Keys without a
   * default are there as comments.
   */
  public static String text(ExperimentCommand command) {
    StringBuilder text = new StringBuilder();
    text.append("# An experiment of 'reslab ").append(command.label()).append("'.\n");
    text.append("# 'reslab experiment check FILE' finds mistakes, 'reslab experiment run FILE'")
        .append(" runs it.\n\n");
    text.append("command: ").append(command.label()).append('\n');
    for (Setting setting : Settings.of(command)) {
      @Nullable String found = setting.defaultYaml(command);
      text.append("\n# ").append(setting.description()).append('\n');
      if (found == null) {
        text.append("# ").append(setting.key()).append(": ").append(setting.example());
      } else {
        text.append(setting.key()).append(": ").append(found);
      }
      text.append('\n');
    }
    text.append("\n# One experiment for each combination of the values of single-valued keys.\n");
    text.append("# matrix:\n#   lr: [0.1, 0.05]\n");
    return text.toString();
  }
}
