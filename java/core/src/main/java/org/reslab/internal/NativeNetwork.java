// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
  public static NativeNetwork create(NativeScope scope, NetworkArguments arguments) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment options = rl_network_options.allocate(call);
      rl_network_options.struct_size(options, (int) rl_network_options.sizeof());
      rl_network_options.classes(options, arguments.classes());
      rl_network_options.final_norm(options, finalNorm(arguments.finalNorm()));
      rl_network_options.init(options, arguments.init());
      rl_network_options.device(options, arguments.device());
      rl_network_options.device_index(options, arguments.deviceIndex());
      rl_network_options.layer_count(options, arguments.layers().size());
      rl_network_options.seed(options, arguments.seed());
      rl_network_options.base(options, arguments.base());
      rl_network_options.layers(
          options,
          arguments.layers().isEmpty()
              ? MemorySegment.NULL
              : call.allocateFrom(
                  JAVA_LONG, arguments.layers().stream().mapToLong(Long::longValue).toArray()));
      rl_network_options.net(options, scope.text(call, "the net's name", arguments.net()));
      rl_network_options.block(options, scope.text(call, "the block", arguments.block()));
      rl_network_options.block_name(
          options, scope.text(call, "the block's name", arguments.blockName()));
      scope.check(reslab_h.rl_network_create(options, scope.pointerCell(), scope.error()));
      return new NativeNetwork(scope, scope.pointerResult());
    }
  }

  private static int finalNorm(@Nullable Boolean wanted) {
    if (wanted == null) {
      return Codes.finalNormDefault();
    }
    return wanted ? Codes.finalNormOn() : Codes.finalNormOff();
  }

  /** Elements of all trainable tensors. */
  public long parameterCount() {
    scope()
        .check(reslab_h.rl_network_parameter_count(object(), scope().longCell(), scope().error()));
    return scope().longResult();
  }

  /** Chooses the kernels by their constant. */
  public void useKernels(int kernels) {
    scope().check(reslab_h.rl_network_use_kernels(object(), kernels, scope().error()));
  }

  /** Chooses the precision by its constant. */
  public void usePrecision(int precision) {
    scope().check(reslab_h.rl_network_use_precision(object(), precision, scope().error()));
  }

  /** The constant of the device that the network lives on. */
  public int device() {
    scope().check(reslab_h.rl_network_device(object(), scope().intCell(), scope().error()));
    return scope().intResult();
  }

  /** The number of that device. */
  public int deviceIndex() {
    scope().check(reslab_h.rl_network_device_index(object(), scope().intCell(), scope().error()));
    return scope().intResult();
  }

  /** The layers in the order of execution. */
  public <T> List<T> layers(LayerFactory<T> factory) {
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
      List<T> layers = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        MemorySegment row = rl_layer.asSlice(rows, i);
        List<Long> shape = new ArrayList<>();
        for (int d = 0; d < rl_layer.output_dims(row); d++) {
          shape.add(rl_layer.output_shape(row, d));
        }
        layers.add(
            factory.create(
                rl_layer.name(row).getString(0),
                rl_layer.type(row).getString(0),
                rl_layer.stage(row),
                rl_layer.block(row),
                shape,
                (rl_layer.flags(row) & reslab_h.RL_LAYER_BLOCK_OUTPUT()) != 0,
                (rl_layer.flags(row) & reslab_h.RL_LAYER_ON_SHORTCUT()) != 0,
                (rl_layer.flags(row) & reslab_h.RL_LAYER_FAST()) != 0,
                rl_layer.parameters(row),
                rl_layer.macs(row)));
      }
      return layers;
    }
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
   * @param capacity records there is room for: (layers + 1) x metrics
   */
  public <T> List<T> probe(
      NativeDataset input,
      ProbeArguments arguments,
      long capacity,
      NativeFlag cancel,
      MeasureFactory<T> factory) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment options = rl_probe_options.allocate(call);
      rl_probe_options.struct_size(options, (int) rl_probe_options.sizeof());
      rl_probe_options.probes(options, arguments.probes());
      rl_probe_options.bn_mode(options, arguments.bnMode());
      rl_probe_options.float64(options, arguments.float64() ? 1 : 0);
      rl_probe_options.seed(options, arguments.seed());
      rl_probe_options.first(options, arguments.first());
      rl_probe_options.count(options, arguments.count());
      rl_probe_options.eps(options, arguments.eps());
      rl_probe_options.lr(options, arguments.lr());
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
      List<T> measures = new ArrayList<>();
      for (long i = 0; i < scope().longResult(); i++) {
        MemorySegment record = rl_measure.asSlice(records, i);
        measures.add(
            factory.create(
                rl_measure.metric(record), rl_measure.layer(record), rl_measure.value(record)));
      }
      return measures;
    }
  }

  /**
   * Takes the distributions of the outputs of blocks.
   *
   * @param bnMode one of {@code RL_BN_*}
   * @param capacity block outputs of the network
   */
  public <T> List<T> histograms(
      NativeDataset input,
      int bnMode,
      long first,
      long count,
      int bins,
      double low,
      double high,
      int capacity,
      NativeFlag cancel,
      HistogramFactory<T> factory) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment options = rl_histogram_options.allocate(call);
      rl_histogram_options.struct_size(options, (int) rl_histogram_options.sizeof());
      rl_histogram_options.bn_mode(options, bnMode);
      rl_histogram_options.first(options, first);
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
      List<T> histograms = new ArrayList<>();
      for (long i = 0; i < scope().longResult(); i++) {
        MemorySegment row = rl_histogram.asSlice(rows, i);
        histograms.add(
            factory.create(
                rl_histogram.layer(row),
                rl_histogram.below(row),
                rl_histogram.above(row),
                counts
                    .asSlice(i * bins * JAVA_LONG.byteSize(), bins * JAVA_LONG.byteSize())
                    .toArray(JAVA_LONG)));
      }
      return histograms;
    }
  }

  /** Does what the notebook's analysis does. */
  public <T> T analyzeAsNotebook(
      NativeDataset input,
      NativeDataset noise,
      double noiseScale,
      long first,
      long count,
      NotebookRowFactory<T> factory) {
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
                  first,
                  count,
                  row,
                  scope().error()));
      return factory.create(
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
  public void save(String path) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment file = scope().text(call, "the checkpoint's path", path);
      scope().check(reslab_h.rl_network_save(object(), file, scope().error()));
    }
  }

  /** Reads parameters and buffers. */
  public void load(String path) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment file = scope().text(call, "the checkpoint's path", path);
      scope().check(reslab_h.rl_network_load(object(), file, scope().error()));
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
