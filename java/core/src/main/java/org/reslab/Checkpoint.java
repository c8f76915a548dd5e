// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.internal.NativeCalls;
import org.reslab.internal.NativeScope;

/** What a safetensors checkpoint says of itself. */
public final class Checkpoint {
  private Checkpoint() {}

  /**
   * The file's metadata; empty where it has none.
   *
   * @throws NativeIoException if the file cannot be read
   * @throws CorruptDataException if it is no safetensors file
   */
  public static Map<String, String> metadata(Path file) {
    try (NativeScope scope = NativeRuntime.newScope()) {
      return Map.copyOf(NativeCalls.checkpointMetadata(scope, file.toAbsolutePath().toString()));
    }
  }

  /**
   * The network that a checkpoint of ResLab holds.
   *
   * @return null where the file is not ResLab's own
   * @throws NativeIoException if the file cannot be read
   * @throws CorruptDataException if it is no safetensors file, or its metadata describe no network
   */
  public static @Nullable NetworkSpec networkSpec(Path file) {
    Map<String, String> metadata = metadata(file);
    if (!metadata.containsKey("reslab.net")) {
      return null;
    }
    try {
      String layers = require(metadata, "reslab.layers");
      return new NetworkSpec(
          net(require(metadata, "reslab.net"), metadata.get("reslab.net_spec")),
          block(require(metadata, "reslab.block"), require(metadata, "reslab.block_spec")),
          images(metadata),
          Integer.parseInt(require(metadata, "reslab.classes")),
          Long.parseLong(require(metadata, "reslab.base")),
          layers.isEmpty()
              ? List.of()
              : Arrays.stream(layers.split(",", -1)).map(Long::parseLong).toList(),
          bool(require(metadata, "reslab.final_norm")),
          Init.parse(require(metadata, "reslab.init")),
          Long.parseUnsignedLong(require(metadata, "reslab.seed")));
    } catch (NumberFormatException | InvalidArgumentException e) {
      throw new CorruptDataException(
          "the metadata of " + file + " describe no network: " + e.getMessage(), e);
    }
  }

  /** Files without a description are of networks for CIFAR-10's images. */
  private static ImageDescription images(Map<String, String> metadata) {
    String shape = metadata.get("reslab.image_shape");
    List<String> names = classNames(metadata.getOrDefault("reslab.class_names", ""));
    if (shape == null) {
      return ImageDescription.CIFAR10.withClassNames(names);
    }
    List<Integer> sizes = Arrays.stream(shape.split("x", -1)).map(Integer::valueOf).toList();
    if (sizes.size() != 3) {
      throw new InvalidArgumentException(
          "reslab.image_shape is '"
              + shape
              + "', expected channels, height and width as in 3x32x32");
    }
    return new ImageDescription(
        sizes.get(0),
        sizes.get(1),
        sizes.get(2),
        floats(require(metadata, "reslab.image_mean")),
        floats(require(metadata, "reslab.image_std")),
        names);
  }

  private static List<Float> floats(String text) {
    return Arrays.stream(text.split(" ", -1)).map(Float::valueOf).toList();
  }

  /** One name a line; in them {@code \\n} is a line break and {@code \\\\} a backslash. */
  private static List<String> classNames(String text) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        names.add(name.toString());
        name.setLength(0);
      } else if (c == '\\' && i + 1 < text.length()) {
        i++;
        name.append(text.charAt(i) == 'n' ? '\n' : text.charAt(i));
      } else {
        name.append(c);
      }
    }
    if (!text.isEmpty()) {
      names.add(name.toString());
    }
    return List.copyOf(names);
  }

  private static String require(Map<String, String> metadata, String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw new InvalidArgumentException(key + " is missing");
    }
    return value;
  }

  /**
   * The net by its name, where that stands for the same as when the file was written; else its
   * definition. Files of a family's nets, and of versions without other nets, have a name alone.
   */
  private static String net(String name, @Nullable String spec) {
    if (spec == null) {
      return name;
    }
    try {
      return Net.of(name).spec().equals(spec) ? name : spec;
    } catch (InvalidArgumentException unknown) {
      return spec;
    }
  }

  /** The table's row where name and spec are its own, else a block that is called so. */
  private static Block block(String name, String spec) {
    String canonical = Block.of(spec).spec();
    return Block.catalog().stream()
        .filter(row -> row.name().equals(name) && Block.of(row.name()).spec().equals(canonical))
        .findFirst()
        .orElseGet(() -> new Block(name, canonical, "", ""));
  }

  private static boolean bool(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new InvalidArgumentException(
              "reslab.final_norm is '" + value + "', expected true or false");
    };
  }
}
