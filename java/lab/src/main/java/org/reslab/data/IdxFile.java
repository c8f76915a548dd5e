// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;

/**
 * An array of bytes in the IDX format of the MNIST database, packed with gzip or plain.
 *
 * <p>Two zero bytes, the element type (only 8, unsigned bytes, is read), the number of dimensions,
 * each dimension as a big-endian integer of 32 bits, and then the elements. Source: LeCun, Cortes,
 * Burges, The MNIST database of handwritten digits.
 *
 * @param header its shape has at least one dimension
 * @param values as many as the shape has elements; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // read once, handed to one reader
record IdxFile(Header header, byte[] values) {
  private static final int UNSIGNED_BYTES = 8;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int MOST_DIMENSIONS = 4;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 16;

  /**
   * What a file says of itself.
   *
   * @param shape for example {@code [60000, 28, 28]}
   */
  record Header(Path file, List<Integer> shape) {
    /** Returns the first dimension: the number of images or labels. */
    int count() {
      return shape.getFirst();
    }

    /** Returns the number of elements. */
    long elements() {
      return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    private int bytes() {
      return 4 + 4 * shape.size();
    }
  }

  /**
   * Reads the header alone.
   *
   * @throws IOException if the file cannot be read
   * @throws CorruptDataException if it is no such header
   */
  static Header header(Path file) throws IOException {
    try (InputStream in = open(file)) {
      return header(file, in);
    }
  }

  /**
   * Reads a whole file.
   *
   * @throws IOException if the file cannot be read
   * @throws CorruptDataException if it is not what its header says
   * @throws InvalidArgumentException if it is larger than is read at once
   */
  static IdxFile read(Path file) throws IOException {
    try (InputStream in = open(file)) {
      Header header = header(file, in);
      long expected = header.elements();
      if (expected > MOST_BYTES) {
        throw new InvalidArgumentException(
            String.format(
                Locale.ROOT,
                "%s has %,d values, expected at most %,d; split it",
                file,
                expected,
                MOST_BYTES));
      }
      byte[] values = in.readNBytes((int) expected);
      if (values.length < expected) {
        throw new CorruptDataException(
            String.format(
                Locale.ROOT,
                "%s ends at byte %,d, expected %,d bytes for shape %s; get the file again",
                file,
                header.bytes() + (long) values.length,
                header.bytes() + expected,
                header.shape()));
      }
      if (in.read() >= 0) {
        throw new CorruptDataException(
            String.format(
                Locale.ROOT,
                "%s has more than the %,d bytes of shape %s; get the file again",
                file,
                header.bytes() + expected,
                header.shape()));
      }
      return new IdxFile(header, values);
    } catch (EOFException | ZipException e) {
      throw packing(file, e);
    }
  }

  private static Header header(Path file, InputStream in) throws IOException {
    try {
      byte[] magic = in.readNBytes(4);
      if (magic.length < 4 || magic[0] != 0 || magic[1] != 0) {
        throw bad(file, 0, "bytes " + Arrays.toString(magic), "the IDX magic 0, 0, type, rank");
      }
      if (magic[2] != UNSIGNED_BYTES) {
        throw bad(file, 2, "element type " + (magic[2] & 0xFF), "8, unsigned bytes");
      }
      if (magic[3] < 1 || magic[3] > MOST_DIMENSIONS) {
        throw bad(file, 3, (magic[3] & 0xFF) + " dimensions", "1 to " + MOST_DIMENSIONS);
      }
      Integer[] shape = new Integer[magic[3]];
      for (int i = 0; i < shape.length; i++) {
        byte[] size = in.readNBytes(4);
        long value = size.length < 4 ? -1 : Integer.toUnsignedLong(ByteBuffer.wrap(size).getInt());
        if (value < 1 || value > Integer.MAX_VALUE) {
          throw bad(
              file,
              4 + 4 * i,
              size.length < 4 ? "the end of the file" : "dimension " + value,
              "a dimension of at least 1");
        }
        shape[i] = (int) value;
      }
      Header header = new Header(file, List.of(shape));
      try {
        header.elements();
      } catch (ArithmeticException e) {
        throw bad(file, 4, "shape " + header.shape(), "one that a file can hold");
      }
      return header;
    } catch (EOFException | ZipException e) {
      throw packing(file, e);
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      in.mark(2);
      int magic = in.read() << 8 | in.read();
      in.reset();
      return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
    } catch (IOException e) {
      in.close();
      if (e instanceof EOFException || e instanceof ZipException) {
        throw packing(file, e);
      }
      throw e;
    }
  }

  private static CorruptDataException bad(Path file, int offset, String found, String expected) {
    return new CorruptDataException(
        "%s at byte %s: found %s, expected %s".formatted(file, offset, found, expected));
  }

  private static CorruptDataException packing(Path file, IOException e) {
    return new CorruptDataException(
        "%s is a damaged gzip file: %s; get the file again".formatted(file, IoReasons.of(e)), e);
  }
}
