// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.InvalidArgumentException;

/** The protocol between a benchmark and its contenders, with peers that compute nothing. */
@Timeout(120)
class WorkerProcessTest {
  private static final WorkerSettings SETTINGS =
      WorkerSettings.builder("tinynet", "basic").width(8).batch(8).steps(2).build();

  @TempDir Path folder;

  private WorkerProcess start(Path script) {
    return start(script, CancelFlag.create());
  }

  private static WorkerProcess start(Path script, CancelFlag cancel) {
    Contender contender = Contender.peer("fake", List.of(script.toString()), SETTINGS, Map.of());
    return WorkerProcess.start(contender, cancel);
  }

  @Test
  void settingsGoThroughJson() {
    assertThat(WorkerSettings.parse(SETTINGS.toJson())).isEqualTo(SETTINGS);
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> SETTINGS.toBuilder().batch(0).build())
        .hasMessageContaining("batch is 0");
    assertThatThrownBy(() -> SETTINGS.toBuilder().steps(0).build())
        .hasMessageContaining("steps is 0");
    assertThatThrownBy(() -> SETTINGS.toBuilder().threads(0).build())
        .hasMessageContaining("threads is 0");
    assertThatThrownBy(() -> SETTINGS.toBuilder().batch(1000).steps(1001).build())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("batch x steps is 1001000");
  }

  @Test
  void settingsAreTheLastWordAndWaitingThreadsArePassive() throws IOException {
    Path script =
        FakePeer.script(
            folder, "echo \"{\\\"policy\\\": \\\"$OMP_WAIT_POLICY\\\", \\\"settings\\\": $1}\"");
    try (WorkerProcess process = start(script)) {
      assertThat(process.greeting().text("policy")).isEqualTo("PASSIVE");
      assertThat(process.greeting().line()).contains(SETTINGS.toJson());
    }
  }

  @Test
  void aProgramThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> start(folder.resolve("missing")))
        .isInstanceOf(WorkerFailedException.class)
        .hasMessageContaining("fake cannot be started")
        .hasMessageContaining("missing");
  }

  @Test
  void aProcessThatEndsTellsItsCodeAndLastMessages() throws IOException {
    try (WorkerProcess process = start(FakePeer.script(folder, "echo 'the reason' >&2; exit 7"))) {
      assertThatThrownBy(process::greeting)
          .isInstanceOf(WorkerFailedException.class)
          .hasMessageContaining("fake: it ended before its first line, with exit code 7")
          .hasMessageContaining("the reason");
    }
  }

  @Test
  void aLineThatIsNoJsonIsShown() throws IOException {
    try (WorkerProcess process = start(FakePeer.script(folder, "echo hello; cat"))) {
      assertThatThrownBy(process::greeting)
          .isInstanceOf(WorkerFailedException.class)
          .hasMessageContaining("found the line 'hello', expected its first line as JSON");
    }
  }

  @Test
  void anErrorOfTheOtherSideIsPassedOn() throws IOException {
    Path script = FakePeer.script(folder, "echo '{\"error\": \"no such mode\"}'; exit 1");
    try (WorkerProcess process = start(script)) {
      assertThatThrownBy(process::greeting)
          .isInstanceOf(WorkerFailedException.class)
          .hasMessageContaining("fake: no such mode");
    }
  }

  @Test
  void anEndAfterTheUserStoppedEverythingIsACancellation() throws IOException {
    CancelFlag cancel = CancelFlag.create();
    try (WorkerProcess process = start(FakePeer.script(folder, "exit 0"), cancel)) {
      cancel.cancel();
      assertThatThrownBy(process::greeting).isInstanceOf(CancelledException.class);
    }
  }

  @Test
  void closingEndsAProcessAndDeletesItsMessages() throws IOException {
    WorkerProcess process = start(FakePeer.good(folder));
    assertThat(process.ask("round").whole("images")).isEqualTo(16);
    process.close();
    assertThat(FakePeer.asked(folder)).containsExactly("round");
  }

  @Test
  void roundsAlternateAndTurnRoundEverySecondTime() throws IOException {
    Path a = Files.createDirectory(folder.resolve("a"));
    Path b = Files.createDirectory(folder.resolve("b"));
    List<String> told = new ArrayList<>();
    CancelFlag cancel = CancelFlag.create();
    Contender first = Contender.peer("A", List.of(FakePeer.good(a).toString()), SETTINGS, Map.of());
    Contender second =
        Contender.peer("B", List.of(FakePeer.good(b).toString()), SETTINGS, Map.of());
    try (WorkerProcess one = WorkerProcess.start(first, cancel);
        WorkerProcess other = WorkerProcess.start(second, cancel)) {
      one.greeting();
      other.greeting();
      Map<String, Rounds> rounds = Rounds.inTurn(List.of(one, other), 3, cancel, told::add);
      assertThat(told)
          .containsExactly(
              "round 1 of 3: A",
              "round 1 of 3: B",
              "round 2 of 3: B",
              "round 2 of 3: A",
              "round 3 of 3: A",
              "round 3 of 3: B");
      assertThat(rounds.keySet()).containsExactly("A", "B");
      Rounds found = rounds.getOrDefault("A", new Rounds(List.of(), 0));
      assertThat(found.all()).hasSize(3);
      assertThat(found.spread(Rounds.Round::rate).median()).isEqualTo(0.16);
      assertThat(found.peakBytes()).isEqualTo(2000);
    }
  }

  @Test
  void aStopComesBetweenTwoRounds() throws IOException {
    CancelFlag cancel = CancelFlag.create();
    try (WorkerProcess process = start(FakePeer.good(folder), cancel)) {
      process.greeting();
      assertThatThrownBy(() -> Rounds.inTurn(List.of(process), 5, cancel, _ -> cancel.cancel()))
          .isInstanceOf(CancelledException.class);
    }
    assertThat(FakePeer.asked(folder)).hasSize(1);
  }

  @Test
  void theScriptWithoutPyTorchSaysSo() throws IOException {
    // Isolated and without site packages, a Python has no torch whatever is installed.
    try (PythonPeer peer = PythonPeer.of("python3")) {
      Contender contender = peer.contender(PeerMode.TUNED, SETTINGS);
      List<String> command = new ArrayList<>(contender.command());
      command.addAll(1, List.of("-I", "-S"));
      Contender isolated = new Contender("tuned", command, contender.environment());
      try (WorkerProcess process = WorkerProcess.start(isolated, CancelFlag.create())) {
        assertThat(process.greeting().text("unavailable")).contains("cannot import torch");
      }
    }
  }

  @Test
  void thePeerRefusesNetworksThatItHasNot() {
    try (PythonPeer peer = PythonPeer.of("python3")) {
      assertThatThrownBy(
              () -> peer.contender(PeerMode.TUNED, SETTINGS.toBuilder().net("wrn-16-4").build()))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining(
              "no net 'wrn-16-4', expected tinynet, resnet-N or one of torchvision's");
      WorkerSettings other =
          WorkerSettings.builder("tinynet", "bottleneck").width(8).batch(8).steps(2).build();
      assertThatThrownBy(() -> peer.contender(PeerMode.TUNED, other))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("no block 'bottleneck', expected plain, basic or preact");
    }
  }

  @Test
  void onlyTheModeForMemoryTunesTheAllocator() {
    assertThat(PeerMode.TUNED_MALLOC.environment()).containsKey("MALLOC_TRIM_THRESHOLD_");
    assertThat(PeerMode.TUNED.environment()).isEmpty();
    assertThat(PeerMode.TUNED_MALLOC.mode()).isEqualTo(PeerMode.TUNED.mode());
  }
}
