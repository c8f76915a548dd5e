// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.InternalErrorException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.Net;

/** PyTorch as the peer: a Python with torch, and the script that has the networks and loops. */
public final class PythonPeer implements AutoCloseable {
  private static final String SCRIPT = "peer.py";

  /** The clause of a net whose parameters have torchvision's names. */
  private static final String TORCHVISION = "names: torchvision";

  private static final Set<String> BLOCKS = Set.of("plain", "basic", "preact");
  private static final Pattern NETS = Pattern.compile("tinynet|resnet-[0-9]+");

  private final List<String> program;
  private final @Nullable Path script;

  private PythonPeer(List<String> program, @Nullable Path script) {
    this.program = List.copyOf(program);
    this.script = script;
  }

  /**
   * Takes a Python. Whether it has torch turns out when it is first run.
   *
   * @param python a path, or a name on PATH
   * @throws NativeIoException if the script cannot be laid out in a temporary file
   */
  public static PythonPeer of(String python) {
    try (InputStream resource = PythonPeer.class.getResourceAsStream(SCRIPT)) {
      if (resource == null) {
        throw new InternalErrorException("the resource " + SCRIPT + " is missing; build again");
      }
      Path script = Files.createTempFile("reslab-peer-", ".py");
      Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
      return new PythonPeer(List.of(python, script.toString()), script);
    } catch (IOException e) {
      throw new NativeIoException("cannot write the peer's script: " + e, e);
    }
  }

  /** Another program that speaks as the script does. */
  static PythonPeer ofProgram(List<String> program) {
    return new PythonPeer(program, null);
  }

  /**
   * A contender that does the work of {@code settings} in one of the peer's ways.
   *
   * @throws InvalidArgumentException if the peer does not have such a network, or that way not on
   *     the device
   */
  Contender contender(PeerMode mode, WorkerSettings settings) {
    requireKnown(settings);
    if (settings.onCuda() && !mode.onCuda()) {
      throw new InvalidArgumentException(
          "the peer's mode '%s' is for the CPU, and the device is %s; expected tuned or compile"
              .formatted(mode.label(), settings.device()));
    }
    return Contender.peer(
        mode.label(), program, settings.toBuilder().mode(mode.mode()).build(), mode.environment());
  }

  private static void requireKnown(WorkerSettings settings) {
    Net net = Net.of(settings.net());
    if (net.spec().contains(TORCHVISION)) {
      if (!Block.of(settings.block()).spec().equals(Block.of(net.block()).spec())) {
        throw new InvalidArgumentException(
            "the peer has torchvision's %s with its block %s alone; leave out --block or --peer"
                .formatted(settings.net(), net.block()));
      }
      return;
    }
    if (!NETS.matcher(settings.net()).matches()) {
      throw new InvalidArgumentException(
          "the peer has no net '%s', expected tinynet, resnet-N or one of torchvision's such as resnet18; leave out --peer"
              .formatted(settings.net()));
    }
    if (!BLOCKS.contains(settings.block())) {
      throw new InvalidArgumentException(
          "the peer has no block '%s', expected plain, basic or preact; leave out --peer"
              .formatted(settings.block()));
    }
  }

  /** Deletes the script. */
  @Override
  public void close() {
    if (script != null) {
      try {
        Files.deleteIfExists(script);
      } catch (IOException e) {
        throw new NativeIoException("cannot delete " + script + ": " + e, e);
      }
    }
  }
}
