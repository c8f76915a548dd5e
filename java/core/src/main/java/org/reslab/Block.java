// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reslab.internal.NativeCalls;
import org.reslab.internal.NativeScope;

/**
 * A residual block, as data: a text in the block language that says branch, shortcut and merge. A
 * record of this kind needs no session and may be shared by threads; its factories load the native
 * part, which parses.
 *
 * @param name what the block is called in messages, tables and checkpoints
 * @param spec its definition in the block language
 * @param summary one line of description; empty for a block that is not in the table
 * @param source the paper or text it comes from; empty for a block that is not in the table
 */
public record Block(String name, String spec, String summary, String source) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  /** Refuses a name or a spec of blanks. */
  public Block {
    requireText("name", name);
    requireText("spec", spec);
  }

  private static void requireText(String what, String text) {
    if (text.isBlank()) {
      throw new InvalidArgumentException("the block's " + what + " is empty");
    }
  }

  /** The table of named blocks, loaded when first asked for. */
  private static final class Table {
    private static final List<Block> ROWS = read();

    private Table() {}

    private static List<Block> read() {
      try (NativeScope scope = NativeRuntime.newScope()) {
        return List.copyOf(NativeCalls.blockTable(scope));
      }
    }

    static @Nullable Block find(String name) {
      return ROWS.stream().filter(row -> row.name().equals(name)).findFirst().orElse(null);
    }
  }

  /**
   * The named blocks, in the order of the table.
   *
   * @throws NativeUnavailableException if the native part cannot be loaded
   */
  public static List<Block> catalog() {
    NativeRuntime.get();
    return Table.ROWS;
  }

  /**
   * Makes a block of a name of the table, a spec, or either with modifiers in square brackets:
   * {@code basic}, {@code basic[norm=gn(8)]}, {@code branch: conv3 bn relu; merge: add}. The block
   * is called by the text itself, without surrounding blanks; its spec is the canonical one.
   *
   * @throws BlockSyntaxException if the text does not parse; the exception has the column
   * @throws InvalidArgumentException if it parses but makes no sense
   * @throws NativeUnavailableException if the native part cannot be loaded
   */
  public static Block of(String text) {
    String name = text.strip();
    String spec = canonicalize(name);
    Block row = Table.find(name);
    return row == null
        ? new Block(name, spec, "", "")
        : new Block(name, spec, row.summary(), row.source());
  }

  /**
   * Like {@link #of(String)}, where the text may also begin with a name of the user's own: {@code
   * mine}, {@code mine[act=silu]}.
   *
   * @param definitions blocks by name, as {@link #define} makes them
   */
  public static Block of(String text, Map<String, Block> definitions) {
    String name = text.strip();
    int bracket = name.indexOf('[');
    String base = bracket < 0 ? name : name.substring(0, bracket).strip();
    Block definition = definitions.get(base);
    if (definition == null) {
      return of(name);
    }
    String modifiers = bracket < 0 ? "" : name.substring(bracket);
    return new Block(name, canonicalize("(" + definition.spec() + ")" + modifiers), "", "");
  }

  /**
   * Defines a block under a name of the user's own.
   *
   * @param name lower-case letters, digits and hyphens, a letter first; not a name of the table
   * @param spec anything that {@link #of(String)} takes
   * @throws BlockSyntaxException if the spec does not parse
   * @throws InvalidArgumentException if the name is malformed or taken
   */
  public static Block define(String name, String spec) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidArgumentException(
          "the block's name is '"
              + name
              + "', expected lower-case letters, digits and hyphens, a letter first");
    }
    NativeRuntime.get();
    if (Table.find(name) != null) {
      throw new InvalidArgumentException(
          "a block called '" + name + "' is already in the table; choose another name");
    }
    return new Block(name, canonicalize(spec.strip()), "", "");
  }

  /**
   * What the block is made of.
   *
   * @throws NativeUnavailableException if the native part cannot be loaded
   */
  public BlockTraits traits() {
    try (NativeScope scope = NativeRuntime.newScope()) {
      return NativeCalls.describeBlock(scope, spec);
    }
  }

  private static String canonicalize(String text) {
    for (int i = 0; i < text.length(); i++) {
      // The language is ASCII, so that a column counts bytes and characters alike.
      if (text.charAt(i) > '~') {
        int column = i + 1;
        String found = Character.toString(text.codePointAt(i));
        throw new BlockSyntaxException(
            "column " + column + ": expected a character of ASCII, found '" + found + "'",
            text,
            column);
      }
    }
    try (NativeScope scope = NativeRuntime.newScope()) {
      return NativeCalls.canonicalBlock(scope, text);
    }
  }
}
