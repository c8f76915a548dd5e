// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.javacpp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.reslab.timing.TensorFile;
import org.reslab.timing.TrainingLoop;

/** The loop in the JavaCPP presets of LibTorch. Temporaries are freed after each step. */
final class JavacppLoop implements TrainingLoop {
  private final PointerScope scope = new PointerScope();
  private final Tensor images;
  private final Tensor labels;
  private final TinyNet net;
  private final TensorVector parameters;
  private final SGD optimizer;
  private final int batch;
  private long step;

  private JavacppLoop(
      Map<String, TensorFile.Tensor> weights, Map<String, TensorFile.Tensor> data, int batch) {
    TensorFile.Tensor pixels = Objects.requireNonNull(data.get(IMAGES));
    TensorFile.Tensor classes = Objects.requireNonNull(data.get(LABELS));
    images = Tensor.create(pixels.floats(), pixels.sizes()).contiguous(MemoryFormat.ChannelsLast);
    labels = Tensor.create(classes.longs(), classes.sizes());
    Parameters taken = new Parameters(weights);
    net = new TinyNet(taken, CLASSES);
    parameters = taken.all();
    SGDOptions options = new SGDOptions(LR);
    options.momentum().put(MOMENTUM);
    options.weight_decay().put(WEIGHT_DECAY);
    optimizer = new SGD(parameters, options);
    this.batch = batch;
  }

  /** The JavaCPP presets. */
  static final class Javacpp implements Library {
    @Override
    public void load(int threads) {
      Loader.load(torch.class);
      torch.set_num_threads(threads);
      openblas_nolapack.blas_set_num_threads(threads);
    }

    @Override
    public TrainingLoop open(Path weights, Path data, int batch) throws IOException {
      return new JavacppLoop(TensorFile.read(weights), TensorFile.read(data), batch);
    }
  }

  @Override
  public void train(int steps, StepListener listener) {
    for (int i = 0; i < steps; i++) {
      try (PointerScope _ = new PointerScope()) {
        long first = step++ * batch % images.size(0);
        optimizer.zero_grad();
        Tensor logits = net.forward(images.narrow(0, first, batch));
        Tensor loss = torch.cross_entropy(logits, labels.narrow(0, first, batch));
        loss.backward();
        Tensor norm = gradNorm();
        optimizer.step();
        listener.step(loss.item_float(), norm.item_float());
      }
    }
  }

  private Tensor gradNorm() {
    TensorVector norms = new TensorVector();
    for (long i = 0; i < parameters.size(); i++) {
      norms.push_back(parameters.get(i).grad().norm());
    }
    return torch.stack(norms).norm();
  }

  @Override
  public void close() {
    scope.close();
  }
}
