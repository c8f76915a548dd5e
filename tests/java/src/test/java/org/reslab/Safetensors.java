// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads and makes safetensors files independently of the library under test. */
public final class Safetensors {
  /** One tensor: its element type, shape and little-endian bytes. */
  public static final class Tensor {
    private final String dtype;
    private final List<Long> shape;
    private final byte[] bytes;

    public Tensor(String dtype, List<Long> shape, byte[] bytes) {
      this.dtype = dtype;
      this.shape = shape;
      this.bytes = bytes;
    }

    public String dtype() {
      return dtype;
    }

    public List<Long> shape() {
      return shape;
    }

    public byte[] bytes() {
      return bytes;
    }

    public float[] floats() {
      float[] values = new float[bytes.length / Float.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return values;
    }

    long[] longs() {
      long[] values = new long[bytes.length / Long.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
      return values;
    }

    /** FNV-1a, 64 bits, in hexadecimal. */
    String fingerprint() {
      long hash = 0xcbf29ce484222325L;
      for (byte b : bytes) {
        hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
      }
      return "%016x".formatted(hash);
    }
  }

  private Safetensors() {}

  public static Map<String, Tensor> read(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    int headerLength =
        Math.toIntExact(ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getLong());
    JsonNode header =
        JsonMapper.shared().readTree(new String(all, 8, headerLength, StandardCharsets.UTF_8));
    Map<String, Tensor> tensors = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals("__metadata__")) {
        continue;
      }
      JsonNode tensor = entry.getValue();
      List<Long> shape = new ArrayList<>();
      tensor.get("shape").forEach(size -> shape.add(size.asLong()));
      int begin = 8 + headerLength + tensor.get("data_offsets").get(0).asInt();
      int end = 8 + headerLength + tensor.get("data_offsets").get(1).asInt();
      byte[] bytes = Arrays.copyOfRange(all, begin, end);
      tensors.put(entry.getKey(), new Tensor(tensor.get("dtype").asString(), shape, bytes));
    }
    return tensors;
  }

  /** Writes a header, its length in front, and data after it, whether they fit together or not. */
  static void writeRaw(Path file, long headerLength, String header, byte[] data)
      throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(headerLength).put(text).put(data);
    Files.write(file, all.array());
  }

  /** The tensor with a name. */
  static Tensor named(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    StringBuilder header = new StringBuilder("{");
    int offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      int end = offset + tensor.bytes().length;
      header
          .append(header.length() > 1 ? "," : "")
          .append(
              "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                  .formatted(entry.getKey(), tensor.dtype(), tensor.shape(), offset, end));
      offset = end;
    }
    header.append('}');
    ByteBuffer data = ByteBuffer.allocate(offset);
    tensors.values().forEach(tensor -> data.put(tensor.bytes()));
    writeRaw(file, header.length(), header.toString(), data.array());
  }
}
