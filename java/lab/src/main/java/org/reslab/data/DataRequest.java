// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;

/**
 * How a {@link DataSource} is to be opened.
 *
 * @param size what the pictures of a folder are brought to; null for the size that they have, if it
 *     is one and the same. Other data sets have a size of their own.
 * @param shares how a folder without {@code train/} is split
 * @param splitSeed of that split; the seed of a training does not change it
 * @param validates whether a folder's validation pictures are kept apart, rather than used for
 *     training
 * @param skipUnreadable whether pictures that cannot be read are left out, rather than an error
 * @param dataDir where the files of a named data set are; null for the cache
 * @param cache the folder of {@link DatasetStore}, in which decoded folders are kept as well
 */
public record DataRequest(
    @Nullable ImageSize size,
    SplitShares shares,
    long splitSeed,
    boolean validates,
    boolean skipUnreadable,
    @Nullable Path dataDir,
    Path cache) {

  /** Returns a request with the defaults: split 80/10/10 by seed 0, and an error for bad files. */
  public static DataRequest in(Path cache) {
    return new DataRequest(null, SplitShares.DEFAULT, 0, true, false, null, cache);
  }

  /** Returns the request with a size. */
  public DataRequest withSize(@Nullable ImageSize value) {
    return new DataRequest(value, shares, splitSeed, validates, skipUnreadable, dataDir, cache);
  }

  /** Returns the request with shares and the seed of a split. */
  public DataRequest withSplit(SplitShares value, long seed) {
    return new DataRequest(size, value, seed, validates, skipUnreadable, dataDir, cache);
  }

  /** Returns the request with a folder's validation pictures kept apart, or used for training. */
  public DataRequest withValidation(boolean value) {
    return new DataRequest(size, shares, splitSeed, value, skipUnreadable, dataDir, cache);
  }

  /** Returns the request with or without leave for unreadable pictures. */
  public DataRequest withSkipUnreadable(boolean value) {
    return new DataRequest(size, shares, splitSeed, validates, value, dataDir, cache);
  }

  /** Returns the request with the folder of a named data set's files. */
  public DataRequest withDataDir(@Nullable Path value) {
    return new DataRequest(size, shares, splitSeed, validates, skipUnreadable, value, cache);
  }

  /**
   * Refuses a size for data that have one.
   *
   * @param what the data
   * @throws InvalidArgumentException if a size is given
   */
  void requireNoSize(String what) {
    if (size != null) {
      throw InvalidArgumentException.of(
          "size",
          "found %s for %s, whose images have their size; leave it out, it is for folder:DIR"
              .formatted(size.label(), what));
    }
  }

  /**
   * Refuses a folder for data that name theirs.
   *
   * @param what the data
   * @throws InvalidArgumentException if a folder is given
   */
  void requireNoDataDir(String what) {
    if (dataDir != null) {
      throw InvalidArgumentException.of(
          "data_dir",
          "found %s for %s, which names its folder; leave it out".formatted(dataDir, what));
    }
  }
}
