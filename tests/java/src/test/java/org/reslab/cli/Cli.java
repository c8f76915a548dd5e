// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;
import org.reslab.report.Screen;
import picocli.CommandLine;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs commands: in this process, or in one of their own.
 *
 * @param code exit code
 * @param out what went to standard output
 * @param err what went to standard error
 */
record Cli(int code, String out, String err) {
  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  static Cli run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(args, new PrintWriter(out), new PrintWriter(err));
    return new Cli(code, out.toString(), err.toString());
  }

  /** Returns the commands, to look at; nothing that they print is kept. */
  static CommandLine commandLine() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    CommandLine line =
        Main.commandLine(
            new Context(nowhere, nowhere, Terminal.none(), Screen.PLAIN, Cancellation.never()));
    SettingOptions.addToAll(line);
    return line;
  }

  /** Runs a command in a new process and waits for its end. */
  static Cli fork(Path folder, Map<String, String> environment, List<String> jvm, String... args)
      throws IOException, InterruptedException {
    return await(start(folder, environment, jvm, args), folder);
  }

  static Process start(
      Path folder, Map<String, String> environment, List<String> jvm, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(command(jvm));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectOutput(folder.resolve("stdout").toFile());
    builder.redirectError(folder.resolve("stderr").toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  static Cli await(Process process, Path folder) throws IOException, InterruptedException {
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the command did not end within two minutes");
    }
    return new Cli(
        process.exitValue(),
        Files.readString(folder.resolve("stdout")),
        Files.readString(folder.resolve("stderr")));
  }

  /** Returns the words that start the program on this JVM's class path and native part. */
  static List<String> command(List<String> jvm) {
    List<String> command = new ArrayList<>();
    // A background shell may have left SIGINT ignored, which children inherit.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    String library = System.getProperty("reslab.native");
    if (library != null) {
      command.add("-Dreslab.native=" + Path.of(library).toAbsolutePath());
    }
    command.addAll(jvm);
    command.addAll(List.of("-cp", absoluteClassPath(), Main.class.getName()));
    return command;
  }

  private static String absoluteClassPath() {
    List<String> entries = new ArrayList<>();
    StringTokenizer tokens =
        new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
    while (tokens.hasMoreTokens()) {
      entries.add(Path.of(tokens.nextToken()).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  /** Parses standard output, which must be one document and nothing else. */
  JsonNode json() {
    return STRICT.readTree(out.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the folder of real images in the repository. */
  static String realImages() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path images = at.resolve("tests/data/cifar10-small");
      if (Files.isDirectory(images)) {
        return images.toString();
      }
    }
    throw new IllegalStateException(
        "tests/data/cifar10-small is in no folder above the working one");
  }
}
