// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the documentation: compiled and run on the module path, as a user does it. */
@OnBothKernels
class JavaExampleTest {
  private static final Path PROJECT = Fixture.source().resolve("examples/java");
  private static final Path SOURCES = PROJECT.resolve("src/main/java/com/example/residual");

  @TempDir Path folder;

  @Test
  void itCompilesAndRunsAsAModule() throws Exception {
    Path results = folder.resolve("results");
    String output = run("TrainAndDiagnose", Fixture.cifarFolder().toString(), results.toString());

    assertThat(output)
        .contains("Healthy; structure or recipe: no-final-norm.")
        .containsPattern("accuracy \\d+\\.\\d\\d %");
    assertThat(Files.readAllLines(results.resolve("metrics.jsonl")))
        .hasSize(4)
        .allMatch(line -> line.contains("\"metric\":\"loss\""));
    NetworkSpec spec =
        Objects.requireNonNull(Checkpoint.networkSpec(results.resolve("weights.safetensors")));
    assertThat(spec.block().name()).isEqualTo("preact[norm=gn(8), act=silu]");
  }

  @Test
  void fineTuningRunsAsAModule() throws Exception {
    Path pictures = folder.resolve("shapes");
    Path drawing = Fixture.source().resolve("examples/pictures/DrawShapes.java");
    Jdk.run(folder, List.of(Jdk.tool("java"), drawing.toString(), pictures.toString()));
    Path weights = folder.resolve("start.safetensors");
    try (MemorySession session = MemorySession.open()) {
      session
          .network(
              NetworkSpec.builder(Net.of("resnet18"))
                  .images(ImageDescription.ofShape(3, 64, 64))
                  .classes(1000)
                  .build())
          .save(weights);
    }
    Path tuned = folder.resolve("tuned");
    String output = run("FineTune", pictures.toString(), weights.toString(), tuned.toString());
    assertThat(output).containsPattern("test accuracy \\d+\\.\\d %");
    assertThat(tuned.resolve("report.html")).isNotEmptyFile();
    assertThat(Files.readString(tuned.resolve("experiment.yaml"))).contains("freeze: stem");
  }

  /** Compiles the programs and runs one of them. */
  private String run(String program, String... arguments) throws Exception {
    Path classes = folder.resolve("classes");
    String libraries = modulePath();
    List<String> compile =
        new ArrayList<>(
            List.of(
                Jdk.tool("javac"),
                "-Xlint:all",
                "-Werror",
                "--release",
                "25",
                "--module-path",
                libraries,
                "-d",
                classes.toString(),
                PROJECT.resolve("src/main/java/module-info.java").toString()));
    for (String source : List.of("TrainAndDiagnose", "FineTune")) {
      compile.add(SOURCES.resolve(source + ".java").toString());
    }
    Jdk.run(folder, compile);
    List<String> java =
        new ArrayList<>(
            List.of(
                Jdk.tool("java"),
                "-XX:+UseSerialGC",
                "--illegal-native-access=deny",
                "--enable-native-access=org.reslab,org.reslab.bindings",
                "-Dreslab.native=" + Fixture.required("reslab.native"),
                "--module-path",
                classes + File.pathSeparator + libraries,
                "--module",
                "com.example.residual/com.example.residual." + program));
    java.addAll(List.of(arguments));
    return Jdk.run(folder, java);
  }

  @Test
  void thePagesShowThem() throws IOException {
    requireShown("docs/java-api.md", "TrainAndDiagnose.java", "/** Judges");
    requireShown("docs/fine-tuning.md", "FineTune.java", "/** Trains a network");
  }

  private static void requireShown(String page, String source, String begin) throws IOException {
    String code = Files.readString(SOURCES.resolve(source));
    assertThat(Files.readString(Fixture.source().resolve(page)))
        .contains(
            "<!-- example:begin -->\n```java\n"
                + code.substring(code.indexOf(begin))
                + "```\n<!-- example:end -->");
  }

  /** The example has no parent that could tell it. */
  @Test
  void itsVersionsAreThoseOfTheBuild() throws IOException {
    String root = Files.readString(Fixture.source().resolve("pom.xml"));
    String own = Files.readString(PROJECT.resolve("pom.xml"));
    Matcher version =
        Pattern.compile("<artifactId>([\\w-]+)</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(own);
    int compared = 0;
    while (version.find()) {
      String property =
          switch (version.group(1)) {
            case "reslab-report" -> "<artifactId>reslab-parent</artifactId>\n  <version>";
            case "maven-compiler-plugin" -> "<compiler-plugin.version>";
            case "maven-jar-plugin" -> "<jar-plugin.version>";
            case "maven-dependency-plugin" -> "<dependency-plugin.version>";
            case "residual" -> "";
            default -> throw new AssertionError("whose version is that? " + version.group());
          };
      if (!property.isEmpty()) {
        assertThat(root).contains(property + version.group(2) + "<");
        compared++;
      }
    }
    assertThat(compared).isEqualTo(4);
  }

  /** The jars and class folders of this test's class path that are modules of the program. */
  private static String modulePath() {
    List<String> entries = new ArrayList<>();
    for (String entry :
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator, -1))) {
      // This module has tests alone: its own classes are named and not there.
      if (!entry.contains("test-classes")
          && Files.exists(Path.of(entry))
          && !entry.matches(".*(junit|assertj|archunit|opentest4j|apiguardian|surefire).*")) {
        entries.add(entry);
      }
    }
    return String.join(File.pathSeparator, entries);
  }
}
