// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.NativeRuntime;
import org.reslab.diagnosis.Diagnosis;
import org.reslab.diagnosis.DiagnosisFolder;
import org.reslab.diagnosis.DiagnosisListener;
import org.reslab.diagnosis.DiagnosisPlan;
import org.reslab.diagnosis.DiagnosisRunner;
import org.reslab.diagnosis.SubjectResult;
import org.reslab.files.AtomicFile;
import org.reslab.files.Json;
import org.reslab.files.RunFiles;
import org.reslab.health.Profile;

/**
 * Runs a diagnosis and writes its folder: {@code experiment.yaml} and {@code environment.json}
 * before the first cell, cells as they are measured, and in the end the table and the judgement.
 */
public final class DiagnosisExperiment {
  private final DiagnosisSettings settings;
  private final DiagnosisListener listener;
  private final CancelFlag cancel;
  private @Nullable RunLock lock;

  /**
   * Prepares one call of {@link #run}.
   *
   * @param cancel ends the work between two passes when set
   */
  public DiagnosisExperiment(
      DiagnosisSettings settings, DiagnosisListener listener, CancelFlag cancel) {
    this.settings = settings;
    this.listener = listener;
    this.cancel = cancel;
  }

  /**
   * Measures what the folder does not hold yet, and judges.
   *
   * @param folder made where it is not there
   * @throws InvalidArgumentException if a setting is wrong, or the folder holds a run of training,
   *     or cells measured with other settings, or another process writes it
   * @throws org.reslab.CancelledException if the flag was set; what is done is kept
   * @throws org.reslab.NativeOutOfMemoryException if a cell needs more memory than there is
   * @throws org.reslab.NativeIoException if something cannot be read or written
   */
  public Diagnosis run(Path folder) {
    Profile judgedBy = Profile.of(settings.profile());
    DiagnosisPlan plan = settings.plan();
    if (Files.exists(folder.resolve(RunFiles.EXPERIMENT))
        && !Files.exists(folder.resolve(RunFiles.CELLS))) {
      throw new InvalidArgumentException(
          "%s holds a run of train or compare, expected a diagnosis or nothing; choose another --out"
              .formatted(folder));
    }
    Integer jobs = settings.jobs();
    int atOnce = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    DiagnosisListener writing =
        new DiagnosisListener() {
          @Override
          public void opening() {
            lock = lock(folder);
          }

          @Override
          public void started(int cells, int found, int atOnce) {
            describe(folder);
            listener.started(cells, found, atOnce);
          }

          @Override
          public void progress(int done, int cells, Duration eta) {
            listener.progress(done, cells, eta);
          }
        };
    try {
      List<SubjectResult> results =
          new DiagnosisRunner(plan, settings.device(), atOnce, writing, cancel).run(folder);
      Diagnosis diagnosis = Diagnosis.of(results, judgedBy);
      DiagnosisFolder.write(folder, diagnosis);
      return diagnosis;
    } finally {
      if (lock != null) {
        lock.close();
      }
    }
  }

  private static RunLock lock(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new NativeIoException("cannot create " + folder + ": " + e, e);
    }
    return RunLock.acquire(folder);
  }

  /** Written when the plan was found sound and the folder fit. */
  private void describe(Path folder) {
    NativeRuntime runtime = NativeRuntime.get();
    ExperimentFile.write(settings, folder.resolve(RunFiles.EXPERIMENT));
    AtomicFile.write(
        folder.resolve(RunFiles.ENVIRONMENT),
        Json.text(Environment.capture(runtime, runtime.resolve(settings.device()))));
  }
}
