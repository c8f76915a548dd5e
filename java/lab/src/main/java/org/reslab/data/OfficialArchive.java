// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.reslab.CancelFlag;

/**
 * The {@code .tar.gz} of A. Krizhevsky's page.
 *
 * @param base the folder of the archive on the server, ending in a slash
 * @param part where the archive grows; kept when a download stops halfway
 * @param proxies what the server is reached through
 */
record OfficialArchive(
    DatasetLayout layout,
    DatasetLayout.Archive archive,
    URI base,
    Path part,
    EnvironmentProxies proxies)
    implements DatasetSource {
  static final URI BASE = URI.create("https://www.cs.toronto.edu/~kriz/");

  /** With the proxies that this process's environment names. */
  OfficialArchive(DatasetLayout layout, DatasetLayout.Archive archive, URI base, Path part) {
    this(layout, archive, base, part, new EnvironmentProxies(System.getenv()));
  }

  @Override
  public String describe() {
    return base.resolve(archive.name()).toString();
  }

  @Override
  public void fetchInto(Path folder, FetchProgress progress, CancelFlag cancel) throws IOException {
    boolean resumed = Files.exists(part);
    download(progress, cancel);
    if (resumed && !archive.md5().equals(Checksums.md5(part))) {
      progress.message("the resumed download does not match its checksum; starting over");
      Files.delete(part);
      download(progress, cancel);
    }
    String md5 = Checksums.md5(part);
    if (!archive.md5().equals(md5)) {
      long bytes = Files.size(part);
      Files.delete(part);
      throw new WrongContentException(
          String.format(
              Locale.ROOT,
              "expected an archive with MD5 %s, found %,d bytes with MD5 %s",
              archive.md5(),
              bytes,
              md5));
    }
    unpack(folder, progress, cancel);
    Files.delete(part);
  }

  private void download(FetchProgress progress, CancelFlag cancel) throws IOException {
    new ArchiveDownload(base.resolve(archive.name()), part, proxies, progress, cancel).run();
  }

  private void unpack(Path folder, FetchProgress progress, CancelFlag cancel) throws IOException {
    Map<String, DatasetLayout.Part> missing = new HashMap<>();
    layout.parts().forEach(p -> missing.put(layout.directory() + "/" + p.name(), p));
    int files = missing.size();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(part), 1 << 16);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in, 1 << 16))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        DatasetLayout.Part wanted = missing.remove(e.getName());
        if (wanted == null) {
          continue;
        }
        try (OutputStream out = Files.newOutputStream(folder.resolve(wanted.name()))) {
          byte[] buffer = new byte[1 << 16];
          for (int n = tar.read(buffer); n >= 0; n = tar.read(buffer)) {
            DatasetSource.checkCancelled(cancel);
            out.write(buffer, 0, n);
          }
        }
        progress.advanced("unpack", files - missing.size(), files);
      }
    }
    if (!missing.isEmpty()) {
      throw new WrongContentException("the archive lacks " + missing.keySet());
    }
  }
}
