// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.reslab.files.Json;

/** Safetensors files of float32 and int64 tensors, which carry weights and images to every side. */
public final class TensorFile {
  private static final String METADATA = "__metadata__";

  /**
   * A dense row-major tensor.
   *
   * @param dtype {@code F32} or {@code I64}
   * @param shape its sizes
   * @param bytes its values, little-endian, from position 0 to the limit
   */
  public record Tensor(String dtype, List<Long> shape, ByteBuffer bytes) {
    /** Copies the shape. */
    public Tensor {
      shape = List.copyOf(shape);
    }

    /** Makes a tensor of float32 values. */
    public static Tensor of(float[] values, long... shape) {
      ByteBuffer bytes = buffer(values.length * Float.BYTES);
      bytes.asFloatBuffer().put(values);
      return new Tensor("F32", Arrays.stream(shape).boxed().toList(), bytes);
    }

    /** Makes a tensor of int64 values. */
    public static Tensor of(long[] values, long... shape) {
      ByteBuffer bytes = buffer(values.length * Long.BYTES);
      bytes.asLongBuffer().put(values);
      return new Tensor("I64", Arrays.stream(shape).boxed().toList(), bytes);
    }

    /** Returns the shape as libraries take it. */
    public long[] sizes() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** Returns the values of a float32 tensor. */
    public float[] floats() {
      float[] values = new float[bytes.limit() / Float.BYTES];
      bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return values;
    }

    /** Returns the values of an int64 tensor. */
    public long[] longs() {
      long[] values = new long[bytes.limit() / Long.BYTES];
      bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
      return values;
    }

    private static ByteBuffer buffer(int size) {
      return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private TensorFile() {}

  /**
   * Reads every tensor.
   *
   * @throws IOException where the file cannot be read
   */
  public static Map<String, Tensor> read(Path file) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[Math.toIntExact(all.getLong())];
    all.get(header);
    ByteBuffer data = all.slice();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Json.parseObject(new String(header, StandardCharsets.UTF_8))
        .forEach((name, value) -> {
          if (!name.equals(METADATA)) {
            Map<?, ?> entry = (Map<?, ?>) Objects.requireNonNull(value);
            List<Long> offsets = numbers(entry, "data_offsets");
            int begin = Math.toIntExact(offsets.get(0));
            tensors.put(
                name,
                new Tensor(
                    String.valueOf(entry.get("dtype")),
                    numbers(entry, "shape"),
                    data.slice(begin, Math.toIntExact(offsets.get(1)) - begin)));
          }
        });
    return tensors;
  }

  /** Writes tensors. */
  static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    int end = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      int begin = end;
      end += entry.getValue().bytes().limit();
      header.put(
          entry.getKey(),
          Map.of(
              "dtype",
              entry.getValue().dtype(),
              "shape",
              entry.getValue().shape(),
              "data_offsets",
              List.of(begin, end)));
    }
    byte[] text = Json.line(header).getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(Long.BYTES + text.length + end).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(text.length).put(text);
    tensors.values().forEach(tensor -> all.put(tensor.bytes().duplicate()));
    Files.write(file, all.array());
  }

  private static List<Long> numbers(Map<?, ?> entry, String key) {
    List<?> list = (List<?>) Objects.requireNonNull(entry.get(key), key);
    return list.stream().map(each -> ((Number) Objects.requireNonNull(each)).longValue()).toList();
  }
}
