// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.reslab.ActivationHistogram;
import org.reslab.BnMode;
import org.reslab.Device;
import org.reslab.FileNames;
import org.reslab.Kernels;
import org.reslab.Layer;
import org.reslab.Measure;
import org.reslab.NetworkSpec;
import org.reslab.NotebookRow;
import org.reslab.Precision;
import org.reslab.Probe;
import org.reslab.ProbeConfig;
import org.reslab.ProbeMetric;
import org.reslab.bindings.reslab_h;
import org.reslab.bindings.rl_evaluation;
import org.reslab.bindings.rl_histogram;
import org.reslab.bindings.rl_histogram_options;
import org.reslab.bindings.rl_layer;
import org.reslab.bindings.rl_measure;
import org.reslab.bindings.rl_network_options;
import org.reslab.bindings.rl_notebook_row;
import org.reslab.bindings.rl_probe_options;

/** Calls on a network. */
public final class NativeNetwork extends NativeHandle {
  /** Bytes for what a load converted, a sentence of a few dozen words at most. */
  private static final long NOTICE_CAPACITY = 2048;

  private final MemorySegment evaluation;

  private NativeNetwork(NativeScope scope, MemorySegment address) {
    super(scope, address, reslab_h::rl_network_free);
    try {
      evaluation = rl_evaluation.allocate(arena());
      rl_evaluation.struct_size(evaluation, (int) rl_evaluation.sizeof());
    } catch (Throwable failure) {
      close();
      throw failure;
    }
  }

