// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.nio.file.Path;
import java.util.List;
import org.reslab.ActivationHistogram;
import org.reslab.CancelFlag;
import org.reslab.Dataset;
import org.reslab.Device;
import org.reslab.MemorySession;
import org.reslab.Network;
import org.reslab.files.AtomicFile;
import org.reslab.files.HistogramRow;
import org.reslab.files.Json;
import org.reslab.files.RunFiles;

/**
 * Distributions of the outputs of blocks, of every subject with its first seed: {@code
 * histograms.jsonl}, whose runs have the names of the architectures in {@code diagnosis.json}.
 */
final class DistributionsFile {
  private DistributionsFile() {}

  /**
   * Measures and writes the file, in place of an earlier one.
   *
   * @throws org.reslab.CancelledException if the flag was set; the file is then as it was
   */
  static void write(
      Path folder,
      DiagnosisPlan plan,
      List<SubjectResult> results,
      Device device,
      CancelFlag cancel) {
    StringBuilder lines = new StringBuilder();
    long seed = plan.seeds().getFirst();
    for (SubjectResult result : results) {
      Subject subject = result.subject();
      try (MemorySession session = MemorySession.open()) {
        Network network = session.network(subject.spec().toBuilder().seed(seed).build(), device);
        if (plan.checkpoint() != null) {
          network.load(plan.checkpoint());
        }
        Dataset input = subject.input().open(session, subject.spec(), seed, 0, plan.batch());
        for (ActivationHistogram it :
            Snapshot.histograms(network, input, subject.bnMode(), plan.batch(), cancel)) {
          HistogramRow row =
              HistogramRow.of(
                  Diagnosis.name(result), subject.net(), subject.block().name(), seed, 0, 0, it);
          lines.append(Json.line(row)).append('\n');
        }
      }
    }
    AtomicFile.write(folder.resolve(RunFiles.HISTOGRAMS), lines.toString());
  }
}
