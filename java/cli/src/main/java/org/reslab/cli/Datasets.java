// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reslab.data.DatasetFiles;
import org.reslab.data.DatasetKind;
import org.reslab.data.DatasetStore;

/** The data sets of this machine, as commands need them. */
final class Datasets {
  private Datasets() {}

  static DatasetStore store() {
    return new DatasetStore(DatasetStore.defaultDirectory());
  }

  /** Fetches a data set into the cache where it is to come from there and is not there. */
  static void ensure(Context context, DatasetKind kind, @Nullable Path dataDir) {
    if (kind.hasFiles() && dataDir == null && !store().info(kind, null).present()) {
      fetch(context, kind);
    }
  }

  static DatasetFiles fetch(Context context, DatasetKind kind) {
    FetchDisplay display = new FetchDisplay(context);
    try {
      return store().fetch(kind, display, context.cancellation().flag());
    } finally {
      display.close();
    }
  }
}
