// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.files.Json;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs two programs in turn and prints the ratio of their times. */
@Command(
    name = "tests/timing/run",
    header = "Time the same training in two programs, in turn.",
    description = {
      "",
      "Without --peer: ResLab from Java against a C++ program over the same classes, Java / native;"
          + " both must end on the same weights, byte for byte. With --peer: images/s of ResLab"
          + " over those of the same loop in another library.",
      "",
      "Only figures of an otherwise idle machine mean anything.",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Main implements Callable<Integer> {
  @Option(
      names = "--peer",
      paramLabel = "NAME",
      description = "javacpp or djl: another library's loop instead of the C++ program.")
  private @Nullable String peer;

  @Option(
      names = "--block",
      paramLabel = "BLOCK",
      description = "Block of the network, without --peer (default: ${DEFAULT-VALUE}).")
  private String block = "basic";

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Training steps of a run (default: ${DEFAULT-VALUE}).")
  private int steps = 22;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description =
          "First steps that the time of the steps leaves out (default: ${DEFAULT-VALUE}).")
  private int warmup = 2;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images a step (default: ${DEFAULT-VALUE}).")
  private int batch = 128;

  @Option(
      names = "--epoch",
      paramLabel = "N",
      description = "Steps until the data begin again (default: ${DEFAULT-VALUE}).")
  private int epoch = 10;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads of one operation (default: the processors there are).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "Pairs of runs that count, at least 5 (default: ${DEFAULT-VALUE}).")
  private int pairs = 8;

  @Option(
      names = "--check",
      description = {
        "Exit with 1 where the median of Java / native over whole runs is above "
            + NativeComparison.LIMIT
            + ". Without --peer only."
      })
  private boolean check;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write settings, every pair and the result to a file.")
  private @Nullable Path json;

  private Main() {}

  /** Runs the comparison. Exit code 0 done, 1 failed or target missed, 2 usage error. */
  public static void main(String[] args) {
    CommandLine command =
        new CommandLine(new Main())
            .setExecutionExceptionHandler((failure, line, parsed) -> {
              line.getErr().println("timing: " + failure.getMessage());
              return failure instanceof IllegalArgumentException ? 2 : 1;
            });
    System.exit(command.execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (pairs < 5) {
      throw new IllegalArgumentException("--pairs is " + pairs + ", expected at least 5");
    }
    Workload workload = new Workload(block, steps, warmup, batch, epoch * batch, threads);
    Peer named = peer == null ? null : peerNamed(peer);
    if (named != null && (check || !block.equals("basic"))) {
      throw new IllegalArgumentException(
          "--check and --block do not go with --peer: the peers' network is of basic blocks, and no"
              + " target is set for them");
    }
    Checkout checkout = Checkout.ofProperty();
    PrintStream out = System.out;
    out.printf(
        "block %s, %d steps (%d of them warm-up) of %d images, %d threads, %d pairs%n",
        block, steps, warmup, batch, threads, pairs);
    Path folder = Files.createTempDirectory("reslab-timing");
    try {
      return named == null
          ? compareNative(checkout, workload, folder, out)
          : comparePeer(checkout, named, workload, folder, out);
    } finally {
      delete(folder);
    }
  }

  private int compareNative(Checkout checkout, Workload workload, Path folder, PrintStream out)
      throws IOException, InterruptedException {
    NativeComparison result = NativeComparison.run(checkout, workload, pairs, folder, out);
    out.print(result.text());
    write(result);
    return check && !result.met() ? 1 : 0;
  }

  private int comparePeer(
      Checkout checkout, Peer named, Workload workload, Path folder, PrintStream out)
      throws IOException, InterruptedException {
    PeerComparison result = PeerComparison.run(checkout, named, workload, pairs, folder, out);
    out.print(result.text());
    write(result);
    return 0;
  }

  private static Peer peerNamed(String name) {
    return Stream.of(Peer.values())
        .filter(each -> each.label().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "--peer is '"
                    + name
                    + "', expected one of "
                    + Stream.of(Peer.values()).map(Peer::label).toList()));
  }

  private void write(Object result) throws IOException {
    if (json != null) {
      Files.writeString(json, Json.text(result) + "\n");
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    }
  }
}
