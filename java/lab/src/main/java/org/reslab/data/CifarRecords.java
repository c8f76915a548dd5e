// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.reslab.CifarFormat;
import org.reslab.CorruptDataException;

/**
 * The images of CIFAR's binary files.
 *
 * @param format of CIFAR
 */
record CifarRecords(RecordFormat format, List<Path> files, long count) implements LabelledImages {
  /** Returns the layout as the native part knows it. */
  CifarFormat cifar() {
    return Objects.requireNonNull(format.cifar());
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    byte[] record = new byte[format.recordBytes()];
    byte[] pixels = new byte[CifarPlanes.BYTES];
    for (Path file : files) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
        for (int n = in.readNBytes(record, 0, record.length);
            n > 0;
            n = in.readNBytes(record, 0, record.length)) {
          if (n < record.length) {
            throw new CorruptDataException(
                "%s ends with %s bytes of a record, expected %s".formatted(file, n, record.length));
          }
          CifarPlanes.interleave(record, format.labelBytes(), pixels);
          visitor.image(pixels, record[format.labelBytes() - 1] & 0xFF);
        }
      }
    }
  }
}
