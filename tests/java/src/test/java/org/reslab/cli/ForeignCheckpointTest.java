// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.Safetensors;
import org.reslab.Safetensors.Tensor;

/** Checkpoints that other programs wrote, and such as hold no usable weights. */
class ForeignCheckpointTest {
  @TempDir Path temp;
  private Map<String, Tensor> own = new TreeMap<>();

  @BeforeEach
  void aCheckpoint() throws IOException {
    Path file = temp.resolve("own.safetensors");
    assertThat(
            Cli.run("init", "--width", "8", "--layers", "1,1,1", "--out", file.toString()).code())
        .isZero();
    own = Safetensors.read(file);
  }

  private Cli evaluate(Map<String, Tensor> tensors) throws IOException {
    Path file = temp.resolve("foreign.safetensors");
    Safetensors.write(file, tensors);
    return evaluate(file);
  }

  private static Cli evaluate(Path file) {
    return Cli.run(
        ("evaluate --data synthetic --subset 4 --net tinynet --block basic --width 8 --layers 1,1,1"
                + " --checkpoint "
                + file)
            .split(" "));
  }

  private Map<String, Tensor> renamed(UnaryOperator<String> rename) {
    Map<String, Tensor> result = new TreeMap<>();
    own.forEach((name, tensor) -> result.put(rename.apply(name), tensor));
    return result;
  }

  @Test
  void halfPrecisionIsConvertedAndSaid() throws IOException {
    Map<String, Tensor> half = new TreeMap<>();
    own.forEach((name, tensor) -> {
      if (!tensor.dtype().equals("F32")) {
        half.put(name, tensor);
        return;
      }
      float[] values = tensor.floats();
      ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      for (float value : values) {
        bytes.putShort(Float.floatToFloat16(value));
      }
      half.put(name, new Tensor("F16", tensor.shape(), bytes.array()));
    });
    Cli found = evaluate(half);
    assertThat(found.code()).as(found.err()).isZero();
    assertThat(found.err()).contains("foreign.safetensors: converted F16 to F32");
    assertThat(found.out()).contains("accuracy");
  }

  @Test
  void wrappedNamesAndMissingCountersAreTaken() throws IOException {
    Map<String, Tensor> wrapped = renamed(name -> "module." + name);
    wrapped.keySet().removeIf(name -> name.endsWith("num_batches_tracked"));
    Cli found = evaluate(wrapped);
    assertThat(found.code()).as(found.err()).isZero();
    assertThat(found.err())
        .contains("num_batches_tracked are missing and count as 0", "without 'module.'");
  }

  @Test
  void weightsThatAreNotFiniteAreRefusedByEveryCommand() throws IOException {
    Tensor stem = Objects.requireNonNull(own.get("stem.0.weight"));
    byte[] bytes = stem.bytes().clone();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, Float.NaN);
    own.put("stem.0.weight", new Tensor(stem.dtype(), stem.shape(), bytes));
    Cli evaluated = evaluate(own);
    assertThat(evaluated.code()).isEqualTo(1);
    assertThat(evaluated.out()).isEmpty();
    assertThat(evaluated.err()).contains("'stem.0.weight' holds 1 NaN", "earlier checkpoint");
  }

  /** Finite weights, but a network of them overflows. */
  @Test
  void logitsThatAreNotFiniteAreNoAnswer() throws IOException {
    Tensor head = Objects.requireNonNull(own.get("head.2.weight"));
    ByteBuffer bytes = ByteBuffer.allocate(head.bytes().length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat(Float.MAX_VALUE);
    }
    own.put("head.2.weight", new Tensor(head.dtype(), head.shape(), bytes.array()));
    Cli evaluated = evaluate(own);
    assertThat(evaluated.code()).isEqualTo(1);
    assertThat(evaluated.err()).contains("expected a finite number", "logits overflow");
  }

  @Test
  void aFileOfTorchSaveIsNamedWithTheCommandThatConvertsIt() throws IOException {
    ByteBuffer zip = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    byte[] entry = "archive/data.pkl".getBytes(StandardCharsets.US_ASCII);
    zip.put(new byte[] {'P', 'K', 3, 4});
    zip.putShort(26, (short) entry.length).put(30, entry);
    Cli found = evaluate(Files.write(temp.resolve("model.pt"), zip.array()));
    assertThat(found.code()).isEqualTo(1);
    assertThat(found.err())
        .contains("it is a file of torch.save", "python3 -c", "model.safetensors'");
  }
}
