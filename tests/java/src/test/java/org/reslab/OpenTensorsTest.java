// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images and labels from a safetensors file: a good one, and every way to be a bad one. */
@OnBothKernels
class OpenTensorsTest {
  private static final int IMAGES = 5;
  private static final int VALUES = 3 * 32 * 32;
  private static final double[] MEAN = {0.4914, 0.4822, 0.4465};
  private static final double[] STD = {0.2023, 0.1994, 0.2010};

  @TempDir private Path folder;

  private static Safetensors.Tensor floats(List<Long> shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new Safetensors.Tensor("F32", shape, bytes.array());
  }

  private static Safetensors.Tensor longs(List<Long> shape, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return new Safetensors.Tensor("I64", shape, bytes.array());
  }

  private static float[] images() {
    float[] values = new float[IMAGES * VALUES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i);
    }
    return values;
  }

  private static Safetensors.Tensor goodImages() {
    return floats(List.of((long) IMAGES, 3L, 32L, 32L), images());
  }

  private static Safetensors.Tensor goodLabels() {
    return longs(List.of((long) IMAGES), 0, 9, 3, 4, 1);
  }

  private Path file(Map<String, Safetensors.Tensor> tensors) throws IOException {
    Path file = folder.resolve("x.safetensors");
    Safetensors.write(file, tensors);
    return file;
  }

  private Path file(Safetensors.Tensor x, Safetensors.Tensor y) throws IOException {
    Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
    tensors.put("x", x);
    tensors.put("y", y);
    return file(tensors);
  }

  private static void assertRefused(
      Path file, Class<? extends ReslabException> type, String... parts) {
    try (MemorySession session = MemorySession.open()) {
      assertThatThrownBy(() -> session.openTensors(file, "x", "y", 10))
          .isInstanceOf(type)
          .hasMessageContaining(file.toString())
          .hasMessageContainingAll(parts);
    }
    assertThat(NativeRuntime.get().liveHandles(HandleKind.DATASET)).isZero();
  }

  @Test
  void aGoodFileIsADataSet() throws IOException {
    Path file = file(goodImages(), goodLabels());
    try (MemorySession session = MemorySession.open()) {
      Dataset data = session.openTensors(file, "x", "y", 10);
      assertThat(data.images()).isEqualTo(IMAGES);
      assertThat(data.classes()).isEqualTo(10);
      assertThat(data.labels(0, IMAGES)).containsExactly(0, 9, 3, 4, 1);
      Dataset unlabelled = session.openTensors(file, "x", null, 3);
      assertThat(unlabelled.classes()).isEqualTo(3);
      assertThat(unlabelled.labels(0, IMAGES)).containsOnly(0);
    }
  }

  /** Images of CIFAR-10, normalised here, are those that the library normalises. */
  @Test
  void imagesAreUsedAsTheyAre() throws IOException {
    byte[] records = Files.readAllBytes(Fixture.cifarFolder().resolve("test_batch.bin"));
    float[] values = new float[IMAGES * VALUES];
    long[] labels = new long[IMAGES];
    for (int image = 0; image < IMAGES; image++) {
      int at = image * (1 + VALUES);
      labels[image] = records[at];
      for (int i = 0; i < VALUES; i++) {
        int channel = i / 1024;
        double pixel = (records[at + 1 + i] & 0xff) / 255.0;
        values[image * VALUES + i] = (float) ((pixel - MEAN[channel]) / STD[channel]);
      }
    }
    Path file =
        file(
            floats(List.of((long) IMAGES, 3L, 32L, 32L), values),
            longs(List.of((long) IMAGES), labels));
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(Fixture.small("basic"));
      Logits given =
          network.logits(session.openTensors(file, "x", "y", 10), 5, CancelFlag.create());
      Logits read =
          network.logits(
              session.openCifar(
                  CifarFormat.CIFAR10,
                  List.of(Fixture.cifarFolder().resolve("test_batch.bin")),
                  IMAGES),
              5,
              CancelFlag.create());
      assertThat(given.values()).hasSameSizeAs(read.values());
      for (int i = 0; i < given.values().length; i++) {
        assertThat(given.values()[i]).isCloseTo(read.values()[i], Offset.offset(1e-5f));
      }
      assertThat(given.evaluation().loss())
          .isCloseTo(read.evaluation().loss(), Offset.offset(1e-5));
    }
  }

  @Test
  void aMissingTensorIsNamed() throws IOException {
    assertRefused(
        file(Map.of("images", goodImages(), "y", goodLabels())),
        InvalidArgumentException.class,
        "'x'");
    assertRefused(file(Map.of("x", goodImages())), InvalidArgumentException.class, "'y'");
  }

  @Test
  void anotherElementTypeIsRefused() throws IOException {
    byte[] doubles = new byte[IMAGES * VALUES * Double.BYTES];
    assertRefused(
        file(
            new Safetensors.Tensor("F64", List.of((long) IMAGES, 3L, 32L, 32L), doubles),
            goodLabels()),
        DtypeMismatchException.class,
        "x",
        "F64",
        "F32");
    assertRefused(
        file(
            goodImages(),
            new Safetensors.Tensor(
                "I32", List.of((long) IMAGES), new byte[IMAGES * Integer.BYTES])),
        DtypeMismatchException.class,
        "y",
        "I32",
        "I64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"5,3072", "3,32,32", "0,3,32,32", "5,3,32"})
  void imagesOfAnotherShapeAreRefused(String text) throws IOException {
    List<Long> shape = List.of(text.split(",")).stream().map(Long::valueOf).toList();
    int values = (int) shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    long images = shape.getFirst();
    assertRefused(
        file(floats(shape, new float[values]), longs(List.of(images), new long[(int) images])),
        ShapeMismatchException.class,
        "x",
        "[N, C, H, W]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"5,32,32,3|32 channels", "1,3,7,32|height of the images is 7", "1,1,8,513|width"})
  void imagesOfASizeThatNoneHaveAreRefused(String text, String what) throws IOException {
    List<Long> shape = List.of(text.split(",")).stream().map(Long::valueOf).toList();
    int values = (int) shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    long images = shape.getFirst();
    assertRefused(
        file(floats(shape, new float[values]), longs(List.of(images), new long[(int) images])),
        InvalidArgumentException.class,
        what);
  }

  @Test
  void labelsOfAnotherShapeAreRefused() throws IOException {
    assertRefused(
        file(goodImages(), longs(List.of(4L), 0, 1, 2, 3)),
        ShapeMismatchException.class,
        "y",
        "4",
        "5");
    assertRefused(
        file(goodImages(), longs(List.of(5L, 1L), 0, 1, 2, 3, 4)),
        ShapeMismatchException.class,
        "y");
  }

  @ParameterizedTest
  @ValueSource(longs = {10, -1, Long.MAX_VALUE})
  void aLabelOutOfRangeIsRefused(long label) throws IOException {
    assertRefused(
        file(goodImages(), longs(List.of(5L), 0, 1, label, 3, 4)),
        InvalidArgumentException.class,
        "label 2 is " + label,
        "0 to 9");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aValueThatIsNotFiniteIsRefused(float value) throws IOException {
    float[] values = images();
    values[2 * VALUES + 7] = value;
    assertRefused(
        file(floats(List.of((long) IMAGES, 3L, 32L, 32L), values), goodLabels()),
        InvalidArgumentException.class,
        "x",
        "finite");
  }

  @Test
  void whatIsNoSafetensorsFileIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("x.safetensors"), "not a tensor in sight");
    assertRefused(text, CorruptDataException.class, "header");
    Path empty = Files.write(folder.resolve("empty.safetensors"), new byte[0]);
    assertRefused(empty, CorruptDataException.class, "0 bytes");
    Path nowhere = folder.resolve("nowhere.safetensors");
    assertRefused(nowhere, NativeIoException.class, "No such file");
  }

  @Test
  void oneClassIsTooFew() throws IOException {
    Path file = file(goodImages(), goodLabels());
    try (MemorySession session = MemorySession.open()) {
      assertThatThrownBy(() -> session.openTensors(file, "x", null, 1))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("classes");
    }
  }
}
