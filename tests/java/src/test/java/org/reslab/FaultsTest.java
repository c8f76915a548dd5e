// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad input: each of the right class, with a message that says what to do, and the process goes on.
 */
@OnBothKernels
class FaultsTest {
  @TempDir private Path folder;

  private MemorySession session;
  private Network network;

  @BeforeEach
  void open() {
    session = MemorySession.open();
    network = session.network(Fixture.small("basic"));
  }

  /** After each fault the same session still works. */
  @AfterEach
  void close() {
    Dataset data = session.synthetic(4, 10, 0);
    assertThat(network.evaluate(data).images()).isEqualTo(4);
    session.close();
  }

  @Test
  void unknownNet() {
    fails(
        () -> session.network(NetworkSpec.of("resnet", Block.of("basic"))),
        InvalidArgumentException.class,
        "unknown net 'resnet'");
    fails(
        () -> session.network(NetworkSpec.of("resnet-21", Block.of("basic"))),
        InvalidArgumentException.class,
        "20");
    fails(
        () -> session.network(NetworkSpec.of("tiny\0net", Block.of("basic"))),
        InvalidArgumentException.class,
        "NUL");
  }

  @Test
  void impossibleShapes() {
    fails(
        () -> session.network(NetworkSpec.of("tinynet", Block.of("toy"))),
        ShapeMismatchException.class,
        "toy",
        "[64, 16, 16]",
        "[32, 32, 32]",
        "project");
  }

  @Test
  void sizesOutOfRange() {
    NetworkSpec spec = Fixture.small("basic");
    fails(
        () -> spec.toBuilder().classes(1).build(), InvalidArgumentException.class, "classes is 1");
    fails(() -> spec.toBuilder().width(-8).build(), InvalidArgumentException.class, "width is -8");
    fails(
        () -> spec.toBuilder().layers(List.of(1L, -2L, 1L)).build(),
        InvalidArgumentException.class,
        "[1, -2, 1]");
    fails(() -> NetworkSpec.of(" ", Block.of("basic")), InvalidArgumentException.class, "empty");
    fails(
        () -> session.network(spec.toBuilder().width(1L << 40).build()),
        InvalidArgumentException.class,
        "base is");
    fails(
        () -> network.evaluate(session.synthetic(4, 10, 0), 0, CancelFlag.create(), null),
        InvalidArgumentException.class,
        "batch is 0");
    fails(() -> NativeRuntime.get().setThreads(0), InvalidArgumentException.class, "threads is 0");
    fails(
        () -> trainer().run(0, Duration.ZERO, CancelFlag.create()),
        InvalidArgumentException.class,
        "maxSteps is 0");
    fails(
        () -> trainer().run(1, Duration.ofMillis(-1), CancelFlag.create()),
        InvalidArgumentException.class,
        "maxTime");
  }

  @Test
  void sizesBeyondTheMachinesMemory() {
    NetworkSpec spec =
        NetworkSpec.builder("tinynet", Block.of("basic"))
            .width(4096)
            .layers(List.of(1000L, 1000L, 1000L))
            .build();
    fails(() -> session.network(spec), NativeOutOfMemoryException.class, "GiB", "smaller base");
    fails(
        () -> session.synthetic(Integer.MAX_VALUE, 10, 0),
        NativeOutOfMemoryException.class,
        "2147483647 synthetic images");
  }

  private Trainer trainer() {
    return session.trainer(network, session.synthetic(4, 10, 0), TrainingConfig.defaults(1));
  }

  @Test
  void dataOfAnotherNumberOfClasses() {
    Dataset data = session.synthetic(4, 100, 0);
    fails(() -> network.evaluate(data), InvalidArgumentException.class, "100 classes", "10");
    fails(
        () -> session.trainer(network, data, TrainingConfig.defaults(1)),
        InvalidArgumentException.class,
        "100 classes",
        "10");
  }

  @Test
  void cudaAskedForAndAbsent() {
    if (NativeRuntime.get().info().cudaDevices() > 0) {
      assertThat(session.network(Fixture.small("basic"), Device.CUDA).device())
          .isEqualTo(Device.CUDA);
      return;
    }
    fails(
        () -> session.network(Fixture.small("basic"), Device.CUDA), DeviceException.class, "CUDA");
    assertThat(session.network(Fixture.small("basic"), Device.AUTO).device()).isEqualTo(Device.CPU);
  }

  @Test
  void aCudaDeviceOfALargeNumber() {
    fails(
        () -> session.network(Fixture.small("basic"), Device.cuda(77)),
        DeviceException.class,
        "cuda:77");
    fails(() -> NativeRuntime.get().device(77), DeviceException.class, "77");
    Dataset data = session.synthetic(4, 10, 0);
    fails(
        () -> data.batch(TrainingConfig.defaults(1), 0, Device.cuda(77)),
        DeviceException.class,
        "77");
  }

