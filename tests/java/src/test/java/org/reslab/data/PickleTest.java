// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reslab.CancelFlag;
import org.reslab.CorruptDataException;
import org.reslab.Fixture;
import org.reslab.ReslabException;

/** CIFAR's Python version, as Python 2 and Python 3 write it. */
class PickleTest {
  @TempDir Path temp;

  /** Writes operations as the authors' Python 2 did. */
  private static final class Python2 {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Python2 code(String characters) {
      out.writeBytes(characters.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    Python2 text(String text) {
      return code("U" + (char) text.length() + text);
    }

    Python2 number(char code, int bytes, int value) {
      out.write(code);
      byte[] little = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
      out.write(little, 0, bytes);
      return this;
    }

    Python2 bytes(byte[] content) {
      number('T', 4, content.length);
      out.writeBytes(content);
      return this;
    }

    byte[] file() {
      return out.toByteArray();
    }
  }

  /** A batch of the layout of {@code data_batch_1}, with as many images as labels. */
  private static byte[] batch(String labelsKey, int[] labels, byte[] data) {
    Python2 out = new Python2();
    out.code("\u0080\2}q\1(").text("batch_label").code("q\2").text("training batch 1 of 5");
    out.code("q\3").text(labelsKey).code("q\4]q\5(");
    for (int label : labels) {
      out.number('K', 1, label);
    }
    out.code("e").text("data").code("q\6cnumpy.core.multiarray\n_reconstruct\nq\7");
    out.code("cnumpy\nndarray\nq\u0008").number('K', 1, 0).code("\u0085q\t").text("b");
    out.code("q\n\u0087q\u000BRq\f(").number('K', 1, 1).number('M', 2, labels.length);
    out.number('M', 2, 3072).code("\u0086q\rcnumpy\ndtype\nq\u000E").text("u1").code("q\u000F");
    out.number('K', 1, 0).number('K', 1, 1).code("\u0087q\20Rq\21(").number('K', 1, 3).text("|");
    out.code("q\22NNN").number('J', 4, -1).number('J', 4, -1).number('K', 1, 0).code("tq\23b");
    out.code("\u0089").bytes(data).code("q\24tq\25b").text("filenames").code("q\26]q\27(");
    for (int i = 0; i < labels.length; i++) {
      out.text("picture_" + i + ".png");
    }
    return out.code("eu.").file();
  }

  private static byte[] pixels(int images) {
    byte[] data = new byte[images * 3072];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i / 24);
    }
    return data;
  }

  private void writeCifar10() throws IOException {
    Files.write(temp.resolve("data_batch_1"), batch("labels", new int[] {3, 9}, pixels(2)));
    Files.write(temp.resolve("data_batch_3"), batch("labels", new int[] {7}, pixels(1)));
    Files.write(temp.resolve("test_batch"), batch("labels", new int[] {9}, pixels(1)));
  }

  private DataSource source() {
    return new DataSource.Pickle(temp);
  }

  private ImageSplits open() {
    return source().open(DataRequest.in(temp), FetchProgress.NONE, CancelFlag.create());
  }

  @Test
  void theBatchesThatAreThereAreRead() throws IOException {
    writeCifar10();
    ImageSplits splits = open();
    assertThat(splits.train().images()).isEqualTo(3);
    assertThat(splits.test().images()).isEqualTo(1);
    assertThat(splits.description()).isEqualTo(DatasetKind.CIFAR10.description());
    DataSummary summary =
        source().summary(DataRequest.in(temp), FetchProgress.NONE, CancelFlag.create());
    assertThat(summary.byClass(Split.TRAIN))
        .containsExactly(0L, 0L, 0L, 1L, 0L, 0L, 0L, 1L, 0L, 1L);
    assertThat(summary.duplicates().examples())
        .containsExactly("image 0 of test is image 0 of training, too");
  }

  @Test
  void cifar100HasFineLabelsAndItsNames() throws IOException {
    Files.write(temp.resolve("train"), batch("fine_labels", new int[] {99, 0}, pixels(2)));
    Files.write(temp.resolve("test"), batch("fine_labels", new int[] {50}, pixels(1)));
    ImageSplits splits = open();
    assertThat(splits.classes()).isEqualTo(100);
    assertThat(splits.description().mean()).containsExactly(.5071f, .4867f, .4408f);
  }

