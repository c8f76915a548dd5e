// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.reslab.internal.NativeScope;

/** Both sides loaded, and what the product's calls share on a thread. */
@State(Scope.Thread)
public class Border {
  private @Nullable NativeScope scope;

  /** Made by JMH. */
  public Border() {}

  /** Loads both sides, on the thread that measures: the scope's memory is confined to it. */
  @Setup(Level.Trial)
  public void open() {
    Jni.load();
    scope = new NativeScope();
  }

  /** Frees the scope. */
  @TearDown(Level.Trial)
  public void close() {
    scope().close();
  }

  /** What the product's calls share. */
  NativeScope scope() {
    return Objects.requireNonNull(scope);
  }
}