  @Test
  void unwritableAndMissingFiles() throws IOException {
    Path absent = folder.resolve("absent").resolve("w.safetensors");
    fails(() -> network.save(absent), NativeIoException.class, "w.safetensors");
    fails(() -> network.load(absent), NativeIoException.class, absent.toString());
    fails(() -> Checkpoint.metadata(absent), NativeIoException.class, absent.toString());
    fails(() -> trainer().save(absent), NativeIoException.class, "w.safetensors");
    Path file = Files.writeString(folder.resolve("file"), "");
    fails(() -> network.save(file.resolve("w")), NativeIoException.class, "file");
    Path occupied = Files.createDirectory(folder.resolve("folder"));
    fails(() -> network.save(occupied), NativeIoException.class, "folder");
    Logits logits = network.logits(session.synthetic(4, 10, 0), 4, CancelFlag.create());
    fails(() -> logits.save(absent), NativeIoException.class, "w.safetensors");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(file, occupied);
    }
  }

  @Test
  void aFileThatIsNoCheckpoint() throws IOException {
    Path file = folder.resolve("w.safetensors");
    Files.write(file, new byte[3]);
    fails(() -> network.load(file), CorruptDataException.class, "w.safetensors");
    Safetensors.writeRaw(file, 1L << 40, "{}", new byte[0]);
    fails(() -> network.load(file), CorruptDataException.class, "w.safetensors", "1099511627776");
    Safetensors.writeRaw(file, 2, "{}x", new byte[0]);
    fails(() -> network.load(file), CorruptDataException.class, "w.safetensors");
    Safetensors.writeRaw(file, 5, "{\"a\":", new byte[0]);
    fails(() -> Checkpoint.metadata(file), CorruptDataException.class, "w.safetensors");
    Safetensors.writeRaw(file, -1, "{}", new byte[0]);
    fails(() -> trainer().load(file), CorruptDataException.class, "w.safetensors");
  }

  @Test
  void aTruncatedCheckpoint() throws IOException {
    Path file = folder.resolve("w.safetensors");
    network.save(file);
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {7, 100, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      fails(() -> network.load(file), CorruptDataException.class, "w.safetensors");
    }
  }

  @Test
  void aCheckpointOfAnotherNetworkChangesNothing() throws IOException {
    Dataset data = Fixture.test(session);
    float[] before = network.logits(data, 100, CancelFlag.create()).values();
    Path file = folder.resolve("w.safetensors");

    session.network(Fixture.small("preact").toBuilder().seed(9).build()).save(file);
    fails(
        () -> network.load(file),
        InvalidArgumentException.class,
        "stage2.0.down.0.weight",
        "preact");
    session.network(Fixture.small("basic").toBuilder().seed(9).width(16).build()).save(file);
    fails(() -> network.load(file), ShapeMismatchException.class, "[16, 3, 3, 3]", "[8, 3, 3, 3]");

    session.network(Fixture.small("basic").toBuilder().seed(9).build()).save(file);
    Map<String, Safetensors.Tensor> tensors = Safetensors.read(file);
    Safetensors.Tensor bias = Safetensors.named(tensors, "head.2.bias");
    tensors.put("head.2.bias", new Safetensors.Tensor("F8_E8M0", bias.shape(), new byte[10]));
    Safetensors.write(file, tensors);
    fails(() -> network.load(file), DtypeMismatchException.class, "head.2.bias");

    assertThat(network.logits(data, 100, CancelFlag.create()).values()).isEqualTo(before);
  }

  @Test
  void aCheckpointWithSpoiltMetadata() throws IOException {
    Path file = folder.resolve("w.safetensors");
    String header = "{\"__metadata__\":{\"reslab.net\":\"tinynet\",\"reslab.block\":\"basic\"}}";
    Safetensors.writeRaw(file, header.length(), header, new byte[0]);
    fails(() -> Checkpoint.networkSpec(file), CorruptDataException.class, "is missing");
  }

  @Test
  void cancelledBeforeItBegins() {
    CancelFlag cancel = CancelFlag.create();
    cancel.cancel();
    Dataset data = session.synthetic(4, 10, 0);
    fails(() -> network.evaluate(data, 2, cancel, null), CancelledException.class, "cancel");
    TrainingChunk chunk = trainer().run(5, Duration.ZERO, cancel);
    assertThat(chunk.stop()).isEqualTo(StopReason.CANCELLED);
    assertThat(chunk.steps()).isEmpty();
  }

  private static void fails(
      ThrowingCallable action, Class<? extends ReslabException> type, String... parts) {
    assertThatThrownBy(action).isExactlyInstanceOf(type).hasMessageContainingAll(parts);
  }
}
