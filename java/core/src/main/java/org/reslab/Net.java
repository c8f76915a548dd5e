// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;
import org.reslab.internal.NativeCalls;
import org.reslab.internal.NativeScope;

/**
 * A network without its sizes of input and output, as data: a text in the net language that says
 * stem, stages, blocks and head. A record of this kind needs no session and may be shared by
 * threads; its factories load the native part, which parses.
 *
 * @param name what the net is called in messages, tables and checkpoints; for a row of the table
 *     that is a family, a letter after a dash stands for a number: {@code resnet-N}
 * @param spec its definition in the net language; for a net of a family, whose sizes depend on the
 *     block, its name; empty for the row of a family
 * @param block of what its stages are made where nothing else is asked for: anything that {@link
 *     Block#of(String)} takes; empty where the net needs one
 * @param summary one line of description; empty for a net that is not in the table
 * @param source the paper or program it comes from; empty for a net that is not in the table
 */
public record Net(String name, String spec, String block, String summary, String source) {
  /** What a text implies besides its canonical form, as the native part says it. */
  public record Implied(boolean family, String block, String notice) {}

  /**
   * The named nets and families of nets, in the order of the table.
   *
   * @throws NativeUnavailableException if the native part cannot be loaded
   */
  public static List<Net> catalog() {
    try (NativeScope scope = NativeRuntime.newScope()) {
      return List.copyOf(NativeCalls.netTable(scope));
    }
  }

  /**
   * Makes a net of a name of the table, a name of a family such as {@code resnet-20}, or clauses:
   * {@code stages: 2*64 2*128/2; blocks: basic}. The net is called by the text itself, without
   * surrounding blanks; its spec is the canonical one.
   *
   * @throws NetSyntaxException if clauses do not parse; the exception has the column
   * @throws InvalidArgumentException if there is no net of that name
   * @throws NativeUnavailableException if the native part cannot be loaded
   */
  public static Net of(String text) {
    String name = text.strip();
    requireAscii(name);
    try (NativeScope scope = NativeRuntime.newScope()) {
      String spec = NativeCalls.canonicalNet(scope, name);
      Implied implied = NativeCalls.describeNet(scope, name);
      for (Net row : NativeCalls.netTable(scope)) {
        if (row.name().equals(name)) {
          return new Net(name, spec, implied.block(), row.summary(), row.source());
        }
      }
      return new Net(name, spec, implied.block(), "", "");
    }
  }

  /**
   * Returns whether it is of a family: its width and the blocks in each stage can then be chosen.
   *
   * @throws NativeUnavailableException if the native part cannot be loaded
   */
  public boolean family() {
    return implied().family();
  }

  /**
   * Returns how the net differs from another one with a similar name, as {@code resnet-50} and
   * {@code resnet50}; empty where there is none.
   *
   * @throws NativeUnavailableException if the native part cannot be loaded
   */
  public String notice() {
    return implied().notice();
  }

  private Implied implied() {
    try (NativeScope scope = NativeRuntime.newScope()) {
      return NativeCalls.describeNet(scope, spec);
    }
  }

  private static void requireAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      // The language is ASCII, so that a column counts bytes and characters alike.
      if (text.charAt(i) > '~') {
        int column = i + 1;
        throw new NetSyntaxException(
            "column %s: expected a character of ASCII, found '%s'"
                .formatted(column, Character.toString(text.codePointAt(i))),
            text,
            column);
      }
    }
  }
}
