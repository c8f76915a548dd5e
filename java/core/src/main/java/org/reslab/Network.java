// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reslab.internal.NativeNetwork;
import org.reslab.jfr.EvaluationEvent;
import org.reslab.jfr.ProbeEvent;

/**
 * A residual network: parameters, buffers and the device they live on. Takes float32 images {@code
 * [N, C, H, W]} and gives logits {@code [N, classes]}. Belongs to the thread of its session.
 */
public final class Network extends SessionResource {
  private static final int DEFAULT_BATCH = 256;

  /** Batches of one native call: often enough for progress, too rarely to cost anything. */
  private static final int BATCHES_PER_CALL = 4;

  private final NativeNetwork handle;
  private final NetworkSpec spec;
  private final Device device;

  Network(MemorySession session, NativeNetwork handle, NetworkSpec spec) {
    super(session, handle, "network");
    this.handle = handle;
    this.spec = spec;
    this.device = handle.device();
  }

  NativeNetwork handle() {
    return handle;
  }

  /** What was asked to be built. */
  public NetworkSpec spec() {
    return spec;
  }

  /** Where the network lives: never {@link Device#AUTO}. */
  public Device device() {
    return device;
  }

  /** Elements of all trainable tensors, as {@code sum(p.numel() for p in model.parameters())}. */
  public long parameterCount() {
    requireUsable();
    return handle.parameterCount();
  }

  /** The layers in the order of execution. */
  public List<Layer> layers() {
    requireUsable();
    return List.copyOf(handle.layers());
  }

  /**
   * Writes parameters and buffers as a safetensors file that the equivalent PyTorch module loads
   * with {@code strict=True}. The file appears whole or not at all, in place of one that was there.
   *
   * @throws NativeIoException if it cannot be written
   */
  public void save(Path file) {
    save(file, FileNames.NET);
  }

  /**
   * Writes parameters and buffers like {@link #save(Path)}.
   *
   * @param names those of the tensors
   * @throws NativeIoException if it cannot be written
   */
  public void save(Path file, FileNames names) {
    requireUsable();
    handle.save(file.toAbsolutePath().toString(), names);
  }

  /**
   * Reads parameters and buffers from a safetensors file, as PyTorch's strict {@code
   * load_state_dict} does: element types are converted, missing counters of batches are 0. Names
   * may stand behind a common prefix, as DataParallel and {@code torch.compile} write them. Where
   * this fails, the network is as it was.
   *
   * @return what was converted or passed over, as a sentence; empty where the file has the
   *     network's own names and types
   * @throws NativeIoException if the file cannot be read
   * @throws CorruptDataException if it is no safetensors file, or holds values that are NaN or
   *     infinite, or negative variances
   * @throws InvalidArgumentException if its tensors have other names
   * @throws ShapeMismatchException if a tensor has another shape, or the head is for another number
   *     of classes
   * @throws DtypeMismatchException if a tensor has an element type that cannot be converted
   */
  public Optional<String> load(Path file) {
    return load(file, false);
  }

  /**
   * Reads all parameters and buffers but those of the head, the linear layer that classifies, as
   * {@link #load} does: the start of a training on other classes. The head stays as it is; the file
   * may have one for any number of classes, or none.
   *
   * @return what was converted, passed over or left out, as a sentence
   */
  public Optional<String> loadWithoutHead(Path file) {
    return load(file, true);
  }

  private Optional<String> load(Path file, boolean keepHead) {
    requireUsable();
    String notice = handle.load(file.toAbsolutePath().toString(), keepHead);
    return notice.isEmpty() ? Optional.empty() : Optional.of(notice);
  }

  /**
   * Chooses whose kernels compute training and evaluation from now on; {@link Kernels#FAST} at
   * first. Probes use LibTorch's whatever is chosen, and so does a network that is trained in
   * {@link MemoryFormat#CONTIGUOUS} or lives on a GPU.
   */
  public void useKernels(Kernels kernels) {
    requireUsable();
    handle.useKernels(kernels);
  }

  /**
   * Chooses what training and evaluation compute in from now on; {@link Precision#FP32} at first. A
   * trainer keeps to the precision that it was made for. Probes compute in what they are asked for.
   *
   * @throws UnsupportedException for {@link Precision#TF32} on a CPU
   */
  public void usePrecision(Precision precision) {
    requireUsable();
    handle.usePrecision(precision);
  }

  /** Evaluates all images, 256 at a time. */
  public Evaluation evaluate(Dataset data) {
    return evaluate(data, DEFAULT_BATCH, CancelFlag.create(), null);
  }

  /**
   * Evaluates all images in evaluation mode.
   *
   * @param batch images at a time, at least 1
   * @param cancel ends the evaluation within a batch
   * @param progress hears how far it has come, or null
   * @throws CancelledException if {@code cancel} was set
   * @throws InvalidArgumentException if network and data set differ in classes
   */
  public Evaluation evaluate(
      Dataset data, int batch, CancelFlag cancel, @Nullable EvaluationListener progress) {
    return evaluate(data, batch, cancel, progress, null);
  }

  /**
   * Evaluates all images like {@link #evaluate(Dataset, int, CancelFlag, EvaluationListener)} and
   * keeps their logits.
   *
   * @throws InvalidArgumentException also if the logits are too many for one array
   */
  public Logits logits(Dataset data, int batch, CancelFlag cancel) {
    return logits(data, batch, cancel, null);
  }

