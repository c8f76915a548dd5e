// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.reslab.CorruptDataException;
import org.reslab.ImageDescription;
import org.reslab.text.Numbers;

/**
 * Images and labels of a pair of IDX files: {@code [N, height, width]} or {@code [N, height, width,
 * channels]}, and {@code [N]}.
 *
 * @param shape of an image: height, width, channels
 */
record IdxImages(Path images, Path labels, long count, List<Integer> shape)
    implements LabelledImages {

  /**
   * Reads the headers.
   *
   * @throws IOException if a file cannot be read
   * @throws CorruptDataException if a header is none, or the two do not belong together
   */
  static IdxImages of(Path images, Path labels) throws IOException {
    IdxFile.Header pixels = IdxFile.header(images);
    IdxFile.Header classes = IdxFile.header(labels);
    int rank = pixels.shape().size();
    if (rank != 3 && rank != 4) {
      throw new CorruptDataException(
          "%s has shape %s, expected images [N, height, width] or [N, height, width, channels]"
              .formatted(images, pixels.shape()));
    }
    if (classes.shape().size() != 1) {
      throw new CorruptDataException(
          "%s has shape %s, expected labels [N]".formatted(labels, classes.shape()));
    }
    if (pixels.count() != classes.count()) {
      throw new CorruptDataException(
          "%s has %s images but %s %s labels, expected as many; get both from one place"
              .formatted(
                  images, Numbers.count(pixels.count()), labels, Numbers.count(classes.count())));
    }
    List<Integer> shape =
        List.of(
            pixels.shape().get(1), pixels.shape().get(2), rank == 3 ? 1 : pixels.shape().get(3));
    return new IdxImages(images, labels, pixels.count(), shape);
  }

  /**
   * Returns the number of classes: one more than the largest label, at least 2.
   *
   * @throws IOException if the labels cannot be read
   */
  int classes() throws IOException {
    int most = 1;
    for (byte label : IdxFile.read(labels).values()) {
      most = Math.max(most, label & 0xFF);
    }
    return most + 1;
  }

  /**
   * Returns what the images are, with their own mean and deviation.
   *
   * @param name what they are called in messages
   * @throws IOException if a file cannot be read
   * @throws CorruptDataException if all values are the same
   */
  ImageDescription description(String name, int classes) throws IOException {
    int channels = shape.get(2);
    Census census = new Census(classes, channels, Map.of(Split.TRAIN, Math.toIntExact(count)));
    int[] next = {0};
    forEach((pixels, label) -> census.add(Split.TRAIN, next[0]++, label, pixels));
    return new ImageDescription(
        channels,
        shape.get(0),
        shape.get(1),
        census.mean().stream().map(Double::floatValue).toList(),
        Spread.required(name, census.std()).stream().map(Double::floatValue).toList(),
        List.of());
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    byte[] classes = IdxFile.read(labels).values();
    byte[] pixels = IdxFile.read(images).values();
    int bytes = shape.get(0) * shape.get(1) * shape.get(2);
    byte[] image = new byte[bytes];
    for (int i = 0; i < count; i++) {
      System.arraycopy(pixels, i * bytes, image, 0, bytes);
      visitor.image(image, classes[i] & 0xFF);
    }
  }
}
