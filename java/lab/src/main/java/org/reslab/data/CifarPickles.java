// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;

/**
 * The images of batches of CIFAR's Python version.
 *
 * @param labels the key of the labels
 * @param classes labels are below it
 */
record CifarPickles(List<Path> files, String labels, int classes, long count)
    implements LabelledImages {
  /**
   * Reads the files once to count their images.
   *
   * @throws IOException if a file cannot be read
   * @throws CorruptDataException if a file is no such batch
   */
  static CifarPickles of(List<Path> files, String labels, int classes) throws IOException {
    CifarPickles uncounted = new CifarPickles(files, labels, classes, 0);
    long count = 0;
    for (Path file : files) {
      count += uncounted.batch(file).labels().length;
    }
    return new CifarPickles(files, labels, classes, count);
  }

  @SuppressWarnings("ArrayRecordComponent") // read once, handed to one reader
  private record Batch(byte[] planes, int[] labels) {}

  @Override
  public void forEach(Visitor visitor) throws IOException {
    byte[] pixels = new byte[CifarPlanes.BYTES];
    for (Path file : files) {
      Batch batch = batch(file);
      for (int i = 0; i < batch.labels().length; i++) {
        CifarPlanes.interleave(batch.planes(), i * CifarPlanes.BYTES, pixels);
        visitor.image(pixels, batch.labels()[i]);
      }
    }
  }

  private Batch batch(Path file) throws IOException {
    Map<String, Object> entries = PickleFile.read(file);
    if (!(entries.get("data") instanceof PickleFile.Bytes data)
        || data.shape().size() != 2
        || data.shape().get(1) != CifarPlanes.BYTES) {
      throw new CorruptDataException(
          "%s: its data is %s, expected an array [N, %s] of bytes"
              .formatted(file, described(entries.get("data")), CifarPlanes.BYTES));
    }
    if (!(entries.get(labels) instanceof List<?> list) || list.size() != data.shape().get(0)) {
      throw new CorruptDataException(
          "%s: its %s are %s, expected a list of %s numbers"
              .formatted(file, labels, described(entries.get(labels)), data.shape().get(0)));
    }
    int[] values = new int[list.size()];
    for (int i = 0; i < values.length; i++) {
      if (!(list.get(i) instanceof Long label) || label < 0 || label >= classes) {
        throw new CorruptDataException(
            "%s: label %s is %s, expected 0 to %s".formatted(file, i, list.get(i), classes - 1));
      }
      values[i] = label.intValue();
    }
    return new Batch(data.values(), values);
  }

  private static String described(@Nullable Object value) {
    return switch (value) {
      case null -> "missing";
      case PickleFile.Bytes bytes -> "of shape " + bytes.shape();
      case List<?> list -> "a list of " + list.size();
      default -> "a " + value.getClass().getSimpleName();
    };
  }

  /**
   * Returns the class names of a batch folder's table.
   *
   * @param key their key in it
   * @return none where there is no such table
   * @throws IOException if it cannot be read
   */
  static List<String> classNames(Path table, String key) throws IOException {
    List<String> names = new ArrayList<>();
    if (PickleFile.read(table).get(key) instanceof List<?> list) {
      for (Object name : list) {
        if (!(name instanceof String) && !(name instanceof byte[])) {
          throw new CorruptDataException(
              "%s: a name in %s is %s, expected a text".formatted(table, key, described(name)));
        }
        names.add(PickleFile.text(name));
      }
    }
    return names;
  }
}
