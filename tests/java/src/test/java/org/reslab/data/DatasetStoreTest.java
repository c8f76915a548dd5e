// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;

class DatasetStoreTest {
  private static final String TRAIN = "data_batch_1.bin";

  @TempDir Path temp;

  @Test
  void cacheFollowsItsOwnVariableThenTheXdgConvention() {
    Path home = Path.of("/home/ada");
    assertThat(DatasetStore.defaultDirectory(Map.of(), home))
        .isEqualTo(Path.of("/home/ada/.cache/reslab/datasets"));
    assertThat(DatasetStore.defaultDirectory(Map.of("XDG_CACHE_HOME", "/var/c"), home))
        .isEqualTo(Path.of("/var/c/reslab/datasets"));
    assertThat(DatasetStore.defaultDirectory(Map.of("XDG_CACHE_HOME", "relative"), home))
        .isEqualTo(Path.of("/home/ada/.cache/reslab/datasets"));
    assertThat(
            DatasetStore.defaultDirectory(
                Map.of("RESLAB_CACHE", "/data/r", "XDG_CACHE_HOME", "/var/c"), home))
        .isEqualTo(Path.of("/data/r/datasets"));
  }

  @Test
  void locatesTheFolderItselfAndTheFolderAboveIt() throws IOException {
    Path folder = DataFixture.copyOfRealImages(temp.resolve("cifar-10-batches-bin"));
    for (Path given : new Path[] {folder, temp}) {
      DatasetFiles files = new DatasetStore(temp).locate(DatasetKind.CIFAR10, given);
      assertThat(files.directory()).isEqualTo(folder);
      assertThat(files.train()).containsExactly(folder.resolve(TRAIN));
      assertThat(files.test()).containsExactly(folder.resolve("test_batch.bin"));
    }
  }

  @Test
  void locatesTheOnlyFolderBelowWhateverItsName() throws IOException {
    Path folder = DataFixture.copyOfRealImages(temp.resolve("pictures"));
    Files.createDirectory(temp.resolve("empty"));
    assertThat(new DatasetStore(temp).locate(DatasetKind.CIFAR10, temp).directory())
        .isEqualTo(folder);
    DataFixture.copyOfRealImages(temp.resolve("others"));
    misplaced(temp, "holds several folders of cifar10 files, expected one", folder.toString());
  }

  @Test
  void aFolderThatIsNoneIsNamedForWhatItIs() throws IOException {
    misplaced(temp.resolve("nowhere"), "nowhere does not exist; get the data set with");
    misplaced(temp, "no cifar10 files in " + temp, "expected data_batch_1.bin", "data fetch");
    Path archive = Files.createFile(temp.resolve("cifar-10-binary.tar.gz"));
    for (Path given : new Path[] {temp, archive}) {
      misplaced(given, "unpack it with 'tar -xzf " + archive + "'", "cifar-10-batches-bin");
    }
    Path notes = Files.createFile(temp.resolve("notes.txt"));
    misplaced(notes, "notes.txt is a file, expected the folder of data_batch_1.bin");
  }

