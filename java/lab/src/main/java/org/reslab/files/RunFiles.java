// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.util.List;

/** Names of the files in a run directory. */
public final class RunFiles {
  /** Every setting, resolved. */
  public static final String EXPERIMENT = "experiment.yaml";

  /** Versions, threads, processor, git commit, command line. */
  public static final String ENVIRONMENT = "environment.json";

  /** Every measured value but those of the clock, in long format. */
  public static final String METRICS = "metrics.jsonl";

  /** What the clock said, in long format. */
  public static final String TIMING = "timing.jsonl";

  /** Distributions of activations. */
  public static final String HISTOGRAMS = "histograms.jsonl";

  /** One row per epoch. */
  public static final String EPOCHS = "epochs.csv";

  /** The comparison; its status is "running" until the end. */
  public static final String SUMMARY = "summary.json";

  /** Environments of processes that resumed the run. */
  public static final String RESUMES = "resumes.jsonl";

  /** The folder of checkpoints, a folder per cell. */
  public static final String CHECKPOINTS = "checkpoints";

  /** What the last weights make of the test images, in the folder of a cell's checkpoints. */
  public static final String EVALUATION = "last.evaluation.json";

  /** Of a diagnosis: what was measured, a line for each subject and seed. */
  public static final String CELLS = "cells.jsonl";

  /** Of a diagnosis: the judgement. */
  public static final String DIAGNOSIS = "diagnosis.json";

  /** Of a diagnosis: every value in long format. */
  public static final String DIAGNOSIS_TABLE = "diagnosis.csv";

  /** Of every run: the tags that users gave it. */
  public static final String TAGS = "tags.json";

  /** Of every run: held by the process that writes it. */
  public static final String LOCK = ".lock";

  /** Of every run: held by the process that changes its tags. */
  public static final String TAGS_LOCK = ".tags.lock";

  /** What training writes in addition to checkpoints. */
  public static final List<String> TRAINING =
      List.of(EXPERIMENT, ENVIRONMENT, METRICS, TIMING, HISTOGRAMS, EPOCHS, SUMMARY, RESUMES);

  private RunFiles() {}
}