  /** The values are those of NumPy: {@code data.reshape(2, 3, 32, 32).transpose(0, 2, 3, 1)}. */
  @Test
  void bothPythonsGiveTheSameImages() throws IOException {
    Path python3 = Fixture.source().resolve("tests/data/pickles/python3_batch");
    Path python2 = temp.resolve("data_batch_1");
    Files.write(python2, batch("labels", new int[] {3, 9}, pixels(2)));
    for (Path file : List.of(python2, python3)) {
      List<Integer> labels = new ArrayList<>();
      List<byte[]> images = new ArrayList<>();
      CifarPickles.of(List.of(file), "labels", 10)
          .forEach((pixels, label) -> {
            labels.add(label);
            images.add(pixels.clone());
          });
      assertThat(labels).containsExactly(3, 9);
      assertThat(Arrays.copyOf(images.get(0), 3)).containsExactly(0, 42, 85);
      assertThat(Arrays.copyOfRange(images.get(0), 3069, 3072)).containsExactly(42, 85, 127);
      assertThat(Arrays.copyOfRange(images.get(1), 3, 6))
          .containsExactly((byte) 128, (byte) 170, (byte) 213);
    }
  }

  @Test
  void theFolderOfAKnownDataSetMayBeThePythonVersion() throws IOException {
    writeCifar10();
    DataRequest request = DataRequest.in(temp).withDataDir(temp);
    DataSource cifar10 = DataSource.parse("cifar10");
    assertThatThrownBy(() -> cifar10.open(request, FetchProgress.NONE, CancelFlag.create()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContainingAll("data_batch_1", "c99cafc152244af753f735de768cd75f");
    StringBuilder sums = new StringBuilder();
    for (String name : List.of("data_batch_1", "data_batch_3", "test_batch")) {
      sums.append(Checksums.md5(temp.resolve(name))).append("  ").append(name).append('\n');
    }
    Files.writeString(temp.resolve("MD5SUMS"), sums);
    ImageSplits splits = cifar10.open(request, FetchProgress.NONE, CancelFlag.create());
    assertThat(splits.train().images()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "'\u0080\2cos\nsystem\n(U\2lstR.', global 'os system', at byte 2",
    "'\u0080\2cbuiltins\neval\n.', global 'builtins eval', at byte 2",
    "'(Sls\nios\nsystem\n.', operation 'S', at byte 1",
    "'\u0080\2}\u0081.', operation 0x81, at byte 3",
    "'\u0080\2cnumpy\nndarray\n)R.', a call of numpy.ndarray, at byte 18",
    "'\u0080\4}.', protocol 4, at byte 0",
    "'\u0080\2}P1\n.', operation 'P', at byte 3",
    "'\u0080\2K\1.', a Long where the dictionary, at byte 5",
    "'\u0080\2e.', operation 'e' with operands, at byte 2",
    "'\u0080\2h\7.', 'a reference to the value 7, which was not kept', at byte 2",
    "'\u0080\2}T\u00FF\u00FF\u00FF\177a.', 'a value of 2,147,483,647 bytes', at byte 8",
    "'\u0080\2}', before its pickle does, at byte 3",
  })
  void whatCifarDoesNotNeedIsRefused(String code, String found, String place) throws IOException {
    Path file = temp.resolve("evil");
    Files.write(file, code.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> PickleFile.read(file))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(found)
        .hasMessageContaining(place);
  }

  @Test
  void aBatchOfAnotherLayoutIsNamed() throws IOException {
    writeCifar10();
    Path file = temp.resolve("data_batch_1");
    Files.write(file, batch("labels", new int[] {3, 10}, pixels(2)));
    refused("label 1 is 10", "0 to 9");
    Files.write(file, batch("coarse_labels", new int[] {3, 9}, pixels(2)));
    refused("labels are missing");
    Files.write(file, batch("labels", new int[] {3, 9}, pixels(1)));
    refused("shape [2, 3072] with 3,072 bytes");
  }

  private void refused(String... parts) {
    assertThatThrownBy(this::open)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("data_batch_1")
        .hasMessageContainingAll(parts);
  }

  @Test
  void anEmptyFolderSaysWhatIsExpected() {
    assertThatThrownBy(this::open)
        .isInstanceOf(DatasetMissingException.class)
        .hasMessageContainingAll(temp.toString(), "data_batch_1", "cifar-100-python");
  }

  /** Whatever a damaged file holds, the answer is an exception of ours or a dictionary. */
  @Test
  void randomDamageIsAnswered() throws IOException {
    byte[] whole = batch("labels", new int[] {3, 9}, new byte[2 * 3072]);
    Path file = temp.resolve("damaged");
    Random random = new Random(5);
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i <= round % 3; i++) {
        int at = random.nextInt(400);
        damaged[at < 320 ? at : whole.length - 1 - (at - 320)] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);
      try {
        PickleFile.read(file);
      } catch (ReslabException e) {
        assertThat(e).isInstanceOf(CorruptDataException.class).hasMessageContaining("damaged");
      }
    }
  }
}
