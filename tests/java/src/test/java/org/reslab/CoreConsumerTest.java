// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.bindings.reslab_h;

/**
 * An application with {@code reslab-core} and what it depends on, and nothing else of ResLab's, on
 * its class path or module path.
 */
@OnBothKernels
class CoreConsumerTest {
  private static final String PROGRAM =
      """
      package com.example.consumer;

      import org.reslab.Block;
      import org.reslab.Dataset;
      import org.reslab.MemorySession;
      import org.reslab.Network;
      import org.reslab.NetworkSpec;
      import org.reslab.TrainingConfig;

      public final class Consumer {
        private Consumer() {}

        public static void main(String[] args) {
          try (MemorySession session = MemorySession.open()) {
            Network network = session.network(NetworkSpec.of("resnet-8", Block.of("preact")));
            Dataset data = session.synthetic(32, 10, 1);
            session
                .trainer(network, data, TrainingConfig.defaults(1))
                .trainToEnd(step -> System.out.println("step " + step.step()));
            System.out.println("images " + network.evaluate(data).images());
          }
        }
      }
      """;

  private static final String MODULE =
      """
      module com.example.consumer {
        requires org.reslab;
      }
      """;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("Consumer.java"), PROGRAM);
    Files.writeString(folder.resolve("module-info.java"), MODULE);
  }

  @Test
  void trainsFromTheClassPath() throws Exception {
    Path classes = compile("-cp", "Consumer.java");
    assertTrains(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classes + File.pathSeparator + path(List.of(NativeRuntime.class, reslab_h.class)),
            "com.example.consumer.Consumer"));
  }

  @Test
  void trainsFromTheModulePath() throws Exception {
    Path classes = compile("--module-path", "module-info.java", "Consumer.java");
    assertTrains(
        List.of(
            "--enable-native-access=org.reslab,org.reslab.bindings",
            "--module-path",
            classes + File.pathSeparator + path(List.of(NativeRuntime.class, reslab_h.class)),
            "--module",
            "com.example.consumer/com.example.consumer.Consumer"));
  }

  private Path compile(String pathOption, String... sources) throws Exception {
    Path classes = folder.resolve("classes");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Jdk.tool("javac"), "-Xlint:all", "-Werror", "-d", classes.toString()));
    command.add(pathOption);
    command.add(path(List.of(NativeRuntime.class, reslab_h.class, NullMarked.class)));
    command.addAll(List.of(sources));
    Jdk.run(folder, command);
    return classes;
  }

  private void assertTrains(List<String> options) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Jdk.tool("java"), "-XX:+UseSerialGC", "--illegal-native-access=deny"));
    command.add("-Dreslab.native=" + Fixture.required("reslab.native"));
    command.addAll(options);
    assertThat(Jdk.run(folder, command).lines()).containsExactly("step 1", "images 32");
  }

  /** Returns where the classes come from. */
  private static String path(List<Class<?>> classes) {
    return classes.stream()
        .map(CoreConsumerTest::origin)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String origin(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the origin of " + type + " is no URI", e);
    }
  }
}
