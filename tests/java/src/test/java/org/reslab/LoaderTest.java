// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.bindings.reslab_h;

/**
 * Finding the native part, and saying clearly why it was not found: each case in a process of its
 * own.
 */
class LoaderTest {
  private static final String LIBRARY = System.mapLibraryName("reslab");
  private static final String ALLOW = "--enable-native-access=ALL-UNNAMED";

  @TempDir private Path folder;

  @Test
  void saysWhatItLoadedAndOnWhatItRuns() {
    NativeRuntime runtime = NativeRuntime.get();
    assertThat(runtime).isSameAs(NativeRuntime.get());
    assertThat(runtime.trace()).isEqualTo(NativeRuntime.lastTrace());
    assertThat(runtime.trace().toString())
        .contains(
            "reslab.native",
            LIBRARY + ": loaded",
            "libtorch_cpu",
            "ABI version: " + reslab_h.RL_ABI_VERSION());
    RuntimeInfo info = runtime.info();
    assertThat(info.torchCompiled()).startsWith("2.");
    assertThat(release(info.torchRunning())).isEqualTo(release(info.torchCompiled()));
    assertThat(info.cpuCapability()).isNotBlank();
    assertThat(info.threads()).isPositive();
  }

  private static String release(String version) {
    return version.split("[+]", -1)[0];
  }

  @Test
  void threadsCanBeSet() {
    NativeRuntime runtime = NativeRuntime.get();
    int before = runtime.info().threads();
    try {
      runtime.setThreads(before + 1);
      assertThat(runtime.info().threads()).isEqualTo(before + 1);
    } finally {
      runtime.setThreads(before);
    }
  }

  @Test
  void aSettingThatNamesNothingIsAnErrorAndNothingElseIsTried() throws Exception {
    String output = probe(setting(folder.toString()));
    assertThat(output)
        .contains("unavailable: ", "reslab.native is " + folder, LIBRARY + " is not there")
        .contains("the second call failed alike", "steps: 1");
  }

  @Test
  void withoutASettingItNamesThePlacesItLookedIn() throws Exception {
    String output = probe(List.of(ALLOW), copyOfTheCode(), _ -> {});
    assertThat(output)
        .contains(LIBRARY + " was not found", "cmake --build", "RESLAB_NATIVE: not set")
        .contains(folder.resolve("code").resolve(LIBRARY) + ": not there");
  }

  @Test
  void theVariableNamesTheFolderToo() throws Exception {
    String output =
        probe(
            List.of(ALLOW),
            copyOfTheCode(),
            builder -> builder.environment().put("RESLAB_NATIVE", built().toString()));
    assertThat(output).contains("loaded ResLab");
  }

  @Test
  void missingPropertiesAreAnError() throws Exception {
    Files.copy(built().resolve(LIBRARY), folder.resolve(LIBRARY));
    assertThat(probe(setting(folder.toString())))
        .contains("unavailable: ", "reslab-native.properties cannot be read", "build again");
  }

  @Test
  void anotherAbiIsAnErrorBeforeAnythingIsLoaded() throws Exception {
    imitateBuild(properties -> properties.setProperty("reslab.abi", "99"));
    assertThat(probe(setting(folder.toString())))
        .contains("has ABI version 99, expected " + reslab_h.RL_ABI_VERSION(), "different builds")
        .doesNotContain(": loaded");
  }

  @Test
  void libTorchOfAnotherVersionIsAnErrorBeforeAnythingIsLoaded() throws Exception {
    imitateBuild(properties -> properties.setProperty("torch.version", "1.99.7"));
    assertThat(probe(setting(folder.toString())))
        .contains("is version 2.", "compiled with 1.99.7", "LIBTORCH_HOME")
        .doesNotContain(": loaded");
  }

