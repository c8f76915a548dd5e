// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.BlockSyntaxException;
import org.reslab.BlockTraits;
import org.reslab.DeviceInfo;
import org.reslab.MachineLimits;
import org.reslab.Net;
import org.reslab.NetSyntaxException;
import org.reslab.Probe;
import org.reslab.ProbeMetric;
import org.reslab.RuntimeInfo;
import org.reslab.SpecSyntaxException;
import org.reslab.bindings.reslab_h;
import org.reslab.bindings.rl_block_row;
import org.reslab.bindings.rl_block_traits;
import org.reslab.bindings.rl_device_info;
import org.reslab.bindings.rl_machine_limits;
import org.reslab.bindings.rl_metric_row;
import org.reslab.bindings.rl_net_info;
import org.reslab.bindings.rl_net_row;
import org.reslab.bindings.rl_runtime_info;
import org.reslab.bindings.rl_tensor_view;

/** Calls that belong to no handle. */
public final class NativeCalls {
  private static final int FIRST_TEXT_CAPACITY = 2048;

  private NativeCalls() {}

  /** Returns what the library was built with and runs on. */
  public static RuntimeInfo describeRuntime(NativeScope scope) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment info = rl_runtime_info.allocate(call);
      rl_runtime_info.struct_size(info, (int) rl_runtime_info.sizeof());
      scope.check(reslab_h.rl_runtime_describe(info, scope.error()));
      String architectures = rl_runtime_info.cuda_architectures(info).getString(0);
      String unavailable = rl_runtime_info.cuda_unavailable(info).getString(0);
      return new RuntimeInfo(
          rl_runtime_info.reslab_version(info).getString(0),
          rl_runtime_info.torch_compiled(info).getString(0),
          rl_runtime_info.torch_running(info).getString(0),
          rl_runtime_info.cpu_capability(info).getString(0),
          rl_runtime_info.cpu_kernels(info).getString(0),
          rl_runtime_info.cuda_compiled(info) != 0,
          rl_runtime_info.cuda_devices(info),
          rl_runtime_info.threads(info),
          cudaVersion(rl_runtime_info.cuda_version(info)),
          cudaVersion(rl_runtime_info.cuda_driver(info)),
          architectures.isEmpty() ? List.of() : List.of(architectures.split(" ", -1)),
          unavailable.isEmpty() ? null : unavailable);
    }
  }

  /** Returns {@code 13.0} of 13000, CUDA's own numbering; null of 0. */
  public static @Nullable String cudaVersion(int number) {
    return number == 0 ? null : number / 1000 + "." + number % 1000 / 10;
  }

  /** Returns one CUDA device, by its number. */
  public static DeviceInfo describeDevice(NativeScope scope, int index) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment info = rl_device_info.allocate(call);
      rl_device_info.struct_size(info, (int) rl_device_info.sizeof());
      scope.check(reslab_h.rl_runtime_device(index, info, scope.error()));
      return new DeviceInfo(
          rl_device_info.index(info),
          rl_device_info.name(info).getString(0),
          rl_device_info.capability_major(info) + "." + rl_device_info.capability_minor(info),
          rl_device_info.multiprocessors(info),
          rl_device_info.memory_total(info),
          rl_device_info.memory_free(info),
          rl_device_info.supported(info) != 0);
    }
  }

  /** Sets the CPU threads of one operation, for this thread and those that compute later. */
  public static void setThreads(NativeScope scope, int threads) {
    scope.check(reslab_h.rl_runtime_set_threads(threads, scope.error()));
  }

  /** Returns the ABI version of the loaded library. */
  public static int abiVersion() {
    return reslab_h.rl_abi_version();
  }

  /** Measures what this machine can do at best. */
  public static MachineLimits measureLimits(NativeScope scope) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment limits = rl_machine_limits.allocate(call);
      rl_machine_limits.struct_size(limits, (int) rl_machine_limits.sizeof());
      scope.check(reslab_h.rl_runtime_measure_limits(limits, scope.error()));
      return new MachineLimits(
          rl_machine_limits.threads(limits),
          rl_machine_limits.convolution_gflops(limits),
          rl_machine_limits.copy_gbps(limits));
    }
  }

  /** Returns the live native objects of one kind. */
  public static long liveHandles(NativeScope scope, int kind) {
    scope.check(reslab_h.rl_runtime_live_handles(kind, scope.longCell(), scope.error()));
    return scope.longResult();
  }

  /** Returns the rows of the table of named blocks. */
  public static List<Block> blockTable(NativeScope scope) {
    scope.check(reslab_h.rl_block_table(MemorySegment.NULL, 0, scope.longCell(), scope.error()));
    long count = scope.longResult();
    try (Arena call = Arena.ofConfined()) {
      MemorySegment rows = rl_block_row.allocateArray(count, call);
      scope.check(reslab_h.rl_block_table(rows, count, scope.longCell(), scope.error()));
      List<Block> table = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        MemorySegment row = rl_block_row.asSlice(rows, i);
        table.add(
            new Block(
                rl_block_row.name(row).getString(0),
                rl_block_row.spec(row).getString(0),
                rl_block_row.summary(row).getString(0),
                rl_block_row.source(row).getString(0)));
      }
      return table;
    }
  }

  /**
   * Returns the canonical spec of a block.
   *
   * @throws BlockSyntaxException if the text does not parse
   */
  public static String canonicalBlock(NativeScope scope, String text) {
    return canonical(
        scope,
        "the block",
        text,
        reslab_h::rl_block_canonicalize,
        column -> new BlockSyntaxException(scope.message(), text, column));
  }

  /** Returns the rows of the table of nets. */
  public static List<Net> netTable(NativeScope scope) {
    scope.check(reslab_h.rl_net_table(MemorySegment.NULL, 0, scope.longCell(), scope.error()));
    long count = scope.longResult();
    try (Arena call = Arena.ofConfined()) {
      MemorySegment rows = rl_net_row.allocateArray(count, call);
      scope.check(reslab_h.rl_net_table(rows, count, scope.longCell(), scope.error()));
      List<Net> table = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        MemorySegment row = rl_net_row.asSlice(rows, i);
        table.add(
            new Net(
                rl_net_row.name(row).getString(0),
                rl_net_row.spec(row).getString(0),
                rl_net_row.block(row).getString(0),
                rl_net_row.summary(row).getString(0),
                rl_net_row.source(row).getString(0)));
      }
      return table;
    }
  }

  /**
   * Returns the canonical form of a net.
   *
   * @throws NetSyntaxException if the text does not parse
   */
  public static String canonicalNet(NativeScope scope, String text) {
    return canonical(
        scope,
        "the net",
        text,
        reslab_h::rl_net_canonicalize,
        column -> new NetSyntaxException(scope.message(), text, column));
  }

  /** Returns what the text of a net implies. */
  public static Net.Implied describeNet(NativeScope scope, String text) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment net = scope.text(call, "the net", text);
      MemorySegment info = rl_net_info.allocate(call);
      rl_net_info.struct_size(info, (int) rl_net_info.sizeof());
      scope.check(reslab_h.rl_net_describe(net, info, scope.error()));
      return new Net.Implied(
          rl_net_info.family(info) != 0,
          rl_net_info.block(info).getString(0),
          rl_net_info.notice(info).getString(0));
    }
  }

  /** A call that makes a text canonical, or says at which column it cannot. */
  private interface Canonicalize {
    int call(
        MemorySegment text,
        MemorySegment buffer,
        long capacity,
        MemorySegment needed,
        MemorySegment column,
        MemorySegment error);
  }

  private static String canonical(
      NativeScope scope,
      String what,
      String text,
      Canonicalize canonicalize,
      IntFunction<SpecSyntaxException> mistake) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment source = scope.text(call, what, text);
      MemorySegment column = scope.intCell();
      return readText(
          scope,
          (buffer, capacity, needed) -> {
            column.set(JAVA_INT, 0, 0);
            int status = canonicalize.call(source, buffer, capacity, needed, column, scope.error());
            int where = scope.intResult();
            if (where > 0) {
              throw mistake.apply(where);
            }
            scope.check(status);
          });
    }
  }

  /** Returns the canonical text of an augmentation. */
  public static String canonicalAugmentation(NativeScope scope, String text) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment augmentation = scope.text(call, "the augmentation", text);
      return readText(
          scope,
          (buffer, capacity, needed) ->
              scope.check(
                  reslab_h.rl_augmentation_canonicalize(
                      augmentation, buffer, capacity, needed, scope.error())));
    }
  }

  /** Returns what a block is made of. */
  public static BlockTraits describeBlock(NativeScope scope, String text) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment block = scope.text(call, "the block", text);
      MemorySegment traits = rl_block_traits.allocate(call);
      rl_block_traits.struct_size(traits, (int) rl_block_traits.sizeof());
      scope.check(reslab_h.rl_block_describe(block, traits, scope.error()));
      return new BlockTraits(
          rl_block_traits.has_shortcut(traits) != 0,
          rl_block_traits.unused_shortcut(traits) != 0,
          rl_block_traits.pre_activated(traits) != 0,
          rl_block_traits.activates_after_merge(traits) != 0,
          rl_block_traits.normalizes_after_merge(traits) != 0,
          rl_block_traits.activates_shortcut(traits) != 0,
          rl_block_traits.alters_shortcut(traits) != 0,
          rl_block_traits.branch_ends_activated(traits) != 0,
          rl_block_traits.shrinking_convolutions(traits),
          rl_block_traits.branch_convolutions(traits),
          rl_block_traits.batch_norms(traits),
          rl_block_traits.group_norms(traits),
          rl_block_traits.zero_initialized(traits) != 0);
    }
  }

  /** Returns the rows of the table of metrics; the index of a row is the metric's number. */
  public static List<ProbeMetric> metricTable(NativeScope scope) {
    scope.check(reslab_h.rl_metric_table(MemorySegment.NULL, 0, scope.longCell(), scope.error()));
    long count = scope.longResult();
    try (Arena call = Arena.ofConfined()) {
      MemorySegment rows = rl_metric_row.allocateArray(count, call);
      scope.check(reslab_h.rl_metric_table(rows, count, scope.longCell(), scope.error()));
      List<ProbeMetric> table = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        MemorySegment row = rl_metric_row.asSlice(rows, i);
        table.add(
            new ProbeMetric(
                rl_metric_row.name(row).getString(0),
                Constants.find(
                    Probe.values(), Probe::code, rl_metric_row.probe_bit(row), "bit of a probe"),
                rl_metric_row.per_layer(row) != 0,
                rl_metric_row.positive(row) != 0,
                rl_metric_row.summary(row).getString(0),
                rl_metric_row.source(row).getString(0)));
      }
      return table;
    }
  }

  /** Returns a checkpoint's metadata, by ascending keys. */
  public static Map<String, String> checkpointMetadata(NativeScope scope, String path) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment file = scope.text(call, "the checkpoint's path", path);
      String text =
          readText(
              scope,
              (buffer, capacity, needed) ->
                  scope.check(
                      reslab_h.rl_checkpoint_metadata(
                          file, buffer, capacity, needed, scope.error())));
      Map<String, String> entries = new LinkedHashMap<>();
      Iterator<String> parts = Arrays.asList(text.split("\0", -1)).iterator();
      while (!text.isEmpty() && parts.hasNext()) {
        entries.put(parts.next(), parts.next());
      }
      return entries;
    }
  }

  /**
   * Writes logits and labels as the tensors {@code logits} (float32 {@code [labels.length,
   * classes]}) and {@code labels} (int64 {@code [labels.length]}) of a safetensors file.
   */
  public static void writeLogits(
      NativeScope scope, String path, float[] logits, long[] labels, int classes) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment views = rl_tensor_view.allocateArray(2, call);
      MemorySegment logitShape = call.allocateFrom(JAVA_LONG, labels.length, classes);
      MemorySegment labelShape = call.allocateFrom(JAVA_LONG, labels.length);
      fillView(
          call,
          rl_tensor_view.asSlice(views, 0),
          "logits",
          logitShape,
          reslab_h.RL_DTYPE_FLOAT32(),
          call.allocateFrom(JAVA_FLOAT, logits));
      fillView(
          call,
          rl_tensor_view.asSlice(views, 1),
          "labels",
          labelShape,
          reslab_h.RL_DTYPE_INT64(),
          call.allocateFrom(JAVA_LONG, labels));
      MemorySegment file = scope.text(call, "the path of the logits", path);
      scope.check(reslab_h.rl_checkpoint_write(file, views, 2, scope.error()));
    }
  }

  private static void fillView(
      Arena call,
      MemorySegment view,
      String name,
      MemorySegment shape,
      int dtype,
      MemorySegment data) {
    rl_tensor_view.name(view, call.allocateFrom(name));
    rl_tensor_view.shape(view, shape);
    rl_tensor_view.data(view, data);
    rl_tensor_view.ndim(view, Math.toIntExact(shape.byteSize() / JAVA_LONG.byteSize()));
    rl_tensor_view.dtype(view, dtype);
  }

  /** A call that writes text of any length to a buffer. */
  @FunctionalInterface
  private interface TextCall {
    void write(MemorySegment buffer, long capacity, MemorySegment needed);
  }

  /** Returns the whole text without its last NUL. */
  private static String readText(NativeScope scope, TextCall text) {
    long capacity = FIRST_TEXT_CAPACITY;
    while (true) {
      try (Arena call = Arena.ofConfined()) {
        MemorySegment buffer = call.allocate(capacity);
        text.write(buffer, capacity, scope.longCell());
        long needed = scope.longResult();
        if (needed <= capacity) {
          byte[] bytes = buffer.asSlice(0, needed - 1).toArray(JAVA_BYTE);
          return new String(bytes, StandardCharsets.UTF_8);
        }
        capacity = needed;
      }
    }
  }
}
