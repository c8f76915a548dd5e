// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.reslab.Block;
import picocli.CommandLine.Option;

/** Blocks of the user's own. */
final class BlockOptions {
  @Option(
      names = "--define",
      paramLabel = "NAME=SPEC",
      description = "Name a block of your own, to be used like a named one. Repeatable.")
  private Map<String, String> define = new LinkedHashMap<>();

  Map<String, String> define() {
    return define;
  }

  /** Resolves a name, a spec, or either with modifiers. */
  Block resolve(String text) {
    Map<String, Block> definitions = new LinkedHashMap<>();
    define.forEach((name, spec) -> definitions.put(name, Block.define(name, spec)));
    return Block.of(text, definitions);
  }
}