  /**
   * Evaluates all images and keeps their logits.
   *
   * @param progress hears how far it has come, or null
   * @throws CancelledException if {@code cancel} was set
   * @throws InvalidArgumentException if network and data set differ in classes, or the logits are
   *     too many for one array
   */
  public Logits logits(
      Dataset data, int batch, CancelFlag cancel, @Nullable EvaluationListener progress) {
    requireUsable();
    data.requireUsable();
    int classes = spec.classes();
    if (data.images() > Integer.MAX_VALUE / classes) {
      throw new InvalidArgumentException(
          "the logits of "
              + data.images()
              + " images and "
              + classes
              + " classes do not fit into one array; evaluate a part of the data set");
    }
    float[] values = new float[Math.toIntExact(data.images() * classes)];
    Evaluation evaluation = evaluate(data, batch, cancel, progress, values);
    return new Logits(values, data.labels(0, data.images()), classes, evaluation);
  }

  /**
   * Runs probes on images of {@code input}. The network is afterwards as it was, bit for bit.
   *
   * @param cancel ends the call between two passes
   * @return the numbers, in the order in which they are measured
   * @throws CancelledException if {@code cancel} was set
   * @throws InvalidArgumentException if network and input differ in classes, the input has too few
   *     images, or a parameter is not finite
   */
  public List<Measure> probe(Dataset input, ProbeConfig config, CancelFlag cancel) {
    requireUsable();
    input.requireUsable();
    requireFits(input);
    ProbeEvent event = new ProbeEvent();
    event.begin();
    List<Measure> measures =
        List.copyOf(
            handle.probe(input.handle(), config, layers(), ProbeMetric.catalog(), cancel.flag()));
    event.end();
    if (event.shouldCommit()) {
      event.net = spec.net();
      event.block = spec.block().name();
      event.probes = config.probes().stream().map(Probe::label).collect(Collectors.joining(","));
      event.batch = config.batch();
      event.measures = measures.size();
      event.commit();
    }
    return measures;
  }

  /**
   * Takes the distributions of the outputs of the blocks on the first images of {@code input}. The
   * network is afterwards as it was, bit for bit.
   *
   * @param mode statistics that BN normalises with
   * @param batch images, at least 2
   * @param bins of equal width between {@code low} and {@code high}
   * @return one for each block, in the order of execution
   * @throws CancelledException if {@code cancel} was set
   * @throws InvalidArgumentException if network and input differ in classes, or a number is out of
   *     range
   */
  public List<ActivationHistogram> histograms(
      Dataset input, BnMode mode, int batch, int bins, double low, double high, CancelFlag cancel) {
    requireUsable();
    input.requireUsable();
    requireFits(input);
    if (bins < 1) {
      throw new InvalidArgumentException("bins is " + bins + ", expected at least 1");
    }
    return List.copyOf(
        handle.histograms(input.handle(), layers(), mode, batch, bins, low, high, cancel.flag()));
  }

  /**
   * Does what the notebook's {@code analyze_model} does, in its order and in PyTorch's contiguous
   * memory format: activations in evaluation mode, gradients of the cross-entropy in training mode,
   * which moves the running statistics, and the change of the logits in evaluation mode with the
   * statistics so moved. The network is afterwards as it was, bit for bit.
   *
   * @param noise its images are added to those of {@code input} with the same numbers
   * @param noiseScale factor of the noise; 1 for noise that has its size already
   * @param batch images, from the first on
   */
  public NotebookRow analyzeAsNotebook(Dataset input, Dataset noise, double noiseScale, int batch) {
    requireUsable();
    input.requireUsable();
    noise.requireUsable();
    requireFits(input);
    return handle.analyzeAsNotebook(input.handle(), noise.handle(), noiseScale, batch);
  }

  private Evaluation evaluate(
      Dataset data,
      int batch,
      CancelFlag cancel,
      @Nullable EvaluationListener progress,
      float @Nullable [] logits) {
    requireUsable();
    data.requireUsable();
    requireFits(data);
    if (batch < 1) {
      throw new InvalidArgumentException("batch is " + batch + ", expected at least 1");
    }
    long images = data.images();
    long perCall = Math.min((long) batch * BATCHES_PER_CALL, images);
    long correct = 0;
    double lossSum = 0;
    EvaluationEvent event = new EvaluationEvent();
    event.begin();
    try (NativeNetwork.NativeBuffer buffer =
        logits == null ? null : new NativeNetwork.NativeBuffer(perCall * spec.classes())) {
      for (long first = 0; first < images; first += perCall) {
        long count = Math.min(perCall, images - first);
        handle.evaluate(data.handle(), first, count, batch, buffer, cancel.flag());
        correct += handle.correct();
        lossSum += handle.lossSum();
        if (buffer != null && logits != null) {
          buffer.copyTo(
              logits,
              Math.toIntExact(first * spec.classes()),
              Math.toIntExact(count * spec.classes()));
        }
        if (progress != null) {
          progress.progress(first + count, images);
        }
      }
    }
    Evaluation evaluation = new Evaluation(images, correct, lossSum / images);
    event.end();
    if (event.shouldCommit()) {
      event.net = spec.net();
      event.block = spec.block().name();
      event.images = images;
      event.batch = batch;
      event.loss = evaluation.loss();
      event.accuracy = evaluation.accuracy();
      event.commit();
    }
    return evaluation;
  }

  void requireFits(Dataset data) {
    if (!data.description().hasShapeOf(spec.images())) {
      throw new ShapeMismatchException(
          "the data set has images of %s, but the network was built for images of %s; build it for those of the data set"
              .formatted(data.description().shapeText(), spec.images().shapeText()));
    }
    if (data.classes() != spec.classes()) {
      throw new InvalidArgumentException(
          "the data set has "
              + data.classes()
              + " classes, but the network was built for "
              + spec.classes()
              + "; build it with as many classes as the data set has");
    }
  }
}
