// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets: reading the binary layout, limits, labels, synthetic images. */
@OnBothKernels
class DatasetTest {
  private static final int RECORD = 3073;

  @TempDir private Path folder;

  @Test
  void theFixtureHasItsImagesAndLabels() throws IOException {
    byte[] file = Files.readAllBytes(Fixture.cifarFolder().resolve("data_batch_1.bin"));
    try (MemorySession session = MemorySession.open()) {
      Dataset data = Fixture.train(session);
      assertThat(data.images()).isEqualTo(Fixture.TRAIN_IMAGES);
      assertThat(data.classes()).isEqualTo(10);
      long[] labels = data.labels(0, data.images());
      for (int i = 0; i < labels.length; i++) {
        assertThat(labels[i]).isEqualTo(file[i * RECORD]);
      }
      assertThat(data.labels(10, 3)).isEqualTo(Arrays.copyOfRange(labels, 10, 13));
    }
  }

  @Test
  void filesFollowEachOtherAndALimitCutsThem() {
    List<Path> files =
        List.of(
            Fixture.cifarFolder().resolve("data_batch_1.bin"),
            Fixture.cifarFolder().resolve("test_batch.bin"));
    try (MemorySession session = MemorySession.open()) {
      assertThat(session.openCifar(CifarFormat.CIFAR10, files, 0).images()).isEqualTo(300);
      Dataset cut = session.openCifar(CifarFormat.CIFAR10, files, 203);
      assertThat(cut.images()).isEqualTo(203);
      assertThat(cut.labels(200, 3)).isEqualTo(Fixture.test(session).labels(0, 3));
      assertThatThrownBy(() -> session.openCifar(CifarFormat.CIFAR10, files, 301))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("301")
          .hasMessageContaining("300");
    }
  }

  @Test
  void aBatchIsThatOfAPlan() {
    TrainingConfig plain = TrainingConfig.builder(1).batch(3).shuffle(false).augment(false).build();
    try (MemorySession session = MemorySession.open()) {
      Dataset data = session.synthetic(7, 10, 1);
      ImageBatch second = data.batch(plain, 1, Device.CPU);
      assertThat(second.labels()).isEqualTo(data.labels(3, 3));
      assertThat(second.images()).hasSize(3 * ImageDescription.CIFAR10.values());
      ImageBatch last = data.batch(plain, 2, Device.CPU);
      assertThat(last.labels()).isEqualTo(data.labels(6, 1));
      // The fourth is the first of the next epoch: without shuffling the same again.
      assertThat(data.batch(plain, 3, Device.CPU).images())
          .isEqualTo(data.batch(plain, 0, Device.CPU).images());
      TrainingConfig shuffled = plain.toBuilder().shuffle(true).augment(true).build();
      assertThat(data.batch(shuffled, 3, Device.CPU).images())
          .isNotEqualTo(data.batch(shuffled, 0, Device.CPU).images());
      assertThatThrownBy(() -> data.batch(plain, -1, Device.CPU))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("number is -1");
      assertThatThrownBy(
              () -> data.batch(plain.toBuilder().batch(Integer.MAX_VALUE).build(), 0, Device.CPU))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("array");
    }
  }

  @Test
  void trivialAugmentVariesBytesAndRefusesFloats() {
    Augmentation trivial = Augmentation.of("erase(0.5) trivial flip");
    assertThat(trivial.text()).isEqualTo("flip trivial erase(0.5)");
    TrainingConfig plain = TrainingConfig.builder(1).batch(50).augment(false).build();
    TrainingConfig varied = plain.toBuilder().augmentation(Augmentation.of("trivial")).build();
    try (MemorySession session = MemorySession.open()) {
      Dataset bytes = Fixture.train(session);
      float[] images = bytes.batch(varied, 0, Device.CPU).images();
      assertThat(bytes.batch(varied, 0, Device.CPU).images()).isEqualTo(images);
      assertThat(bytes.batch(plain, 0, Device.CPU).images()).isNotEqualTo(images);
      Dataset values = session.synthetic(60, 10, 1);
      assertThatThrownBy(() -> values.batch(varied, 0, Device.CPU))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("'trivial' expects bytes");
    }
  }

  @Test
  void cifar100TakesTheFineLabel() throws IOException {
    byte[] record = new byte[3074];
    record[0] = 3;
    record[1] = 77;
    Path file = Files.write(folder.resolve("train.bin"), record);
    try (MemorySession session = MemorySession.open()) {
      Dataset data = session.openCifar(CifarFormat.CIFAR100, List.of(file), 0);
      assertThat(data.classes()).isEqualTo(100);
      assertThat(data.labels(0, 1)).containsExactly(77);
    }
  }

