// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;

/**
 * The files of one data set, verified.
 *
 * @param directory the folder they lie in
 * @param train training files, in the order in which their records count
 * @param test test files, likewise
 */
public record DatasetFiles(DatasetKind kind, Path directory, List<Path> train, List<Path> test) {
  /** Copies the lists. */
  public DatasetFiles {
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /**
   * Checks that there are as many training images as are asked for.
   *
   * @param subset images to train on; null for all
   * @throws InvalidArgumentException if there are fewer
   * @throws NativeIoException if a file's size cannot be read
   */
  public void requireTrain(@Nullable Long subset) {
    require("subset", subset, "training", train);
  }

  /** Checks the test images likewise; {@code setting} names what asks for them. */
  public void requireTest(String setting, @Nullable Long subset) {
    require(setting, subset, "test", test);
  }

  private void require(String setting, @Nullable Long subset, String use, List<Path> files) {
    long images = images(files);
    if (subset != null && subset > images) {
      throw new InvalidArgumentException(
          "%s is %s, but %s has %s %s images; choose at most that many, or leave it out for all"
              .formatted(setting, subset, directory, images, use));
    }
  }

  /**
   * Returns the number of training images, by the sizes of the files.
   *
   * @throws NativeIoException if that cannot be read
   */
  public long trainImages() {
    return images(train);
  }

  /** Returns the number of test images likewise. */
  public long testImages() {
    return images(test);
  }

  private long images(List<Path> files) {
    try {
      return kind.layout().format().images(files);
    } catch (IOException e) {
      throw new NativeIoException("cannot read %s: %s".formatted(directory, IoReasons.of(e)), e);
    }
  }
}