  @Test
  void missingLibTorchIsAnError() throws Exception {
    Path absent = folder.resolve("absent");
    imitateBuild(properties -> properties.setProperty("torch.home", absent.toString()));
    assertThat(probe(setting(folder.toString())))
        .contains("there is no LibTorch in " + absent, "torch.home", "fetch-libtorch.sh");
  }

  @Test
  void theVariableForLibTorchWinsAndIsNamedWhereItIsWrong() throws Exception {
    Path absent = folder.resolve("absent");
    String output =
        probe(
            setting(built().toString()),
            classPath(),
            builder -> builder.environment().put("LIBTORCH_HOME", absent.toString()));
    assertThat(output).contains("there is no LibTorch in " + absent, "variable LIBTORCH_HOME");
  }

  @Test
  void aCpuLibTorchForACudaLibraryIsAnError() throws Exception {
    imitateBuild(properties -> properties.setProperty("torch.cuda", "true"));
    if (Files.exists(
        Path.of(buildProperties().getProperty("torch.home"), "lib/libtorch_cuda.so"))) {
      return;
    }
    assertThat(probe(setting(folder.toString())))
        .contains("cuda", "is missing", "built for CUDA and this LibTorch is not");
  }

  @Test
  void aFileThatIsNoLibraryIsAnError() throws Exception {
    imitateBuild(_ -> {});
    Files.delete(folder.resolve(LIBRARY));
    Files.writeString(folder.resolve(LIBRARY), "no library");
    assertThat(probe(setting(folder.toString())))
        .contains("unavailable: ", LIBRARY + " cannot be loaded", "the second call failed alike");
  }

  @Test
  void anotherLibraryIsAnError() throws Exception {
    imitateBuild(_ -> {});
    Files.delete(folder.resolve(LIBRARY));
    Path other = Path.of(buildProperties().getProperty("torch.home"), "lib/libtorch.so");
    Files.copy(other, folder.resolve(LIBRARY));
    assertThat(probe(setting(folder.toString())))
        .contains("does not export rl_abi_version", "no ResLab library");
  }

  @Test
  void refusedNativeAccessNamesTheFlag() throws Exception {
    assertThat(probe(List.of("--illegal-native-access=deny", "-Dreslab.native=" + built())))
        .contains("unavailable: ", "refuses native access", ALLOW);
  }

  private static Path built() {
    return Path.of(Fixture.required("reslab.native"));
  }

  private static Properties buildProperties() throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(built().resolve("reslab-native.properties"))) {
      properties.load(reader);
    }
    return properties;
  }

  /** Makes {@link #folder} look like the build's output, with other properties. */
  private void imitateBuild(Consumer<Properties> change) throws IOException {
    Files.copy(built().resolve(LIBRARY), folder.resolve(LIBRARY));
    Properties properties = buildProperties();
    change.accept(properties);
    try (Writer writer = Files.newBufferedWriter(folder.resolve("reslab-native.properties"))) {
      properties.store(writer, null);
    }
  }

  private static List<String> setting(String place) {
    return List.of(ALLOW, "-Dreslab.native=" + place);
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** A class path with the code copied to a folder from which no build tree is reached. */
  private String copyOfTheCode() throws IOException, URISyntaxException {
    Path code =
        Path.of(NativeRuntime.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path target = folder.resolve("code");
    Files.createDirectory(target);
    Path copy = target;
    if (Files.isDirectory(code)) {
      try (Stream<Path> files = Files.walk(code)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Path to = target.resolve(code.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(to);
          } else {
            Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    } else {
      copy = target.resolve("core.jar");
      Files.copy(code, copy);
    }
    String replacement = copy.toString();
    return Arrays.stream(classPath().split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().equals(code) ? replacement : entry)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String probe(List<String> options) throws IOException, InterruptedException {
    return probe(options, classPath(), _ -> {});
  }

  private static String probe(
      List<String> options, String classPath, Consumer<ProcessBuilder> change)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", classPath, LoaderProbe.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("LIBTORCH_HOME");
    builder.environment().remove("RESLAB_NATIVE");
    change.accept(builder);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
