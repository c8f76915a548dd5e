// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CancelFlag;
import org.reslab.CorruptDataException;
import org.reslab.ReslabException;

/** The format of MNIST's files, and folders of them. */
class IdxTest {
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  @TempDir Path temp;

  private static byte[] idx(byte[] values, int... shape) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
    file.put(new byte[] {0, 0, 8, (byte) shape.length});
    for (int size : shape) {
      file.putInt(size);
    }
    return file.put(values).array();
  }

  private static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(temp.resolve(name), content);
  }

  private static byte[] ramp(int count, int factor) {
    byte[] values = new byte[count];
    for (int i = 0; i < count; i++) {
      values[i] = (byte) (i * factor);
    }
    return values;
  }

  /** Four training images of 8 x 9, two test images of which the second is a training image. */
  private void writeFolder(boolean gzip) throws IOException {
    byte[] train = ramp(4 * 72, 1);
    byte[] test = ramp(2 * 72, 5);
    System.arraycopy(train, 72, test, 72, 72);
    String ending = gzip ? ".gz" : "";
    byte[][] contents = {
      idx(train, 4, 8, 9),
      idx(new byte[] {0, 1, 2, 1}, 4),
      idx(test, 2, 8, 9),
      idx(new byte[] {2, 0}, 2)
    };
    String[] names = {TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS};
    for (int i = 0; i < names.length; i++) {
      write(names[i] + ending, gzip ? packed(contents[i]) : contents[i]);
    }
  }

  private ImageSplits open() {
    return new DataSource.Idx(temp)
        .open(DataRequest.in(temp), FetchProgress.NONE, CancelFlag.create());
  }

  @Test
  void plainAndPackedFilesAreTheSame() throws IOException {
    writeFolder(false);
    ImageSplits plain = open();
    for (String name : List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)) {
      Files.delete(temp.resolve(name));
    }
    writeFolder(true);
    ImageSplits gzip = open();
    assertThat(gzip.description()).isEqualTo(plain.description());
    assertThat(gzip.description().shapeText()).isEqualTo("1 x 8 x 9");
    assertThat(gzip.classes()).isEqualTo(3);
    assertThat(gzip.train().images()).isEqualTo(4);
    assertThat(gzip.test().images()).isEqualTo(2);
    // Of 0, 1, ... 255, 0, ... 31 over 255.
    assertThat(gzip.description().mean().getFirst()).isCloseTo(.451198f, within(1e-6f));
    assertThat(gzip.description().std().getFirst()).isCloseTo(.306355f, within(1e-6f));
  }

  @Test
  void imagesComeInTheirOrder() throws IOException {
    writeFolder(true);
    IdxImages images =
        IdxImages.of(temp.resolve(TRAIN_IMAGES + ".gz"), temp.resolve(TRAIN_LABELS + ".gz"));
    List<Integer> seen = new ArrayList<>();
    images.forEach((pixels, label) -> {
      assertThat(pixels).hasSize(72);
      seen.add(pixels[0] & 0xFF);
      seen.add(label);
    });
    assertThat(seen).containsExactly(0, 0, 72, 1, 144, 2, 216, 1);
  }

  @Test
  void theSummaryCountsAndFindsDuplicates() throws IOException {
    writeFolder(false);
    DataSummary summary =
        new DataSource.Idx(temp)
            .summary(DataRequest.in(temp), FetchProgress.NONE, CancelFlag.create());
    assertThat(summary.byClass(Split.TRAIN)).containsExactly(1L, 2L, 1L);
    assertThat(summary.byClass(Split.TEST)).containsExactly(1L, 0L, 1L);
    assertThat(summary.duplicates().test()).isEqualTo(1);
    assertThat(summary.duplicates().examples())
        .containsExactly("image 1 of test is image 1 of training, too");
  }

  @Test
  void aFileOfBothWritingsCountsOnce() throws IOException {
    writeFolder(false);
    writeFolder(true);
    assertThat(open().train().images()).isEqualTo(4);
    write("emnist-letters-train-images-idx3-ubyte", new byte[1]);
    refused(DatasetMissingException.class, "several", TRAIN_IMAGES);
  }

  private void refused(Class<? extends ReslabException> type, String... parts) {
    assertThatThrownBy(this::open).isInstanceOf(type).hasMessageContainingAll(parts);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    writeFolder(false);
    Files.delete(temp.resolve(TEST_LABELS));
    refused(DatasetMissingException.class, temp.toString(), "no file of labels", TEST_LABELS);
  }

  @Test
  void aHeaderThatIsNoneIsNamedByItsPlace() throws IOException {
    writeFolder(false);
    byte[] good = idx(ramp(288, 1), 4, 8, 9);
    damaged(0, 7, good, "at byte 0", "IDX magic");
    damaged(2, 13, good, "at byte 2", "element type 13", "8, unsigned bytes");
    damaged(3, 9, good, "at byte 3", "9 dimensions");
    damaged(7, 0, good, "at byte 4", "dimension 0");
    damaged(4, 0xFF, good, "at byte 4", "dimension 42");
    damaged(7, 5, good, "5 images", "4 labels");
    write(TRAIN_IMAGES, Arrays.copyOf(good, 9));
    refused(CorruptDataException.class, TRAIN_IMAGES, "at byte 8", "the end of the file");
    write(TRAIN_IMAGES, Arrays.copyOf(good, 100));
    refused(CorruptDataException.class, "ends at byte 100", "expected 304 bytes", "[4, 8, 9]");
    write(TRAIN_IMAGES, Arrays.copyOf(good, 305));
    refused(CorruptDataException.class, "more than the 304 bytes");
    write(TRAIN_IMAGES, new byte[0]);
    refused(CorruptDataException.class, TRAIN_IMAGES, "at byte 0");
  }

  private void damaged(int at, int value, byte[] good, String... parts) throws IOException {
    byte[] bad = good.clone();
    bad[at] = (byte) value;
    write(TRAIN_IMAGES, bad);
    refused(CorruptDataException.class, parts);
  }

  @Test
  void aDamagedPackingIsNamed() throws IOException {
    writeFolder(true);
    byte[] gzip = packed(idx(ramp(288, 1), 4, 8, 9));
    write(TRAIN_IMAGES + ".gz", Arrays.copyOf(gzip, gzip.length / 2));
    refused(CorruptDataException.class, TRAIN_IMAGES + ".gz", "damaged gzip file");
    gzip[gzip.length - 6] ^= 1;
    write(TRAIN_IMAGES + ".gz", gzip);
    refused(CorruptDataException.class, TRAIN_IMAGES + ".gz", "damaged gzip file");
  }

  @Test
  void aLabelThatNoTrainingImageHasIsRefused() throws IOException {
    writeFolder(false);
    write(TEST_LABELS, idx(new byte[] {2, 3}, 2));
    refused(CorruptDataException.class, TEST_LABELS, "label 3", "0 to 2");
  }

  @Test
  void imagesOfAnotherShapeAreRefused() throws IOException {
    writeFolder(false);
    write(TEST_IMAGES, idx(new byte[2 * 64], 2, 8, 8));
    refused(CorruptDataException.class, "[8, 9, 1]", "[8, 8, 1]");
    write(TRAIN_IMAGES, idx(new byte[4], 4));
    refused(CorruptDataException.class, "shape [4]", "[N, height, width]");
  }

  @Test
  void imagesThatAreAllTheSameAreRefused() throws IOException {
    writeFolder(false);
    write(TRAIN_IMAGES, idx(new byte[288], 4, 8, 9));
    refused(CorruptDataException.class, "same value everywhere in channel 0");
  }

  @Test
  void knownFilesAreBelievedByTheirUnpackedContent() throws IOException {
    writeFolder(true);
    DataRequest request = DataRequest.in(temp).withDataDir(temp);
    assertThatThrownBy(() ->
            DataSource.parse("fashion-mnist")
                .open(request, FetchProgress.NONE, CancelFlag.create()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContainingAll(TRAIN_IMAGES + ".gz", "expected 47,040,016 bytes", "found 304");
  }
}
