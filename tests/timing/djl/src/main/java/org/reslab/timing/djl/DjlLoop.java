// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.reslab.timing.TensorFile;
import org.reslab.timing.TrainingLoop;

/**
 * The loop in DJL. Its LibTorch is an older one, and it has no channels-last: both are part of what
 * a user of it gets.
 */
final class DjlLoop implements TrainingLoop {
  private final TinyNet net = new TinyNet(CLASSES);
  private final Model model = Model.newInstance("tinynet", Device.cpu());
  private final Trainer trainer;
  private final NDArray images;
  private final NDArray labels;
  private final int batch;
  private long step;

  private DjlLoop(
      Map<String, TensorFile.Tensor> weights, Map<String, TensorFile.Tensor> data, int batch) {
    model.setBlock(net.block());
    Optimizer sgd =
        Optimizer.sgd()
            .setLearningRateTracker(Tracker.fixed((float) LR))
            .optMomentum((float) MOMENTUM)
            .optWeightDecays((float) WEIGHT_DECAY)
            .build();
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optDevices(new Device[] {Device.cpu()})
                .optOptimizer(sgd));
    TensorFile.Tensor pixels = Objects.requireNonNull(data.get(IMAGES));
    TensorFile.Tensor classes = Objects.requireNonNull(data.get(LABELS));
    images = trainer.getManager().create(pixels.floats(), new Shape(pixels.sizes()));
    labels = trainer.getManager().create(classes.longs(), new Shape(classes.sizes()));
    this.batch = batch;
    trainer.initialize(new Shape(batch, 3, 32, 32));
    net.load(weights);
  }

  /** DJL with its PyTorch engine. */
  static final class Djl implements Library {
    @Override
    public void load(int threads) {
      System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
      System.setProperty("ai.djl.offline", "true");
      System.setProperty("OPT_OUT_TRACKING", "true"); // else it calls home
      Engine.getEngine("PyTorch");
    }

    @Override
    public TrainingLoop open(Path weights, Path data, int batch) throws IOException {
      return new DjlLoop(TensorFile.read(weights), TensorFile.read(data), batch);
    }
  }

  @Override
  public void train(int steps, StepListener listener) {
    for (int i = 0; i < steps; i++) {
      long first = step++ * batch % images.getShape().get(0);
      try (NDManager temporaries = trainer.getManager().newSubManager()) {
        NDIndex rows = new NDIndex("{}:{}", first, first + batch);
        NDArray x = images.get(temporaries, rows);
        NDArray y = labels.get(temporaries, rows);
        NDArray loss;
        try (GradientCollector collector = trainer.newGradientCollector()) {
          NDList logits = trainer.forward(new NDList(x), new NDList(y));
          loss = trainer.getLoss().evaluate(new NDList(y), logits);
          collector.backward(loss);
        }
        float norm = gradNorm(temporaries);
        trainer.step();
        listener.step(loss.getFloat(), norm);
      }
    }
  }

  private float gradNorm(NDManager temporaries) {
    NDList norms = new NDList();
    for (Parameter parameter : net.parameters()) {
      NDArray gradient = parameter.getArray().getGradient();
      gradient.attach(temporaries);
      norms.add(gradient.norm());
    }
    return NDArrays.stack(norms).norm().getFloat();
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
