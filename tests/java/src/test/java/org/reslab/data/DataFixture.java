// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The real images in the repository, and a made-up data set small enough to serve and break. */
final class DataFixture {
  private DataFixture() {}

  /** Returns the folder of real CIFAR-10 images: 200 for training, 100 for testing. */
  static Path realImages() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path images = at.resolve("tests/data/cifar10-small");
      if (Files.isDirectory(images)) {
        return images;
      }
    }
    throw new IllegalStateException(
        "tests/data/cifar10-small is in no folder above the working one");
  }

  /** Copies the real images to a folder where they may be damaged. */
  static Path copyOfRealImages(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var files = Files.list(realImages())) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    return folder;
  }

  /**
   * Writes a gzipped tar archive.
   *
   * @return its MD5
   */
  static String writeArchive(Path archive, Map<String, byte[]> entries) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        TarArchiveEntry header = new TarArchiveEntry(entry.getKey());
        header.setSize(entry.getValue().length);
        tar.putArchiveEntry(header);
        tar.write(entry.getValue());
        tar.closeArchiveEntry();
      }
    }
    return Checksums.md5(archive);
  }

  /** Returns a layout of two training files and one test file with this content. */
  static DatasetLayout layout(String archiveMd5, List<byte[]> files) {
    List<String> names = List.of("data_batch_1.bin", "data_batch_2.bin", "test_batch.bin");
    List<DatasetLayout.Part> parts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      parts.add(new DatasetLayout.Part(names.get(i), files.get(i).length, md5(files.get(i))));
    }
    return new DatasetLayout(
        DatasetKind.CIFAR10,
        "tiny",
        RecordFormat.CIFAR10,
        new DatasetLayout.Archive(OfficialArchive.BASE, "tiny.tar.gz", archiveMd5, false),
        60,
        parts.subList(0, 2),
        parts.subList(2, 3),
        DatasetKind.CIFAR10.description());
  }

  static String md5(byte[] content) {
    var digest = Checksums.md5();
    digest.update(content);
    return Checksums.hex(digest);
  }

  /** Returns records with random labels and pixels. */
  static byte[] randomRecords(int count, long seed) {
    byte[] records = new byte[count * 3073];
    Random random = new Random(seed);
    random.nextBytes(records);
    for (int i = 0; i < count; i++) {
      records[i * 3073] = (byte) random.nextInt(10);
    }
    return records;
  }

  /** Returns the names in a folder, sorted. */
  static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
