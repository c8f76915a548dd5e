// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reslab.CancelFlag;
import org.reslab.CorruptDataException;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;

class DataSourceTest {
  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cifar10",
        "cifar100",
        "fashion-mnist",
        "mnist",
        "synthetic",
        "folder:/a/b c",
        "folder:flowers",
        "idx:/a",
        "pickle:/a/cifar-10-batches-py",
        "folder:a:b"
      })
  void labelsParseBack(String label) {
    assertThat(DataSource.parse(label).label()).isEqualTo(label);
    assertThat(DataSource.parse(DataSource.parse(label).label()))
        .isEqualTo(DataSource.parse(label));
  }

  @ParameterizedTest
  @CsvSource({
    "cifar1O, did you mean cifar10?",
    "fashon-mnist, did you mean fashion-mnist?",
    "folders:/a, did you mean folder:DIR?",
    "folder:, names no folder",
    "imagenet, 'expected one of cifar10, cifar100, fashion-mnist, mnist, synthetic, or folder:DIR'",
  })
  void anUnknownNameIsAnswered(String text, String answer) {
    assertThatThrownBy(() -> DataSource.parse(text))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining(answer);
  }

  @Test
  void aFolderWithoutItsWordIsRecognised() {
    assertThatThrownBy(() -> DataSource.parse(temp.toString()))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("write folder:" + temp);
  }

  @Test
  void sizesAndSharesParseBack() {
    assertThat(ImageSize.parse("64")).isEqualTo(ImageSize.square(64));
    assertThat(ImageSize.parse("48x64")).isEqualTo(new ImageSize(48, 64));
    assertThat(new ImageSize(48, 64).label()).isEqualTo("48x64");
    assertThat(SplitShares.parse("70/0/30")).isEqualTo(new SplitShares(70, 0, 30));
    assertThat(SplitShares.DEFAULT.label()).isEqualTo("80/10/10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "513", "64x", "x", "64x4", "-64", "99999999999"})
  void sizesOutOfRangeAreRefused(String text) {
    assertThatThrownBy(() -> ImageSize.parse(text))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"80/10", "80/10/20", "0/50/50", "90/10/0", "a/b/c"})
  void sharesThatDoNotAddUpAreRefused(String text) {
    assertThatThrownBy(() -> SplitShares.parse(text))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("80/10/10");
  }

  @Test
  void everySplitOfAClassGetsItsShareAndAtLeastOne() {
    SplitShares shares = SplitShares.DEFAULT;
    assertThat(shares.count(Split.TRAIN, 600)).isEqualTo(480);
    assertThat(shares.count(Split.VALIDATION, 600)).isEqualTo(60);
    assertThat(shares.count(Split.TEST, 3)).isEqualTo(1);
    assertThat(shares.count(Split.TRAIN, 3)).isEqualTo(1);
    assertThat(new SplitShares(80, 0, 20).count(Split.VALIDATION, 100)).isZero();
  }

  @Test
  void knownDataKeepTheirSize() {
    DataRequest request =
        DataRequest.in(temp).withDataDir(DataFixture.realImages()).withSize(ImageSize.square(64));
    assertThatThrownBy(() -> open("cifar10", request))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("size")
        .hasMessageContaining("cifar10");
    assertThatThrownBy(() -> open("synthetic", DataRequest.in(temp)))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("synthetic");
    assertThatThrownBy(
            () -> open("folder:" + temp, DataRequest.in(temp).withDataDir(Path.of("/x"))))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("data_dir");
  }

  private ImageSplits open(String label, DataRequest request) {
    return DataSource.parse(label).open(request, FetchProgress.NONE, CancelFlag.create());
  }

  @Test
  void theBinaryFilesOfCifarAreCounted() {
    DataRequest request = DataRequest.in(temp).withDataDir(DataFixture.realImages());
    ImageSplits splits = open("cifar10", request);
    assertThat(splits.description())
        .isEqualTo(ImageDescription.CIFAR10.withClassNames(DatasetKind.CIFAR10.classNames()));
    assertThat(splits.classes()).isEqualTo(10);
    assertThat(splits.train().images()).isEqualTo(200);
    assertThat(splits.validation()).isNull();
    assertThat(splits.test().images()).isEqualTo(100);
    DataSummary summary =
        DataSource.parse("cifar10").summary(request, FetchProgress.NONE, CancelFlag.create());
    assertThat(summary.splits()).extracting(DataSummary.Count::images).containsExactly(200L, 100L);
    assertThat(summary.mean().getFirst()).isBetween(.45, .53);
    assertThat(summary.std().getFirst()).isBetween(.22, .28);
    assertThat(summary.duplicates().test()).isZero();
  }

  @Test
  void aLabelOutOfRangeIsNamed() throws IOException {
    Path folder = DataFixture.copyOfRealImages(temp.resolve("data"));
    Path file = folder.resolve("data_batch_1.bin");
    byte[] records = Files.readAllBytes(file);
    records[2 * 3073] = 10;
    Files.write(file, records);
    Files.writeString(
        folder.resolve("MD5SUMS"),
        "%s  data_batch_1.bin%n%s  test_batch.bin%n"
            .formatted(DataFixture.md5(records), Checksums.md5(folder.resolve("test_batch.bin"))));
    DataRequest request = DataRequest.in(temp).withDataDir(folder);
    assertThatThrownBy(() ->
            DataSource.parse("cifar10").summary(request, FetchProgress.NONE, CancelFlag.create()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("image 2 of training has the label 10, expected 0 to 9");
  }

  @Test
  void aDescriptionOfEachKindFits() {
    for (DatasetKind kind : DatasetKind.values()) {
      assertThat(kind.description().classNames()).hasSize(kind.classes());
    }
    assertThat(DatasetKind.MNIST.description().shapeText()).isEqualTo("1 x 28 x 28");
  }

  @Test
  void aDamagedFileOfAKnownDataSetIsNamed() throws IOException {
    Path folder = DataFixture.copyOfRealImages(temp.resolve("data"));
    Files.write(folder.resolve("test_batch.bin"), new byte[3073]);
    assertThatThrownBy(() -> open("cifar10", DataRequest.in(temp).withDataDir(folder)))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("test_batch.bin");
  }
}
