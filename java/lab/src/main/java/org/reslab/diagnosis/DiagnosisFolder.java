// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.nio.file.Path;
import org.reslab.files.AtomicFile;
import org.reslab.files.Json;
import org.reslab.files.RunFiles;

/** What a diagnosis leaves in its folder in addition to the cells: the table and the judgement. */
public final class DiagnosisFolder {
  private DiagnosisFolder() {}

  /**
   * Writes {@code diagnosis.csv} and {@code diagnosis.json}, in place of earlier ones.
   *
   * @throws org.reslab.NativeIoException if that fails
   */
  public static void write(Path folder, Diagnosis diagnosis) {
    DiagnosisTable.write(diagnosis.results(), folder.resolve(RunFiles.DIAGNOSIS_TABLE));
    AtomicFile.write(folder.resolve(RunFiles.DIAGNOSIS), Json.text(StoredDiagnosis.of(diagnosis)));
  }
}
