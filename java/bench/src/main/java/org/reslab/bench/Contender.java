// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reslab.NativeRuntime;

/**
 * A process that takes part in a benchmark.
 *
 * @param name short, for tables
 * @param command that starts it, its settings the last word
 * @param environment variables set in addition to the caller's
 */
record Contender(String name, List<String> command, Map<String, String> environment) {
  /** The name of ResLab among the contenders. */
  static final String RESLAB = "reslab";

  /** Threads that wait for work give up their core: another contender is running on it. */
  private static final Map<String, String> PASSIVE = Map.of("OMP_WAIT_POLICY", "PASSIVE");

  Contender {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** Returns ResLab itself, this build in another JVM. */
  static Contender reslab(WorkerSettings settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("reslab."))
        .sorted()
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    Module module = Worker.class.getModule();
    if (module.isNamed()) {
      String core = NativeRuntime.class.getModule().getName();
      command.add("--enable-native-access=" + core + "," + core + ".bindings");
      command.addAll(List.of("--module-path", System.getProperty("jdk.module.path", "")));
      command.addAll(List.of("--module", module.getName() + "/" + Worker.class.getName()));
    } else {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(Worker.class.getName());
    }
    command.add(settings.toJson());
    return new Contender(RESLAB, command, PASSIVE);
  }

  /** A program that speaks as {@code peer.py} does. */
  static Contender peer(
      String name, List<String> program, WorkerSettings settings, Map<String, String> environment) {
    List<String> command = new ArrayList<>(program);
    command.add(settings.toJson());
    Map<String, String> all = new LinkedHashMap<>(PASSIVE);
    all.putAll(environment);
    return new Contender(name, command, all);
  }
}
