// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.ArrayList;
import java.util.List;

/** Finds the calls of {@code reslab} in shell code, without running any of it. */
final class ShellWords {
  private static final String SEPARATORS = ";|&<>()";

  private ShellWords() {}

  /**
   * Returns the arguments of each call of {@code reslab} or {@code ./reslab}, in their order. Knows
   * quotes, escapes, comments and what ends a command; variables stay as they are.
   */
  static List<List<String>> reslabCalls(String code) {
    List<List<String>> calls = new ArrayList<>();
    for (List<String> command : commands(code.replace("\\\n", " "))) {
      int at = 0;
      while (at < command.size() && command.get(at).matches("[A-Z_]+=.*")) {
        at++;
      }
      if (at < command.size() && command.get(at).matches("(\\./)?reslab")) {
        calls.add(command.subList(at + 1, command.size()));
      }
    }
    return calls;
  }

  private static List<List<String>> commands(String code) {
    List<List<String>> commands = new ArrayList<>();
    for (String line : code.lines().toList()) {
      List<String> words = new ArrayList<>();
      StringBuilder word = new StringBuilder();
      boolean inWord = false;
      char quote = 0;
      for (int i = 0; i <= line.length(); i++) {
        char c = i < line.length() ? line.charAt(i) : '\n';
        if (quote != 0 && c != '\n') {
          if (c == quote) {
            quote = 0;
          } else {
            word.append(c);
          }
        } else if (c == '\'' || c == '"') {
          quote = c;
          inWord = true;
        } else if (c == '\\' && i + 1 < line.length()) {
          i++;
          word.append(line.charAt(i));
          inWord = true;
        } else if (Character.isWhitespace(c)
            || SEPARATORS.indexOf(c) >= 0
            || (c == '#' && !inWord)) {
          if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
          }
          if (!Character.isWhitespace(c) || c == '\n') {
            commands.add(words);
            words = new ArrayList<>();
          }
          if (c == '#') {
            break;
          }
        } else {
          word.append(c);
          inWord = true;
        }
      }
    }
    return commands;
  }
}
