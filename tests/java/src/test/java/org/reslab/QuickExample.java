// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.nio.file.Path;
import java.util.List;

/** The example of the README, as it stands there; {@link ReadmeExampleTest} runs it. */
final class QuickExample {
  private QuickExample() {}

  /**
   * Trains a small network and saves it.
   *
   * @param folder with {@code data_batch_1.bin} and {@code test_batch.bin} in the CIFAR-10 layout
   * @param checkpoint where the weights go
   * @return top-1 accuracy on the test images, in [0, 1]
   */
  static double train(Path folder, Path checkpoint) {
    // README: begin
    try (MemorySession session = MemorySession.open()) {
      Block block = Block.of("preact[norm=gn(8), act=silu]");
      Network network = session.network(NetworkSpec.builder("tinynet", block).seed(1).build());
      Dataset train =
          session.openCifar(CifarFormat.CIFAR10, List.of(folder.resolve("data_batch_1.bin")), 0);
      Dataset test =
          session.openCifar(CifarFormat.CIFAR10, List.of(folder.resolve("test_batch.bin")), 0);

      TrainingConfig config = TrainingConfig.builder(1).batch(64).lr(0.05).build();
      Trainer trainer = session.trainer(network, train, config);
      trainer.trainToEnd(
          step -> System.out.printf("step %d: loss %.3f%n", step.step(), step.loss()));

      network.save(checkpoint);
      return network.evaluate(test).accuracy();
    }
    // README: end
  }
}