  @Test
  void syntheticImagesAreAFunctionOfTheSeed() {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(Fixture.small("basic"));
      Dataset first = session.synthetic(64, 10, 7);
      Dataset same = session.synthetic(64, 10, 7);
      Dataset other = session.synthetic(64, 10, 8);
      assertThat(first.labels(0, 64))
          .isEqualTo(same.labels(0, 64))
          .isNotEqualTo(other.labels(0, 64));
      float[] logits = network.logits(first, 64, CancelFlag.create()).values();
      assertThat(network.logits(same, 64, CancelFlag.create()).values()).isEqualTo(logits);
      assertThat(network.logits(other, 64, CancelFlag.create()).values()).isNotEqualTo(logits);
    }
  }

  @Test
  void aTruncatedFileIsAnError() throws IOException {
    byte[] bytes = Files.readAllBytes(Fixture.cifarFolder().resolve("test_batch.bin"));
    Path file = Files.write(folder.resolve("cut.bin"), Arrays.copyOf(bytes, bytes.length - 1));
    try (MemorySession session = MemorySession.open()) {
      assertThatThrownBy(() -> session.openCifar(CifarFormat.CIFAR10, List.of(file), 0))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("cut.bin")
          .hasMessageContaining(String.valueOf(bytes.length - 1));
    }
  }

  @Test
  void aLabelOutOfRangeIsAnError() throws IOException {
    byte[] bytes = new byte[2 * RECORD];
    bytes[RECORD] = 10;
    Path file = Files.write(folder.resolve("bad.bin"), bytes);
    try (MemorySession session = MemorySession.open()) {
      assertThatThrownBy(() -> session.openCifar(CifarFormat.CIFAR10, List.of(file), 0))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("bad.bin")
          .hasMessageContaining("10");
    }
  }

  @Test
  void aMissingFileIsAnError() {
    try (MemorySession session = MemorySession.open()) {
      Path file = folder.resolve("absent.bin");
      assertThatThrownBy(() -> session.openCifar(CifarFormat.CIFAR10, List.of(file), 0))
          .isInstanceOf(NativeIoException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void argumentsOutOfRangeAreErrors() {
    try (MemorySession session = MemorySession.open()) {
      Dataset data = Fixture.test(session);
      for (long[] range : new long[][] {{-1, 2}, {0, 0}, {0, 101}, {100, 1}, {5, Long.MAX_VALUE}}) {
        assertThatThrownBy(() -> data.labels(range[0], range[1]))
            .isInstanceOf(InvalidArgumentException.class)
            .hasMessageContaining("[0, 100)");
      }
      assertThatThrownBy(() -> session.synthetic(0, 10, 0))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("images is 0");
      assertThatThrownBy(() -> session.synthetic(1, 1, 0))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("classes is 1");
      assertThatThrownBy(() -> session.openCifar(CifarFormat.CIFAR10, List.of(), 0))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("at least one");
      assertThatThrownBy(() ->
              session.openCifar(
                  CifarFormat.CIFAR10,
                  List.of(Fixture.cifarFolder().resolve("test_batch.bin")),
                  -1))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("limit is -1");
    }
  }

  @Test
  void bytesAreThoseOfTheImagesThatAreSaid() {
    byte[] large = new byte[3 * 64 * 64];
    byte[] four = new byte[4 * ImageDescription.CIFAR10.values()];
    four[ImageDescription.CIFAR10.values()] = 9;
    try (MemorySession session = MemorySession.open()) {
      // One picture of 64 x 64 has the bytes of four images.
      assertThatThrownBy(() -> session.images(large, null, 10))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("12288 bytes, expected 3072 for 1 images of 3 x 32 x 32");
      assertThatThrownBy(() -> session.images(large, 1, 10))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("12288 bytes, expected 3072 for 1 images of 3 x 32 x 32");
      assertThatThrownBy(() -> session.images(large, new long[] {3}, 10))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("12288 bytes, expected 3072 for 1 images of 3 x 32 x 32");
      assertThatThrownBy(() -> session.images(new byte[0], 0, 10))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("images is 0, expected at least 1");
      assertThatThrownBy(() -> session.images(new byte[100], new long[0], 10))
          .isInstanceOf(InvalidArgumentException.class);
      Dataset said = session.images(four, 4, 10);
      assertThat(said.images()).isEqualTo(4);
      assertThat(said.pixels(1, 1)[0]).isEqualTo((byte) 9);
      assertThat(session.images(new byte[ImageDescription.CIFAR10.values()], null, 10).images())
          .isEqualTo(1);
      assertThat(session.images(four, new long[] {1, 2, 3, 4}, 10).labels(2, 1)).containsExactly(3);
    }
  }
}
