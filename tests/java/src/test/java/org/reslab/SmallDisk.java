// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of 64 KiB. Only root may mount one; for others a test that uses it is skipped. */
public final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts one on a new folder below another. */
  public static SmallDisk in(Path parent) throws IOException {
    Path folder = Files.createDirectory(parent.resolve("disk"));
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=64k", "reslab-test", folder.toString()) == 0;
    assumeTrue(mounted, "a file system can be mounted");
    return new SmallDisk(folder);
  }

  public Path folder() {
    return folder;
  }

  /** Takes all the space that is left. */
  public void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(filler())) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException e) {
      if (!"No space left on device".equals(e.getMessage())) {
        throw e;
      }
    }
  }

  /** Gives back what {@link #fill} took. */
  public void free() throws IOException {
    Files.delete(filler());
  }

  @Override
  public void close() throws IOException {
    run("umount", "--lazy", folder.toString());
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  private static int run(String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .onExit()
        .join()
        .exitValue();
  }
}
