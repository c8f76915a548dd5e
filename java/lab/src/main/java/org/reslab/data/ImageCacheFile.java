// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reslab.files.Json;

/**
 * A safetensors file of decoded images while it is written: int64 {@code labels} {@code [N]}, then
 * bytes {@code images} {@code [N, height, width, channels]}.
 *
 * <p>Images are put at their places by any thread, three channels each. What was not put, and the
 * second and third channel of gray images, are closed up at the end, in the file itself, so that it
 * never takes more room than it began with.
 */
final class ImageCacheFile implements Closeable {
  /** Safetensors headers are padded with blanks, here so that labels begin at a multiple of 8. */
  private static final int ALIGNMENT = 8;

  private static final int CHANNELS = 3;
  private static final int LENGTH_BYTES = 8;

  /** More than the numbers of a header take that are known at the end only. */
  private static final int ROOM_FOR_NUMBERS = 4096;

  private final FileChannel channel;
  private final int height;
  private final int width;
  private final long[] labels;
  private final BitSet put;
  private final int headerBytes;

  private ImageCacheFile(FileChannel channel, int images, int height, int width, int headerBytes) {
    this.channel = channel;
    this.height = height;
    this.width = width;
    this.headerBytes = headerBytes;
    labels = new long[images];
    put = new BitSet(images);
  }

  /**
   * Begins a file.
   *
   * @param metadata as long as what {@link #finish} gets, but for a few numbers
   * @throws IOException if it cannot be made
   */
  static ImageCacheFile create(
      Path file, int images, int height, int width, Map<String, String> metadata)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new ImageCacheFile(channel, images, height, width, headerBytes(metadata));
  }

  private static int headerBytes(Map<String, String> metadata) {
    int bytes = Json.line(metadata).getBytes(StandardCharsets.UTF_8).length + ROOM_FOR_NUMBERS;
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Returns the size that a file of so many images begins with. */
  static long bytes(long images, int height, int width, Map<String, String> metadata) {
    return headerBytes(metadata) + images * (Long.BYTES + (long) CHANNELS * height * width);
  }

  /**
   * Puts an image at its place; for any thread, each place once.
   *
   * @param rgb bytes {@code [height, width, 3]}
   */
  void put(int index, byte[] rgb, int label) throws IOException {
    write(ByteBuffer.wrap(rgb), start(labels.length) + (long) index * rgb.length);
    synchronized (put) {
      labels[index] = label;
      put.set(index);
    }
  }

  /**
   * Ends the file: closes it up, writes labels and header, and brings it to the disk.
   *
   * @param gray whether to keep one channel, of images whose three are equal
   * @return the size of the file
   */
  long finish(boolean gray, Map<String, String> metadata) throws IOException {
    int channels = gray ? 1 : CHANNELS;
    int count = put.cardinality();
    if (gray || count < labels.length) {
      closeUp(channels, count);
    }
    ByteBuffer values = little((int) Math.min((long) count * Long.BYTES, 1 << 16));
    long at = headerBytes;
    for (int i = put.nextSetBit(0); i >= 0; i = put.nextSetBit(i + 1)) {
      values.putLong(labels[i]);
      if (!values.hasRemaining()) {
        at += flush(values, at);
      }
    }
    flush(values, at);
    writeHeader(channels, count, metadata);
    long bytes = start(count) + (long) count * channels * height * width;
    channel.truncate(bytes);
    channel.force(true);
    return bytes;
  }

  /** Moves images down to where they belong; none comes to lie above its place. */
  private void closeUp(int channels, int count) throws IOException {
    byte[] rgb = new byte[CHANNELS * height * width];
    byte[] kept = new byte[channels * height * width];
    long to = start(count);
    for (int i = put.nextSetBit(0); i >= 0; i = put.nextSetBit(i + 1)) {
      read(rgb, start(labels.length) + (long) i * rgb.length);
      for (int j = 0; j < kept.length; j++) {
        kept[j] = rgb[channels == 1 ? CHANNELS * j : j];
      }
      write(ByteBuffer.wrap(kept), to);
      to += kept.length;
    }
  }

  private void writeHeader(int channels, int count, Map<String, String> metadata)
      throws IOException {
    long labelBytes = (long) count * Long.BYTES;
    long imageBytes = (long) count * channels * height * width;
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("__metadata__", metadata);
    header.put("labels", tensor("I64", List.of(count), 0, labelBytes));
    header.put(
        "images",
        tensor("U8", List.of(count, height, width, channels), labelBytes, labelBytes + imageBytes));
    byte[] text = Json.line(header).getBytes(StandardCharsets.UTF_8);
    if (text.length > headerBytes - LENGTH_BYTES) {
      throw new IllegalStateException(
          "a header of %s bytes in a room of %s".formatted(text.length, headerBytes));
    }
    ByteBuffer bytes = little(headerBytes).putLong(headerBytes - LENGTH_BYTES).put(text);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    write(bytes.flip(), 0);
  }

  private static Map<String, Object> tensor(String type, List<Integer> shape, long from, long to) {
    Map<String, Object> tensor = new LinkedHashMap<>();
    tensor.put("dtype", type);
    tensor.put("shape", shape);
    tensor.put("data_offsets", List.of(from, to));
    return tensor;
  }

  private long start(int images) {
    return headerBytes + (long) images * Long.BYTES;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private long flush(ByteBuffer values, long at) throws IOException {
    int bytes = values.flip().remaining();
    write(values, at);
    values.clear();
    return bytes;
  }

  private void write(ByteBuffer bytes, long at) throws IOException {
    long next = at;
    while (bytes.hasRemaining()) {
      next += channel.write(bytes, next);
    }
  }

  private void read(byte[] bytes, long at) throws IOException {
    ByteBuffer into = ByteBuffer.wrap(bytes);
    while (into.hasRemaining()) {
      if (channel.read(into, at + into.position()) < 0) {
        throw new IOException("the file ends before its images");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
