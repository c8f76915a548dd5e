// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.BnMode;
import org.reslab.CancelFlag;
import org.reslab.Device;
import org.reslab.NetworkSpec;
import org.reslab.Probe;

/** Plans of cells that take milliseconds. */
final class Plans {
  static final int BATCH = 16;

  private Plans() {}

  static NetworkSpec spec(String block) {
    return NetworkSpec.builder("tinynet", Block.of(block))
        .width(4)
        .layers(List.of(1L, 1L, 1L))
        .build();
  }

  static Subject subject(String block) {
    return new Subject(spec(block), BnMode.TRAIN, InputSource.GAUSSIAN);
  }

  static Subject subject(String block, InputSource input) {
    return new Subject(spec(block), BnMode.TRAIN, input);
  }

  static List<Subject> subjects(String... blocks) {
    return Stream.of(blocks).map(Plans::subject).toList();
  }

  static DiagnosisPlan plan(List<Subject> subjects, Long... seeds) {
    return plan(subjects, BATCH, null, seeds);
  }

  static DiagnosisPlan plan(
      List<Subject> subjects, int batch, @Nullable Path checkpoint, Long... seeds) {
    return new DiagnosisPlan(
        subjects, List.of(seeds), Set.of(Probe.ACTIVATIONS), batch, 1e-3, 0.1, checkpoint);
  }

  static DiagnosisPlan with(DiagnosisPlan plan, Set<Probe> probes) {
    return new DiagnosisPlan(
        plan.subjects(),
        plan.seeds(),
        probes,
        plan.batch(),
        plan.eps(),
        plan.lr(),
        plan.checkpoint());
  }

  static DiagnosisRunner runner(DiagnosisPlan plan, int jobs) {
    return new DiagnosisRunner(
        plan, Device.CPU, jobs, DiagnosisListener.SILENT, CancelFlag.create());
  }
}