  /** Builds a network. */
  public static NativeNetwork create(NativeScope scope, NetworkSpec spec, Device device) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment options = rl_network_options.allocate(call);
      rl_network_options.struct_size(options, (int) rl_network_options.sizeof());
      rl_network_options.classes(options, spec.classes());
      rl_network_options.final_norm(options, finalNorm(spec.finalNorm()));
      rl_network_options.init(options, spec.init().code());
      rl_network_options.device(options, device.kind().code());
      rl_network_options.device_index(options, device.index());
      rl_network_options.layer_count(options, spec.layers().size());
      rl_network_options.seed(options, spec.seed());
      rl_network_options.base(options, spec.width());
      rl_network_options.layers(options, NativeScope.longs(call, spec.layers()));
      rl_network_options.net(options, scope.text(call, "the net's name", spec.net()));
      rl_network_options.block(options, scope.text(call, "the block", spec.block().spec()));
      rl_network_options.block_name(
          options, scope.text(call, "the block's name", spec.block().name()));
      rl_network_options.images(options, NativeImages.description(scope, call, spec.images()));
      scope.check(reslab_h.rl_network_create(options, scope.pointerCell(), scope.error()));
      return new NativeNetwork(scope, scope.pointerResult());
    }
  }

  private static int finalNorm(@Nullable Boolean wanted) {
    if (wanted == null) {
      return reslab_h.RL_FINAL_NORM_DEFAULT();
    }
    return wanted ? reslab_h.RL_FINAL_NORM_ON() : reslab_h.RL_FINAL_NORM_OFF();
  }

  /** Returns the elements of all trainable tensors. */
  public long parameterCount() {
    scope()
        .check(reslab_h.rl_network_parameter_count(object(), scope().longCell(), scope().error()));
    return scope().longResult();
  }

  /** Chooses whose kernels compute training and evaluation. */
  public void useKernels(Kernels kernels) {
    scope().check(reslab_h.rl_network_use_kernels(object(), kernels.code(), scope().error()));
  }

  /** Chooses what training and evaluation compute in. */
  public void usePrecision(Precision precision) {
    scope().check(reslab_h.rl_network_use_precision(object(), precision.code(), scope().error()));
  }

  /** Returns the device that the network lives on: never {@link Device#AUTO}. */
  public Device device() {
    scope().check(reslab_h.rl_network_device(object(), scope().intCell(), scope().error()));
    Device.Kind kind =
        Constants.find(
            Device.Kind.values(), Device.Kind::code, scope().intResult(), "kind of device");
    scope().check(reslab_h.rl_network_device_index(object(), scope().intCell(), scope().error()));
    return new Device(kind, scope().intResult());
  }

  /** Returns the layers in the order of execution. */
  public List<Layer> layers() {
    scope()
        .check(
            reslab_h.rl_network_layers(
                object(), MemorySegment.NULL, 0, scope().longCell(), scope().error()));
    long count = scope().longResult();
    try (Arena call = Arena.ofConfined()) {
      MemorySegment rows = rl_layer.allocateArray(count, call);
      scope()
          .check(
              reslab_h.rl_network_layers(
                  object(), rows, count, scope().longCell(), scope().error()));
      List<Layer> layers = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        MemorySegment row = rl_layer.asSlice(rows, i);
        int flags = rl_layer.flags(row);
        layers.add(
            new Layer(
                rl_layer.name(row).getString(0),
                rl_layer.type(row).getString(0),
                Constants.find(
                    Layer.Kind.values(), Layer.Kind::code, rl_layer.kind(row), "kind of layer"),
                rl_layer.stage(row),
                rl_layer.block(row),
                shape(rl_layer.input_dims(row), d -> rl_layer.input_shape(row, d)),
                shape(rl_layer.output_dims(row), d -> rl_layer.output_shape(row, d)),
                rl_layer.kernel(row),
                rl_layer.groups(row),
                (flags & reslab_h.RL_LAYER_BLOCK_OUTPUT()) != 0,
                (flags & reslab_h.RL_LAYER_ON_SHORTCUT()) != 0,
                (flags & reslab_h.RL_LAYER_RECTIFIES()) != 0,
                (flags & reslab_h.RL_LAYER_FAST()) != 0,
                rl_layer.parameters(row),
                rl_layer.macs(row),
                rl_layer.elementwise_flops(row)));
      }
      return layers;
    }
  }

  private static List<Long> shape(int dimensions, IntToLongFunction size) {
    return IntStream.range(0, dimensions).mapToLong(size).boxed().toList();
  }

  /**
   * Evaluates images {@code [first, first + count)}; the sums are then in {@link #correct()} and
   * {@link #lossSum()}.
   *
   * @param logits room for {@code count x classes} values, or null
   */
  public void evaluate(
      NativeDataset data,
      long first,
      long count,
      long batch,
      @Nullable NativeBuffer logits,
      @Nullable NativeFlag cancel) {
    scope()
        .check(
            reslab_h.rl_network_evaluate(
                object(),
                data.object(),
                first,
                count,
                batch,
                evaluation,
                logits == null ? MemorySegment.NULL : logits.segment(),
                cancel == null ? MemorySegment.NULL : cancel.cell(),
                scope().error()));
  }

  /** Images that the last evaluation got right. */
  public long correct() {
    return rl_evaluation.correct(evaluation);
  }

  /** Sum of cross-entropies over the images of the last evaluation. */
  public double lossSum() {
    return rl_evaluation.loss_sum(evaluation);
  }

  /**
   * Runs probes on images of {@code input}.
   *
   * @param layers of this network, in the order of execution
   * @param metrics the table of metrics
   */
  public List<Measure> probe(
      NativeDataset input,
      ProbeConfig config,
      List<Layer> layers,
      List<ProbeMetric> metrics,
      NativeFlag cancel) {
    long capacity = (layers.size() + 1L) * metrics.size();
    try (Arena call = Arena.ofConfined()) {
      MemorySegment options = rl_probe_options.allocate(call);
      rl_probe_options.struct_size(options, (int) rl_probe_options.sizeof());
      rl_probe_options.probes(options, config.probes().stream().mapToInt(Probe::code).sum());
      rl_probe_options.bn_mode(options, config.bnMode().code());
      rl_probe_options.float64(options, NativeScope.flag(config.float64()));
      rl_probe_options.seed(options, config.seed());
      rl_probe_options.first(options, config.first());
      rl_probe_options.count(options, config.batch());
      rl_probe_options.eps(options, config.eps());
      rl_probe_options.lr(options, config.lr());
      MemorySegment records = rl_measure.allocateArray(capacity, call);
      scope()
          .check(
              reslab_h.rl_network_probe(
                  object(),
                  input.object(),
                  options,
                  records,
                  capacity,
                  scope().longCell(),
                  cancel.cell(),
                  scope().error()));
      List<Measure> measures = new ArrayList<>();
      for (long i = 0; i < scope().longResult(); i++) {
        MemorySegment record = rl_measure.asSlice(records, i);
        int layer = rl_measure.layer(record);
        measures.add(
            new Measure(
                metrics.get(rl_measure.metric(record)).name(),
                layer < 0 ? null : layers.get(layer),
                rl_measure.value(record)));
      }
      return measures;
    }
  }

  /**
   * Takes the distributions of the outputs of blocks.
   *
   * @param layers of this network, in the order of execution
   */
  public List<ActivationHistogram> histograms(
      NativeDataset input,
      List<Layer> layers,
      BnMode mode,
      long count,
      int bins,
      double low,
      double high,
      NativeFlag cancel) {
    int capacity = Math.toIntExact(layers.stream().filter(Layer::blockOutput).count());
    try (Arena call = Arena.ofConfined()) {
      MemorySegment options = rl_histogram_options.allocate(call);
      rl_histogram_options.struct_size(options, (int) rl_histogram_options.sizeof());
      rl_histogram_options.bn_mode(options, mode.code());
      rl_histogram_options.first(options, 0);
      rl_histogram_options.count(options, count);
      rl_histogram_options.bins(options, bins);
      rl_histogram_options.low(options, low);
      rl_histogram_options.high(options, high);
      MemorySegment rows = rl_histogram.allocateArray(capacity, call);
      MemorySegment counts = call.allocate(JAVA_LONG, (long) capacity * bins);
      scope()
          .check(
              reslab_h.rl_network_histograms(
                  object(),
                  input.object(),
                  options,
                  rows,
                  counts,
                  capacity,
                  scope().longCell(),
                  cancel.cell(),
                  scope().error()));
      List<ActivationHistogram> histograms = new ArrayList<>();
      for (long i = 0; i < scope().longResult(); i++) {
        MemorySegment row = rl_histogram.asSlice(rows, i);
        long size = bins * JAVA_LONG.byteSize();
        histograms.add(
            new ActivationHistogram(
                layers.get(rl_histogram.layer(row)),
                low,
                high,
                counts.asSlice(i * size, size).toArray(JAVA_LONG),
                rl_histogram.below(row),
                rl_histogram.above(row)));
      }
      return histograms;
    }
  }

  /** Does what the notebook's analysis does, on images from the first on. */
  public NotebookRow analyzeAsNotebook(
      NativeDataset input, NativeDataset noise, double noiseScale, long count) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment row = rl_notebook_row.allocate(call);
      rl_notebook_row.struct_size(row, (int) rl_notebook_row.sizeof());
      scope()
          .check(
              reslab_h.rl_network_analyze_as_notebook(
                  object(),
                  input.object(),
                  noise.object(),
                  noiseScale,
                  0,
                  count,
                  row,
                  scope().error()));
      return new NotebookRow(
          rl_notebook_row.layers_tracked(row),
          rl_notebook_row.mean_of_means(row),
          rl_notebook_row.mean_of_stds(row),
          rl_notebook_row.min_std(row),
          rl_notebook_row.max_std(row),
          rl_notebook_row.relu_zero_fraction_mean(row),
          rl_notebook_row.relu_zero_fraction_max(row),
          rl_notebook_row.loss(row),
          rl_notebook_row.grad_norm_first_conv(row),
          rl_notebook_row.grad_norm_last_linear(row),
          rl_notebook_row.grad_norm_global(row),
          rl_notebook_row.first_last_ratio(row),
          rl_notebook_row.logit_difference(row));
    }
  }

  /** Writes parameters and buffers. */
  public void save(String path, FileNames names) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment file = scope().text(call, "the checkpoint's path", path);
      scope().check(reslab_h.rl_network_save(object(), file, names.code(), scope().error()));
    }
  }

  /**
   * Reads parameters and buffers, and returns what was converted; empty where nothing was.
   *
   * @param keepHead whether the head stays as it is
   */
  public String load(String path, boolean keepHead) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment file = scope().text(call, "the checkpoint's path", path);
      MemorySegment notice = call.allocate(NOTICE_CAPACITY);
      scope()
          .check(
              reslab_h.rl_network_load(
                  object(),
                  file,
                  keepHead ? reslab_h.RL_HEAD_KEPT() : reslab_h.RL_HEAD_LOADED(),
                  notice,
                  NOTICE_CAPACITY,
                  scope().error()));
      return notice.getString(0);
    }
  }

  /** Memory for float32 values that calls write to, confined to its thread. */
  public static final class NativeBuffer implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment segment;

    /**
     * Allocates the memory.
     *
     * @param values values it has room for
     */
    public NativeBuffer(long values) {
      segment = arena.allocate(JAVA_FLOAT, values);
    }

    MemorySegment segment() {
      return segment;
    }

    /** Copies the first {@code count} values to {@code target}, from index {@code offset} on. */
    public void copyTo(float[] target, int offset, int count) {
      MemorySegment.copy(segment, JAVA_FLOAT, 0, target, offset, count);
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
