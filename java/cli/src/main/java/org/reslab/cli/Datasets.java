// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.data.DataSource;
import org.reslab.data.DatasetFiles;
import org.reslab.data.DatasetKind;
import org.reslab.data.DatasetStore;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.RunDirectory;

/** The data sets of this machine, as commands need them. */
final class Datasets {
  private static final String TUNNELING = "jdk.http.auth.tunneling.disabledSchemes";

  private Datasets() {}

  static DatasetStore store() {
    return new DatasetStore(DatasetStore.defaultDirectory());
  }

  /** Whether the cache holds a data set, by the sizes of its files. */
  static boolean inCache(DatasetKind kind) {
    try {
      return store().info(kind, null).present();
    } catch (CorruptDataException e) {
      return false; // its table of checksums is damaged, which a fetch mends
    }
  }

  /** Fetches a data set into the cache where it is to come from there and is not there. */
  static void ensure(Context context, DataSource source, @Nullable Path dataDir) {
    if (source instanceof DataSource.Known(DatasetKind kind)
        && kind.hasFiles()
        && dataDir == null
        && !inCache(kind)) {
      fetch(context, kind);
    }
  }

  /**
   * Fetches what an experiment needs, after its run directory was found fit: nobody should wait for
   * a download to learn that the folder is taken.
   */
  static void ensureFor(RunDirectory directory, Context context, Experiment experiment) {
    try {
      ensure(context, experiment.data(), experiment.dataDir());
    } catch (RuntimeException e) {
      directory.discardIfUnused();
      throw e;
    }
  }

  static DatasetFiles fetch(Context context, DatasetKind kind) {
    // By default the JDK sends no password to a proxy for https addresses; an empty value allows
    // it.
    if (System.getProperty(TUNNELING) == null) {
      System.setProperty(TUNNELING, "");
    }
    try (FetchDisplay display = new FetchDisplay(context)) {
      return store().fetch(kind, display, context.cancellation().flag());
    }
  }
}