  @Test
  void thePythonVersionIsLocatedWhereThereIsNoOther() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("cifar-10-batches-py"));
    for (String name : new String[] {"data_batch_1", "test_batch"}) {
      Files.writeString(folder.resolve(name), name);
    }
    for (Path given : new Path[] {temp, folder}) {
      assertThatThrownBy(() -> new DatasetStore(temp).locate(DatasetKind.CIFAR10, given))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContainingAll(
              folder.resolve("data_batch_1").toString(), "c99cafc152244af753f735de768cd75f");
    }
    DataFixture.copyOfRealImages(temp.resolve("cifar-10-batches-bin"));
    assertThat(new DatasetStore(temp).locate(DatasetKind.CIFAR10, temp).directory())
        .isEqualTo(temp.resolve("cifar-10-batches-bin"));
  }

  @Test
  void filesOfAnotherDataSetAreNamed() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("cifar-100-binary"));
    Files.createFile(folder.resolve("train.bin"));
    for (Path given : new Path[] {temp, folder}) {
      misplaced(given, "holds files of cifar100, expected those of cifar10", "--data cifar100");
    }
  }

  private void misplaced(Path given, String... parts) {
    assertThatThrownBy(() -> new DatasetStore(temp).locate(DatasetKind.CIFAR10, given))
        .isInstanceOf(DatasetMissingException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void locatesTheCacheWithoutAFolder() throws IOException {
    DataFixture.copyOfRealImages(temp.resolve("cifar-10-batches-bin"));
    DatasetFiles files = new DatasetStore(temp).locate(DatasetKind.CIFAR10, null);
    assertThat(files.train()).hasSize(1);
  }

  @Test
  void missingDataSaysHowToFetchIt() {
    assertThatThrownBy(() -> new DatasetStore(temp).locate(DatasetKind.CIFAR10, null))
        .isInstanceOf(DatasetMissingException.class)
        .hasMessageContaining(TRAIN)
        .hasMessageContaining("5dd7e06a14cb22eb9f671a540d1b7c25")
        .hasMessageContaining("reslab data fetch --data cifar10");
    assertThatThrownBy(() -> new DatasetStore(temp).locate(DatasetKind.CIFAR100, temp))
        .isInstanceOf(DatasetMissingException.class)
        .hasMessageContaining(temp.toString())
        .hasMessageContaining("reslab data fetch --data cifar100");
  }

  @Test
  void truncatedOfficialFileNamesExpectedAndFoundSize() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("cifar-10-batches-bin"));
    Files.write(folder.resolve(TRAIN), new byte[12_000]);
    assertThatThrownBy(() -> new DatasetStore(temp).locate(DatasetKind.CIFAR10, folder))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(folder.resolve(TRAIN).toString())
        .hasMessageContaining("expected 30,730,000 bytes")
        .hasMessageContaining("found 12,000 bytes");
  }

  @Test
  void changedByteIsFoundByItsChecksum() throws IOException {
    Path folder = DataFixture.copyOfRealImages(temp.resolve("data"));
    byte[] content = Files.readAllBytes(folder.resolve(TRAIN));
    content[5000] ^= 1;
    Files.write(folder.resolve(TRAIN), content);
    assertThatThrownBy(() -> new DatasetStore(temp).locate(DatasetKind.CIFAR10, folder))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(TRAIN)
        .hasMessageContaining("expected MD5 1e61fe12a09c01958241756341822779")
        .hasMessageContaining("found 614,600 bytes with MD5 " + DataFixture.md5(content));
    assertThat(new DatasetStore(temp).verify(DatasetKind.CIFAR10, folder))
        .extracting(FileCheck::status)
        .containsExactly(FileCheck.Status.WRONG_MD5, FileCheck.Status.OK);
    assertThat(new DatasetStore(temp).info(DatasetKind.CIFAR10, folder).present()).isTrue();
  }

  @Test
  void tableOfChecksumsMustBeOne() throws IOException {
    Path folder = DataFixture.copyOfRealImages(temp.resolve("data"));
    Files.writeString(folder.resolve("MD5SUMS"), "this is no table\n");
    assertThatThrownBy(() -> new DatasetStore(temp).locate(DatasetKind.CIFAR10, folder))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("MD5SUMS line 1")
        .hasMessageContaining("this is no table");
    Files.writeString(
        folder.resolve("MD5SUMS"), "1e61fe12a09c01958241756341822779  " + TRAIN + "\n");
    assertThatThrownBy(() -> new DatasetStore(temp).locate(DatasetKind.CIFAR10, folder))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("lists no test file");
  }

  @Test
  void infoCountsTheImagesThatAreThere() {
    DatasetReport report =
        new DatasetStore(temp).info(DatasetKind.CIFAR10, DataFixture.realImages());
    assertThat(report.present()).isTrue();
    assertThat(report.trainImages()).isEqualTo(200);
    assertThat(report.testImages()).isEqualTo(100);
    assertThat(report.bytes()).isEqualTo(300 * 3073L);
    assertThat(new DatasetStore(temp).info(DatasetKind.CIFAR100, null).present()).isFalse();
  }

  @Test
  void labelsParseBack() {
    for (DatasetKind kind : DatasetKind.values()) {
      assertThat(DatasetKind.parse(kind.label())).isEqualTo(kind);
    }
    assertThatThrownBy(() -> DatasetKind.parse("cifar11"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("cifar11")
        .hasMessageContaining("cifar10, cifar100, fashion-mnist, mnist, synthetic");
  }
}
