// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher in a tree of empty sources, with a JDK and a Maven that only pretend. */
class LauncherTest {
  private static final String BUILDS = "building";

  @TempDir Path temp;
  private Path root = Path.of("");
  private Path source = Path.of("");

  @BeforeEach
  void makeTree() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
    Path repository = Path.of(Cli.realImages()).resolve("../../..").normalize();
    copy(repository.resolve("reslab"), root.resolve("reslab"));
    copy(repository.resolve("third_party/find-jdk.sh"), root.resolve("third_party/find-jdk.sh"));
    for (String file :
        List.of("CMakeLists.txt", "CMakePresets.json", "pom.xml", "bindings/pom.xml")) {
      source(file);
    }
    source("native/a.cpp");
    source = source("java/core/src/Gone.java");

    Path jdk = temp.resolve("jdk");
    write(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
    // Makes the start-up cache where it is asked for one.
    program(
        jdk.resolve("bin/java"),
        "for word; do case $word in -XX:AOTCacheOutput=*) : >\"${word#*=}\" ;; esac; done\n"
            + "echo java LC_ALL=${LC_ALL-} LC_CTYPE=${LC_CTYPE-} \"$@\"");
    program(jdk.resolve("bin/javac"), ":");
    write(temp.resolve("torch/lib/libtorch_cpu.so"), "");
    program(
        temp.resolve("bin/mvn"),
        """
        mkdir -p native/build/release/lib java/cli/target/lib
        touch native/build/release/lib/libreslab.so java/cli/target/reslab-cli-0.1.0.jar
        echo 'torch.home=%s' >native/build/release/lib/reslab-native.properties
        """
            .formatted(temp.resolve("torch")));
    program(temp.resolve("bin/cmake"), ":");
    program(temp.resolve("bin/ninja"), ":");
  }

  @Test
  void buildsAgainWhenASourceIsChangedAddedOrGone() throws Exception {
    assertThat(launch()).contains("first use");
    assertThat(launch()).doesNotContain(BUILDS);

    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(launch()).contains(BUILDS);
    Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
    assertThat(launch()).doesNotContain(BUILDS);

    Files.delete(source);
    assertThat(launch()).contains("sources or settings have changed; building");
    assertThat(launch()).doesNotContain(BUILDS);

    // Older than the build, as a file that was moved here.
    Files.setLastModifiedTime(source("java/core/src/Moved.java"), FileTime.from(Instant.EPOCH));
    assertThat(launch()).contains(BUILDS);
    assertThat(launch()).doesNotContain(BUILDS);
  }

  @Test
  void runsWhereItWasMovedTo() throws Exception {
    assertThat(launch()).contains("first use");
    Path moved = temp.resolve("moved, with a blank");
    Files.move(root, moved);
    root = moved;
    assertThat(launch()).doesNotContain(BUILDS).contains(moved + "/java/cli/target/lib");
    assertThat(launch()).doesNotContain(BUILDS);
  }

  @Test
  void removesTheNativeBuildOfAnotherFolder() throws Exception {
    Path cache = root.resolve("native/build/release/CMakeCache.txt");
    write(cache, "CMAKE_HOME_DIRECTORY:INTERNAL=" + root.toRealPath() + "\n");
    assertThat(launch()).contains("first use").doesNotContain("another folder");
    assertThat(cache).exists();
    write(cache, "CMAKE_HOME_DIRECTORY:INTERNAL=/elsewhere\n");
    source("native/b.cpp");
    assertThat(launch()).contains("that of another folder", BUILDS);
    assertThat(cache).doesNotExist();
  }

  @Test
  void isFoundByItsNameAloneWhateverCdpathSays() throws Exception {
    Files.createDirectories(temp.resolve("elsewhere/reslab"));
    ProcessBuilder builder = builder("bash", "reslab", "--help");
    builder.environment().put("CDPATH", temp.resolve("elsewhere").toString());
    assertThat(run(builder)).contains("first use").contains(root + "/java/cli/target/lib");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "RESLAB_JAVA_OPTS"})
  void leavesTheCollectorToWhoeverChoosesOne(String variable) throws Exception {
    assertThat(launch()).contains("-XX:+UseSerialGC");
    ProcessBuilder builder = builder(root.resolve("reslab").toString(), "--help");
    builder.environment().put(variable, "-Xmx2g -XX:+UseZGC");
    assertThat(run(builder)).doesNotContain("-XX:+UseSerialGC");
  }

  @ParameterizedTest
  @CsvSource({
    "LC_ALL, C, C.UTF-8",
    "LC_ALL, POSIX, C.UTF-8",
    "LANG, C, C.UTF-8",
    "LC_CTYPE, xx_XX.UTF-8, C.UTF-8",
    "LC_ALL, C.UTF-8, ''"
  })
  void namesFilesInUtf8WhereTheLocaleCannot(String variable, String value, String type)
      throws Exception {
    ProcessBuilder builder = builder(root.resolve("reslab").toString(), "--help");
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    builder.environment().put(variable, value);
    String expected = type.isEmpty() ? "LC_ALL=C.UTF-8 LC_CTYPE= " : "LC_ALL= LC_CTYPE=" + type;
    assertThat(run(builder)).contains(expected);
  }

  @Test
  void findsAJdkWithoutAHome() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash",
            "-c",
            "set -euo pipefail; source third_party/find-jdk.sh; find_jdk || echo none");
    builder.environment().remove("HOME");
    builder.environment().remove("JAVA_HOME");
    assertThat(run(builder)).doesNotContain("HOME");
  }

  @ParameterizedTest
  @CsvSource({
    "1.8.0_392, false",
    "24.0.9, false",
    "25, false",
    "25.0.2, false",
    "25.0.3, true",
    "25.0.10, true",
    "25.1, true",
    "26, true",
    "27-ea, true",
    "100.0.1, true"
  })
  void takesAJdkFromTheFirstFitUpdateOn(String version, boolean fits) throws Exception {
    write(temp.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash",
            "-c",
            "set -euo pipefail; source third_party/find-jdk.sh; try_jdk \"$JAVA_HOME\" || echo"
                + " none");
    builder.environment().put("JAVA_HOME", temp.resolve("jdk").toString());
    assertThat(run(builder)).isEqualTo(fits ? "" : "none\n");
  }

  private String launch() throws Exception {
    return run(builder(root.resolve("reslab").toString(), "--help"));
  }

  private ProcessBuilder builder(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", temp.resolve("jdk").toString());
    builder
        .environment()
        .merge("PATH", temp.resolve("bin").toString(), (old, bin) -> bin + ":" + old);
    return builder;
  }

  private String run(ProcessBuilder builder) throws Exception {
    Path log = temp.resolve("log");
    Process process =
        builder
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String output = Files.readString(log);
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  /** Makes a source that is older than any build. */
  private Path source(String name) throws IOException {
    Path file = root.resolve(name);
    write(file, "");
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    return file;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to);
    Files.setLastModifiedTime(to, FileTime.from(Instant.EPOCH));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void program(Path file, String body) throws IOException {
    write(file, "#!/usr/bin/env bash\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
