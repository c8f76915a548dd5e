// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.reslab.files.HistogramRow;

/**
 * Writes TensorBoard's event files: {@code Event} messages of TensorFlow's {@code event.proto} and
 * {@code summary.proto}, framed as TFRecords. The field numbers are theirs.
 */
final class EventFile {
  private static final int EVENT_WALL_TIME = 1;
  private static final int EVENT_STEP = 2;
  private static final int EVENT_FILE_VERSION = 3;
  private static final int EVENT_SUMMARY = 5;
  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE = 2;
  private static final int VALUE_IMAGE = 4;
  private static final int VALUE_HISTOGRAM = 5;
  private static final int VALUE_METADATA = 9;
  private static final int METADATA_PLUGIN = 1;
  private static final int PLUGIN_NAME = 1;
  private static final int PLUGIN_CONTENT = 2;
  private static final int IMAGE_HEIGHT = 1;
  private static final int IMAGE_WIDTH = 2;
  private static final int IMAGE_COLORSPACE = 3;
  private static final int IMAGE_ENCODED = 4;
  private static final int RGB = 3;

  /** Added to a rotated checksum, lest a checksum of data with checksums be weak (TFRecord). */
  private static final int CRC_MASK = 0xA282EAD8;

  private final OutputStream out;

  /**
   * Begins a file.
   *
   * @param wallTime seconds since 1970
   */
  EventFile(OutputStream out, double wallTime) throws IOException {
    this.out = out;
    record(
        new ProtoMessage()
            .fixed64(EVENT_WALL_TIME, wallTime)
            .text(EVENT_FILE_VERSION, "brain.Event:2"));
  }

  /** Adds a number; TensorBoard keeps float32, NaN and infinities included. */
  void scalar(double wallTime, long step, String tag, double value) throws IOException {
    value(wallTime, step, tagged(tag).fixed32(VALUE_SIMPLE, (float) value));
  }

  /** Adds a PNG file of three channels. */
  void image(double wallTime, long step, String tag, int width, int height, byte[] png)
      throws IOException {
    ProtoMessage image =
        new ProtoMessage()
            .integer(IMAGE_HEIGHT, height)
            .integer(IMAGE_WIDTH, width)
            .integer(IMAGE_COLORSPACE, RGB)
            .bytes(IMAGE_ENCODED, png);
    value(wallTime, step, tagged(tag).message(VALUE_IMAGE, image));
  }

  /**
   * Adds a distribution. What lies outside of the bins is shown as one more bin at that end; sums
   * are those of values in the middle of their bins.
   */
  void histogram(double wallTime, String tag, HistogramRow row) throws IOException {
    int bins = row.counts().length;
    double width = bins == 0 ? 0 : (row.high() - row.low()) / bins;
    double[] limits = new double[bins + 2];
    double[] counts = new double[bins + 2];
    limits[0] = row.low();
    counts[0] = (double) row.below();
    for (int i = 0; i < bins; i++) {
      limits[i + 1] = row.edge(i + 1);
      counts[i + 1] = (double) row.counts()[i];
    }
    limits[bins + 1] = row.high() + width;
    counts[bins + 1] = (double) row.above();
    double values = 0;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < counts.length; i++) {
      double middle = limits[i] - width / 2;
      values += counts[i];
      sum += counts[i] * middle;
      squares += counts[i] * middle * middle;
    }
    ProtoMessage histogram =
        new ProtoMessage()
            .fixed64(1, row.below() > 0 ? row.low() - width : row.low())
            .fixed64(2, row.above() > 0 ? row.high() + width : row.high())
            .fixed64(3, values)
            .fixed64(4, sum)
            .fixed64(5, squares)
            .packed(6, limits)
            .packed(7, counts);
    value(wallTime, row.step(), tagged(tag).message(VALUE_HISTOGRAM, histogram));
  }

  /** Adds what a plugin of TensorBoard reads. */
  void plugin(double wallTime, String tag, String plugin, ProtoMessage content) throws IOException {
    ProtoMessage data =
        new ProtoMessage().text(PLUGIN_NAME, plugin).bytes(PLUGIN_CONTENT, content.toBytes());
    ProtoMessage metadata = new ProtoMessage().message(METADATA_PLUGIN, data);
    value(wallTime, 0, tagged(tag).message(VALUE_METADATA, metadata));
  }

  private static ProtoMessage tagged(String tag) {
    return new ProtoMessage().text(VALUE_TAG, tag);
  }

  private void value(double wallTime, long step, ProtoMessage value) throws IOException {
    record(
        new ProtoMessage()
            .fixed64(EVENT_WALL_TIME, wallTime)
            .integer(EVENT_STEP, step)
            .message(EVENT_SUMMARY, new ProtoMessage().message(SUMMARY_VALUE, value)));
  }

  /** Length, its checksum, data, its checksum; little-endian. */
  private void record(ProtoMessage event) throws IOException {
    byte[] data = event.toBytes();
    byte[] length = little(Long.BYTES).putLong(data.length).array();
    out.write(length);
    out.write(little(Integer.BYTES).putInt(masked(length)).array());
    out.write(data);
    out.write(little(Integer.BYTES).putInt(masked(data)).array());
  }

  private static int masked(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, bytes.length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + CRC_MASK;
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
