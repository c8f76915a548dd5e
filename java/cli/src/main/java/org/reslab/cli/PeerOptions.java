// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reslab.bench.PythonPeer;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What to measure together with ResLab. */
final class PeerOptions {
  private static final String PYTHON = "python";
  private static final String VARIABLE = "RESLAB_PYTHON";
  private static final String ON_PATH = "python3";

  @Option(
      names = "--peer",
      paramLabel = "PEER",
      description = "Measure a peer in turn with ResLab: python, which needs PyTorch.")
  private @Nullable String peer;

  @Option(
      names = "--python",
      paramLabel = "PATH",
      description = "The Python of --peer python (default: $RESLAB_PYTHON, else python3).")
  private @Nullable String python;

  /**
   * Returns the peer, null for none.
   *
   * @throws ParameterException if another one is asked for
   */
  @Nullable PythonPeer open(CommonOptions common) {
    if (peer == null) {
      if (python != null) {
        throw common.usage("--python names the Python of a peer; add --peer python");
      }
      return null;
    }
    if (!peer.equals(PYTHON)) {
      throw common.usage("--peer is '%s', expected python".formatted(peer));
    }
    if (python != null) {
      return PythonPeer.of(python);
    }
    return PythonPeer.of(Optional.ofNullable(System.getenv(VARIABLE)).orElse(ON_PATH));
  }
}
