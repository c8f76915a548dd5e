// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.ArrayDeque;
import java.util.Deque;
import org.reslab.internal.NativeHandle;

/** What a session owns: a native object, who borrows it, and whether it is still there. */
abstract sealed class SessionResource implements AutoCloseable permits Dataset, Network, Trainer {
  private final MemorySession session;
  private final NativeHandle handle;
  private final String noun;
  private final Deque<SessionResource> borrowers = new ArrayDeque<>();
  private boolean open = true;

  SessionResource(MemorySession session, NativeHandle handle, String noun) {
    this.session = session;
    this.handle = handle;
    this.noun = noun;
  }

  final void requireUsable() {
    session.requireOwner(noun);
    if (!open) {
      throw new IllegalStateException(
          "this " + noun + " is closed; use it before it or its session is closed");
    }
  }

  /** Makes {@code borrower} close before this. */
  final void lendTo(SessionResource borrower) {
    borrowers.push(borrower);
  }

  final void returnedBy(SessionResource borrower) {
    borrowers.remove(borrower);
  }

  /**
   * Releases the native object now, and first what borrows it; without this call the session does.
   * Closing again does nothing.
   *
   * @throws WrongThreadException on another thread than the session's
   */
  @Override
  public void close() {
    if (!open) {
      return;
    }
    session.requireOwner(noun);
    while (!borrowers.isEmpty()) {
      borrowers.peek().close();
    }
    open = false;
    session.forget(this, handle);
    handle.close();
  }
}
