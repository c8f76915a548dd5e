// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.reslab.CancelFlag;

/**
 * The files of a data set, each by itself and packed with gzip, as MNIST is published. They are
 * unpacked into the cache.
 *
 * @param base the folder of the files on the server, ending in a slash
 * @param root where the packed files grow; kept when a download stops halfway
 */
record OfficialFiles(DatasetLayout layout, URI base, Path root) implements DatasetSource {
  @Override
  public String describe() {
    return base.toString();
  }

  @Override
  public void fetchInto(Path folder, FetchProgress progress, CancelFlag cancel) throws IOException {
    EnvironmentProxies proxies = new EnvironmentProxies(System.getenv());
    for (DatasetLayout.Part part : layout.parts()) {
      String name = part.name() + DatasetLayout.PACKED;
      Path packed = root.resolve(layout.directory() + "." + name + ".part");
      new ArchiveDownload(base.resolve(name), packed, proxies, progress, cancel).run();
      try (InputStream in = new GZIPInputStream(Files.newInputStream(packed), 1 << 16);
          OutputStream out = Files.newOutputStream(folder.resolve(part.name()))) {
        in.transferTo(out);
      } catch (EOFException | ZipException e) {
        throw new WrongContentException(
            "%s is no whole gzip file: %s".formatted(name, IoReasons.of(e)));
      } finally {
        Files.delete(packed);
      }
    }
  }
}
