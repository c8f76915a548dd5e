// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.Fixture;

/** Fetching uPlot from a folder, with an npm that only pretends; the network is not asked. */
class FetchUplotTest {
  private static final String CHARTS = "uPlot.iife.min.js";

  @TempDir private Path temp;
  private Path target = Path.of("");
  private String output = "";

  @BeforeEach
  void makeTheSource() throws IOException {
    target = temp.resolve("target");
    Path source = Files.createDirectories(temp.resolve("source/package/dist"));
    copyFromTheJar(CHARTS, source.resolve(CHARTS));
    copyFromTheJar("uPlot.min.css", source.resolve("uPlot.min.css"));
    copyFromTheJar("LICENSE", source.resolveSibling("LICENSE"));
    npm("exit 1");
  }

  private static void copyFromTheJar(String name, Path file) throws IOException {
    try (InputStream in = HtmlPage.class.getResourceAsStream("uplot/" + name)) {
      assertThat(in).as(name).isNotNull();
      Files.write(file, in.readAllBytes());
    }
  }

  @Test
  void fetchesOnceAndCopies() throws Exception {
    assertThat(fetch()).isZero();
    assertThat(output).contains("with curl").doesNotContain("with npm");
    assertThat(target.resolve(CHARTS))
        .hasSameBinaryContentAs(temp.resolve("source/package/dist").resolve(CHARTS));
    assertThat(target).isDirectoryContaining("glob:**LICENSE");

    assertThat(fetch()).isZero();
    assertThat(output).isEmpty();
  }

  @Test
  void aFileThatIsNotTheOneOnRecordIsNotUsed() throws Exception {
    damageTheSource();
    assertThat(fetch()).isEqualTo(1);
    assertThat(output)
        .contains("dist/" + CHARTS + ": FAILED")
        .contains("not fetched (tried: curl npm)");
    assertThat(target).doesNotExist();
    assertThat(temp.resolve("cache")).isDirectoryNotContaining("glob:**uplot-*");
  }

  @Test
  void npmIsTheFallback() throws Exception {
    npm(
        "tar --create --gzip --file uplot-1.6.32.tgz --directory '%s' package"
            .formatted(temp.resolve("good")));
    Files.createDirectory(temp.resolve("good"));
    Files.move(temp.resolve("source/package"), temp.resolve("good/package"));
    assertThat(fetch()).isZero();
    assertThat(output).contains("with curl").contains("with npm");
    assertThat(target.resolve(CHARTS))
        .hasSameBinaryContentAs(temp.resolve("good/package/dist").resolve(CHARTS));
  }

  @Test
  void whatNpmBringsIsCheckedToo() throws Exception {
    damageTheSource();
    npm(
        "tar --create --gzip --file uplot-1.6.32.tgz --directory '%s' package"
            .formatted(temp.resolve("source")));
    assertThat(fetch()).isEqualTo(1);
    assertThat(target).doesNotExist();
  }

  private void damageTheSource() throws IOException {
    Files.writeString(
        temp.resolve("source/package/dist").resolve(CHARTS), ";", StandardOpenOption.APPEND);
  }

  private void npm(String body) throws IOException {
    Path file = Files.createDirectories(temp.resolve("bin")).resolve("npm");
    Files.writeString(file, "#!/usr/bin/env bash\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int fetch() throws Exception {
    Path log = temp.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
            Fixture.source().resolve("third_party/fetch-uplot.sh").toString(), target.toString());
    builder.environment().put("RESLAB_CACHE", temp.resolve("cache").toString());
    builder
        .environment()
        .put("RESLAB_UPLOT_URL", temp.resolve("source/package").toUri().toString());
    builder.environment().merge("PATH", temp + "/bin", (old, bin) -> bin + ":" + old);
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    output = Files.readString(log);
    return process.exitValue();
  }
}
