// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.data.DataSource;
import org.reslab.data.DatasetKind;
import org.reslab.diagnosis.Diagnosis;
import org.reslab.experiment.DiagnosisExperiment;
import org.reslab.experiment.DiagnosisSettings;
import org.reslab.health.Card;
import org.reslab.health.Status;

/** Diagnoses as commands run them. */
final class Diagnoses {
  private Diagnoses() {}

  /** Fetches the images where they are missing, measures into a folder, and judges. */
  static Diagnosis run(DiagnosisSettings settings, Path folder, Context context) {
    var _ = settings.plan(); // a mistake should be reported before a download
    if (settings.inputs().contains("cifar10")) {
      Datasets.ensure(context, new DataSource.Known(DatasetKind.CIFAR10), settings.dataDir());
    }
    try (DiagnosisDisplay display = new DiagnosisDisplay(context)) {
      return new DiagnosisExperiment(settings, display, context.cancellation().flag()).run(folder);
    }
  }

  /** Returns 1 where a verdict is as bad as {@code failOn}. */
  static int exitCode(List<Card> cards, @Nullable Status failOn) {
    if (failOn == null) {
      return ExitCodes.OK;
    }
    Status worst = Status.worst(cards.stream().map(Card::status).toList());
    return worst.compareTo(failOn) >= 0 ? ExitCodes.FAILED : ExitCodes.OK;
  }
}
