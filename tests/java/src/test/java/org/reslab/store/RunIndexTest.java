// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reslab.InvalidArgumentException;
import org.reslab.SpecialFiles;
import org.reslab.experiment.RunStatus;

class RunIndexTest {
  private static final RunIndex.Refresh NOTHING_NEW = new RunIndex.Refresh(0, 3, 0);

  @TempDir Path dir;

  private final List<String> notes = new ArrayList<>();

  private RunIndex open() {
    return RunIndex.open(dir, notes::add);
  }

  private RunIndex.Refresh refresh() {
    try (RunIndex index = open()) {
      return index.refresh();
    }
  }

  private List<String> find(String sort, String... filters) {
    try (RunIndex index = open()) {
      index.refresh();
      return StoredRuns.names(
          index.find(Arrays.stream(filters).map(RunFilter::parse).toList(), sort, null));
    }
  }

  private void threeRuns() throws IOException {
    StoredRuns.training(dir, "a", "basic", 0.75, "2026-01-02T00:00:00Z");
    StoredRuns.training(dir, "sweep/lr=0.1", "preact[norm=gn(8)]", 0.5, "2026-01-03T00:00:00Z");
    StoredRuns.diagnosis(dir, "d", "warn");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|a,d,sweep/lr=0.1",
        "block=basic|a",
        "block~preact|sweep/lr=0.1",
        "block!=basic|d,sweep/lr=0.1",
        "test_accuracy>0.6|a",
        "test_accuracy>=0.75|a",
        "test_accuracy<0.75|sweep/lr=0.1",
        "test_accuracy<=0.75|a,sweep/lr=0.1",
        "grad_norm>0|",
        "grad_norm!=0|a,d,sweep/lr=0.1",
        "seed=1|a,sweep/lr=0.1",
        "lr=1e-1|a,sweep/lr=0.1",
        "kind=diagnosis|d",
        "verdict=warn|d",
        "depth=8|d",
        "zero_fraction=0.6|d",
        "started>2026-01-02T12|sweep/lr=0.1",
        "name~sweep|sweep/lr=0.1",
        "status=completed|a,d,sweep/lr=0.1",
        "block=' OR 1=1 --|",
        "tag=none|",
      })
  void filtersFindWhatTheySay(String filter, String expected) throws IOException {
    threeRuns();
    // A key that no run has would be refused; this run has it.
    Path other = StoredRuns.training(dir.resolve(".hidden"), "x", "x", 1, "2026");
    assertThat(other).exists();
    Files.writeString(
        dir.resolve("a/summary.json"),
        Files.readString(dir.resolve("a/summary.json"))
            .replace("\"grad_norm\": {\"mean\": null", "\"grad_norm\": {\"mean\": -1"));
    String[] filters = filter == null ? new String[0] : new String[] {filter};
    assertThat(find("name", filters))
        .containsExactly(expected == null ? new String[0] : expected.split(","));
  }

  @Test
  void sortsWithGapsLast() throws IOException {
    threeRuns();
    assertThat(find("-test_accuracy")).containsExactly("a", "sweep/lr=0.1", "d");
    assertThat(find("test_accuracy")).containsExactly("sweep/lr=0.1", "a", "d");
    assertThat(find("-started")).containsExactly("sweep/lr=0.1", "a", "d");
    assertThat(find("-name", "kind=training")).containsExactly("sweep/lr=0.1", "a");
    try (RunIndex index = open()) {
      index.refresh();
      assertThat(StoredRuns.names(index.find(List.of(), "name", 2))).containsExactly("a", "d");
    }
  }

  @Test
  void misspeltKeysAreRefused() throws IOException {
    threeRuns();
    assertThatThrownBy(() -> find("name", "test_acuracy>0.5"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage("filter: no run has 'test_acuracy'; did you mean 'test_accuracy'?");
    assertThatThrownBy(() -> find("-colour"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("sort: no run has 'colour'; they have block, ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"block", "block=", "=basic", "", "block==", "a b=c", "<5"})
  void filtersOfAnotherFormAreRefused(String text) {
    if (text.equals("block==")) {
      assertThat(RunFilter.parse(text))
          .isEqualTo(new RunFilter("block", RunFilter.Operator.EQUAL, "="));
      return;
    }
    assertThatThrownBy(() -> RunFilter.parse(text))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("expected KEY OP VALUE");
  }

  @Test
  void whatHasNotChangedIsNotReadAgain() throws IOException {
    threeRuns();
    assertThat(refresh()).isEqualTo(new RunIndex.Refresh(3, 0, 0));
    assertThat(refresh()).isEqualTo(NOTHING_NEW);

    // Other content behind the same time and size stays unseen, which shows that nobody looks.
    Path summary = dir.resolve("a/summary.json");
    FileTime time = Files.getLastModifiedTime(summary);
    Files.writeString(summary, Files.readString(summary).replace("0.75", "0.99"));
    Files.setLastModifiedTime(summary, time);
    assertThat(refresh()).isEqualTo(NOTHING_NEW);
    assertThat(find("name", "test_accuracy=0.75")).containsExactly("a");

    Files.setLastModifiedTime(summary, FileTime.fromMillis(time.toMillis() + 1));
    assertThat(refresh()).isEqualTo(new RunIndex.Refresh(1, 2, 0));
    assertThat(find("name", "test_accuracy=0.99")).containsExactly("a");

    RunFolders.remove(dir.resolve("d"));
    assertThat(refresh()).isEqualTo(new RunIndex.Refresh(0, 2, 1));
    try (RunIndex index = open()) {
      assertThat(index.rebuild()).isEqualTo(new RunIndex.Refresh(2, 0, 0));
    }
    assertThat(notes).isEmpty();
  }

  @Test
  void thousandsOfRunsAreReadOnce() throws IOException {
    for (int i = 0; i < 3000; i++) {
      StoredRuns.training(
          dir, "run-%04d".formatted(i), "basic", i / 3000.0, "2026-01-01T00:00:00Z");
    }
    assertThat(refresh()).isEqualTo(new RunIndex.Refresh(3000, 0, 0));
    Files.delete(dir.resolve("run-0007/summary.json"));
    assertThat(refresh()).isEqualTo(new RunIndex.Refresh(1, 2999, 0));
    assertThat(find("-test_accuracy", "test_accuracy>=0.999"))
        .containsExactly("run-2999", "run-2998", "run-2997");
  }

  @Test
  void halfWrittenDamagedAndOlderRunsAreListedWithTheirGaps() throws IOException {
    Path running = StoredRuns.training(dir, "killed", "basic", 0.5, "2026-01-01T00:00:00Z");
    Files.writeString(
        running.resolve("summary.json"),
        "{\"status\": \"running\", \"blocks\": [{\"test_accuracy\": {\"mean\": null}}]}");
    Path torn = StoredRuns.training(dir, "torn", "basic", 0.5, "2026-01-01T00:00:00Z");
    Files.writeString(torn.resolve("summary.json"), "{\"status\": \"compl");
    Files.writeString(torn.resolve("experiment.yaml"), "nets: [tinynet\n");
    Files.writeString(torn.resolve("tags.json"), "[]");
    Path older = Files.createDirectories(dir.resolve("older"));
    Files.writeString(older.resolve("experiment.yaml"), "network: tinynet\nwho: knows\n");
    Files.createDirectories(dir.resolve("no-run"));
    Path binary = Files.createDirectories(dir.resolve("binary"));
    Files.write(binary.resolve("summary.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    try (RunIndex index = open()) {
      assertThat(index.refresh().read()).isEqualTo(4);
      List<IndexedRun> runs = index.find(List.of(), "name", null);
      assertThat(StoredRuns.names(runs)).containsExactly("binary", "killed", "older", "torn");
      assertThat(runs).extracting(IndexedRun::status).containsOnly(RunStatus.INTERRUPTED);
      assertThat(runs.get(1).problems()).isEmpty();
      assertThat(runs.get(1).values("test_accuracy")).isEmpty();
      assertThat(runs.get(2).values("who")).containsExactly("knows");
      assertThat(runs.get(2).problems())
          .containsExactlyInAnyOrder("environment.json is missing", "summary.json is missing");
      assertThat(String.join("\n", runs.get(3).problems()))
          .contains(
              "summary.json is damaged", "experiment.yaml is damaged", "tags.json is damaged");
      assertThat(String.join("\n", runs.get(0).problems()))
          .contains("summary.json is damaged: it is not UTF-8");
    }
  }

  @Test
  void tagsSurviveARebuildAndEvenALostIndex() throws IOException {
    threeRuns();
    refresh();
    assertThat(RunTags.add(dir.resolve("a"), List.of("baseline", "für-später"))).hasSize(2);
    assertThat(find("name", "tag=baseline")).containsExactly("a");
    Files.delete(dir.resolve(".index.sqlite"));
    assertThat(find("name", "tag=für-später")).containsExactly("a");
    assertThat(RunTags.remove(dir.resolve("a"), List.of("baseline", "never-there")))
        .containsExactly("für-später");
    assertThat(find("name", "tag=baseline")).isEmpty();
    assertThatThrownBy(() -> RunTags.add(dir.resolve("a"), List.of("<b>")))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("found '<b>'");
    assertThatThrownBy(() -> RunTags.add(dir, List.of("x")))
        .hasMessageContaining("no run directory");
    Files.writeString(dir.resolve("d/tags.json"), "{\"tags\": 3}");
    assertThatThrownBy(() -> RunTags.add(dir.resolve("d"), List.of("x")))
        .hasMessageContaining("tags.json is damaged");
  }

  @Test
  void aDamagedIndexIsMadeAnew() throws IOException {
    threeRuns();
    refresh();
    Files.writeString(dir.resolve(".index.sqlite"), "this is no database, however long it is");
    assertThat(refresh()).isEqualTo(new RunIndex.Refresh(3, 0, 0));
    assertThat(notes).singleElement().asString().contains("is damaged; it is rebuilt");
    assertThat(refresh()).isEqualTo(NOTHING_NEW);

    Path file = dir.resolve(".index.sqlite");
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
    Files.write(file, bytes);
    assertThat(refresh()).isEqualTo(new RunIndex.Refresh(3, 0, 0));
    assertThat(notes).hasSize(2);
  }

  @Test
  void anIndexOfAnotherVersionOrProgramIsPutAside() throws Exception {
    threeRuns();
    refresh();
    sql("PRAGMA user_version = 99");
    assertThat(refresh().read()).isEqualTo(3);
    assertThat(notes).singleElement().asString().contains("is of version 99, expected 3");

    Files.delete(dir.resolve(".index.sqlite"));
    sql("CREATE TABLE holidays (place TEXT)");
    assertThat(refresh().read()).isEqualTo(3);
    assertThat(notes.getLast()).contains("is of another program", ".index.sqlite.old");
    assertThat(dir.resolve(".index.sqlite.old")).isNotEmptyFile();
    assertThat(refresh()).isEqualTo(NOTHING_NEW);
  }

  private void sql(String text) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + dir.resolve(".index.sqlite"));
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  @Test
  void whereNoFileCanBeTheIndexIsInMemory() throws IOException {
    threeRuns();
    Files.createDirectories(dir.resolve(".index.sqlite/in-the-way"));
    try (RunIndex index = open()) {
      assertThat(index.unusable()).contains(".index.sqlite cannot be used");
      assertThat(index.refresh().read()).isEqualTo(3);
      assertThat(index.find(List.of(), "name", null)).hasSize(3);
    }
    Path nowhere = dir.resolve("nowhere");
    try (RunIndex index = RunIndex.open(nowhere, notes::add)) {
      assertThat(index.refresh()).isEqualTo(new RunIndex.Refresh(0, 0, 0));
      assertThat(index.find(List.of(), "-started", null)).isEmpty();
    }
    assertThat(nowhere).doesNotExist();
    assertThat(notes).isEmpty();
  }

  @Test
  void namesWithOddCharactersAreNames() throws IOException {
    List<String> odd =
        List.of(
            "'; DROP TABLE runs; --", "<script>alert(1)<script>", "ünïcödé 文字", "a\nb\u001b[31m");
    for (String name : odd) {
      StoredRuns.training(dir, name.replace("/", "-"), "basic", 0.5, "2026-01-01T00:00:00Z");
    }
    assertThat(find("name")).containsExactlyInAnyOrderElementsOf(odd);
    assertThat(find("name", "name='; DROP TABLE runs; --")).containsExactly(odd.getFirst());
    assertThat(refresh()).isEqualTo(new RunIndex.Refresh(0, 4, 0));
  }

  @Test
  void severalAtOnceAgree() throws Exception {
    for (int i = 0; i < 40; i++) {
      StoredRuns.training(dir, "run-" + i, "basic", 0.5, "2026-01-01T00:00:00Z");
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      for (int round = 0; round < 5; round++) {
        StoredRuns.training(dir, "new-" + round, "basic", 0.5, "2026-01-01T00:00:00Z");
        RunTags.add(dir.resolve("run-" + round), List.of("changed"));
        List<Callable<String>> all = Collections.nCopies(6, this::unusableAfterRefresh);
        for (Future<String> each : threads.invokeAll(all)) {
          assertThat(each.get()).isEqualTo("null");
        }
      }
    }
    assertThat(find("name")).hasSize(45);
    assertThat(find("name", "tag=changed")).hasSize(5);
  }

  private String unusableAfterRefresh() {
    try (RunIndex index = RunIndex.open(dir, _ -> {})) {
      index.refresh();
      return String.valueOf(index.unusable());
    }
  }

  @Test
  void tagsThatAreGivenAtOnceAllStay() throws Exception {
    Path run = StoredRuns.training(dir, "a", "basic", 0.5, "2026-01-01T00:00:00Z");
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<List<String>>> all = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        String tag = "tag-" + i;
        all.add(() -> RunTags.add(run, List.of(tag)));
      }
      for (Future<List<String>> each : threads.invokeAll(all)) {
        each.get();
      }
    }
    assertThat(RunTags.read(run)).hasSize(24);
    RunFolders.requireRemovable(run);
  }

  @Test
  void anIndexThatMayOnlyBeReadIsReadAndTheRestIsInMemory() throws Exception {
    threeRuns();
    refresh();
    StoredRuns.training(dir, "newest", "basic", 0.9, "2026-02-01T00:00:00Z");
    Path file = dir.resolve(".index.sqlite");
    sql("CREATE TRIGGER locked BEFORE INSERT ON runs BEGIN SELECT raise(ABORT, 'read only'); END");
    byte[] before = Files.readAllBytes(file);
    try (RunIndex index = open()) {
      assertThat(index.refresh()).isEqualTo(new RunIndex.Refresh(1, 3, 0));
      assertThat(index.unusable()).contains(".index.sqlite cannot be used", "read only");
      assertThat(StoredRuns.names(index.find(List.of(), "-test_accuracy", null)))
          .containsExactly("newest", "a", "sweep/lr=0.1", "d");
    }
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void noFileOfOthersIsTheIndex() throws IOException {
    threeRuns();
    Path victim = Files.createFile(dir.resolve("victim"));
    Files.createSymbolicLink(dir.resolve(".index.sqlite"), victim);
    try (RunIndex index = open()) {
      assertThat(index.refresh().read()).isEqualTo(3);
      assertThat(index.unusable()).contains("is no regular file");
    }
    assertThat(victim).isEmptyFile();
  }

  /**
   * Of whatever form a file is, the run is a row with a problem, and the others are as they were.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "experiment.yaml",
        "environment.json",
        "summary.json",
        "tags.json",
        "diagnosis.json"
      })
  void oneBadFileIsOneMarkedRow(String name) throws Exception {
    threeRuns();
    Path run =
        name.startsWith("diagnosis")
            ? dir.resolve("d")
            : StoredRuns.training(dir, "bad", "basic", 0.5, "2026-01-01T00:00:00Z");
    String bad = String.valueOf(run.getFileName());
    Path file = run.resolve(name);
    List<byte[]> contents = new ArrayList<>();
    for (String text :
        List.of(
            "null",
            "",
            "7",
            "[null]",
            "[".repeat(5000),
            "{\"a\":".repeat(5000),
            "a: ".repeat(500),
            "x: " + "[".repeat(500) + "]".repeat(500))) {
      contents.add(text.getBytes(StandardCharsets.UTF_8));
    }
    contents.add(new byte[] {'{', (byte) 0xff, '}'});
    for (byte[] content : contents) {
      Files.write(file, content);
      requireMarked(bad, name);
    }
    Files.delete(file);
    Files.createSymbolicLink(file, file.getFileName());
    requireMarked(bad, name);
    Files.delete(file);
    Files.createDirectory(file);
    requireMarked(bad, name);
    Files.delete(file);
    SpecialFiles.fifo(file);
    requireMarked(bad, name);
  }

  private void requireMarked(String bad, String file) {
    try (RunIndex index = open()) {
      index.rebuild();
      for (IndexedRun run : index.find(List.of(), "name", null)) {
        if (run.name().equals(bad)) {
          assertThat(run.problems()).anyMatch(problem -> problem.contains(file));
        } else {
          assertThat(run.problems()).as(run.name()).isEmpty();
        }
      }
    }
  }

  @Test
  void aWayOverALinkIsNoWayToRemoveARun() throws IOException {
    Path run = StoredRuns.training(dir, "a", "basic", 0.5, "2026-01-01T00:00:00Z");
    Path link = Files.createSymbolicLink(dir.resolve("link"), run);
    Path folder = Files.createSymbolicLink(dir.resolve("folder"), dir.resolve("a"));
    for (Path each :
        List.of(link, link.resolve("."), link.resolve("./."), folder.resolve("../link"))) {
      assertThatThrownBy(() -> RunFolders.remove(each))
          .as("%s", each)
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("is a link, or leads over one");
    }
    assertThat(run.resolve("summary.json")).exists();
    RunFolders.remove(dir.resolve("./a/."));
    assertThat(run).doesNotExist();
  }
}
