// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.file.Path;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;

/** A place to get a data set from. Its word is not trusted: the files are checked afterwards. */
interface DatasetSource {
  /** Returns the source's name for messages. */
  String describe();

  /**
   * Puts the files of the data set into a folder.
   *
   * @param folder an empty folder, which the caller removes after a failure
   * @throws IOException if the source cannot be reached, or does not give the data set
   * @throws CancelledException soon after the flag is set
   */
  void fetchInto(Path folder, FetchProgress progress, CancelFlag cancel) throws IOException;

  /** Ends with a {@link CancelledException} if the flag is set. */
  static void checkCancelled(CancelFlag cancel) {
    if (cancel.isCancelled()) {
      throw new CancelledException(
          "the fetch was cancelled; the next one takes up where it stopped");
    }
  }
}
