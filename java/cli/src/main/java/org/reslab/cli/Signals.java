// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * POSIX signals, by {@code sun.misc.Signal} of the module jdk.unsupported: the JDK has no other way
 * to learn of one. By reflection, since the compiler's warning of that class cannot be answered.
 */
final class Signals {
  /** Receives a signal, on a thread of its own. */
  @FunctionalInterface
  interface Handler {
    /**
     * Handles it.
     *
     * @param name without SIG, for example {@code INT}
     */
    void receive(String name, int number);
  }

  private Signals() {}

  /**
   * Has signals handled in place of what the JVM does with them. One that the JVM keeps for itself,
   * as with {@code -Xrs}, ends the process as before.
   */
  static void handle(List<String> names, Handler handler) {
    try {
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      Method number = Class.forName("sun.misc.Signal").getMethod("getNumber");
      for (String name : names) {
        InvocationHandler received =
            (_, method, arguments) -> {
              if (!method.getDeclaringClass().equals(type)) {
                return method.invoke(handler, arguments); // of Object
              }
              handler.receive(name, (int) number.invoke(arguments[0]));
              return null;
            };
        try {
          install(
              name,
              Proxy.newProxyInstance(
                  Signals.class.getClassLoader(), new Class<?>[] {type}, received));
        } catch (InvocationTargetException e) {
          if (!(e.getCause() instanceof IllegalArgumentException)) {
            throw e;
          }
        }
      }
    } catch (ReflectiveOperationException e) {
      throw missing(e);
    }
  }

  private static void install(String name, Object handler) throws ReflectiveOperationException {
    Object signal = signal(name);
    signal
        .getClass()
        .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
        .invoke(null, signal, handler);
  }

  private static Object signal(String name) throws ReflectiveOperationException {
    return Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
  }

  private static IllegalStateException missing(ReflectiveOperationException e) {
    return new IllegalStateException("this JDK has no sun.misc.Signal as expected: " + e, e);
  }
}
