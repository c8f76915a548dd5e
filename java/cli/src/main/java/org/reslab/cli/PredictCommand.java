// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reslab.ClassProbability;
import org.reslab.CorruptDataException;
import org.reslab.Dataset;
import org.reslab.ImageArrays;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;
import org.reslab.Logits;
import org.reslab.MemorySession;
import org.reslab.NativeIoException;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.data.DatasetKind;
import org.reslab.data.ImageFiles;
import org.reslab.files.TextFile;
import org.reslab.text.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Names what is in pictures. */
@Command(
    name = "predict",
    header = "Tell what a trained network sees in pictures.",
    abbreviateSynopsis = true,
    description = {
      "Reads PNG, JPEG, GIF and BMP files, of an animation the first frame, and scales and cuts"
          + " them to the size of the network's images as training on a folder does. Prints the"
          + " likeliest classes with the network's probabilities, which say how sure it is and not"
          + " how often it is right.",
      "Pictures are turned upright by the orientation that a camera records (Exif), transparent"
          + " parts become white, and gray and CMYK become RGB; embedded colour profiles are passed"
          + " over. A picture that cannot be read or is damaged is named on standard error, the"
          + " others are answered, and the exit code is 1."
    },
    footer = {
      "  reslab predict cat.png \\",
      "      --checkpoint runs/a/checkpoints/tinynet-basic-s0/best.safetensors",
      "  reslab predict *.jpg --checkpoint w.safetensors --top 3 --json"
    })
final class PredictCommand implements Callable<Integer> {
  private static final int BATCH = 256;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Pictures to look at.")
  private List<Path> images = List.of();

  @Mixin private final CheckpointOptions checkpoint = new CheckpointOptions();

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "Classes to print of each picture (default: ${DEFAULT-VALUE}).")
  private int top = 5;

  @Option(
      names = "--class-names",
      paramLabel = "FILE",
      description =
          "Names of the classes, a line each (default: those in the checkpoint, else those of"
              + " CIFAR-10 for 10 classes, of CIFAR-100 for 100).")
  private @Nullable Path classNames;

  @Mixin private final DeviceOptions device = new DeviceOptions();

  /** What was found in a picture: its likeliest classes, or why it cannot be read. */
  private record Found(Path file, List<ClassProbability> classes, @Nullable String error) {}

  @Override
  public Integer call() {
    if (top < 1) {
      throw new InvalidArgumentException("--top is %s, expected at least 1".formatted(top));
    }
    device.applyThreads();
    @Nullable NetworkSpec held = checkpoint.held();
    NetworkSpec spec = held == null ? checkpoint.foreign() : held;
    List<String> names = names(spec);
    List<Found> found = new ArrayList<>();
    Context context = common.context();
    StatusLine line = new StatusLine(context);
    try (MemorySession session = MemorySession.open()) {
      Network network = device.open(session, spec);
      checkpoint.load(network, context);
      for (int first = 0; first < images.size(); first += BATCH) {
        List<Path> part = images.subList(first, Math.min(images.size(), first + BATCH));
        line.show(
            String.format(Locale.ROOT, "predicting %,d of %,d pictures", first, images.size()));
        found.addAll(predict(session, network, part, context, line));
      }
    } finally {
      line.clear();
    }
    if (common.json()) {
      context.printJson(document(spec, names, found));
    } else {
      found.stream()
          .filter(one -> one.error() == null)
          .forEach(one -> context.print(text(one, names)));
    }
    return found.stream().allMatch(one -> one.error() == null) ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private List<Found> predict(
      MemorySession session, Network network, List<Path> files, Context context, StatusLine line) {
    List<Found> found = new ArrayList<>();
    List<Integer> readable = new ArrayList<>();
    ImageDescription images = network.spec().images();
    int classes = network.spec().classes();
    ByteArrayOutputStream pixels = new ByteArrayOutputStream(files.size() * images.values());
    for (Path file : files) {
      @Nullable String error = null;
      try {
        pixels.writeBytes(ImageFiles.read(file, images));
        readable.add(found.size());
      } catch (InvalidArgumentException | CorruptDataException | NativeIoException e) {
        error = String.valueOf(e.getMessage());
        line.print("error: " + error);
      }
      found.add(new Found(file, List.of(), error));
    }
    if (readable.isEmpty()) {
      return found;
    }
    int count = readable.size();
    ImageArrays arrays = ImageArrays.unlabelled(images, pixels.toByteArray(), count, classes);
    try (Dataset data = session.dataset(arrays)) {
      Logits logits = network.logits(data, count, context.cancellation().flag());
      for (int i = 0; i < count; i++) {
        int at = readable.get(i);
        found.set(at, new Found(found.get(at).file(), logits.top(i, top), null));
      }
    }
    return found;
  }

  private List<String> names(NetworkSpec spec) {
    int classes = spec.classes();
    if (classNames != null) {
      List<String> names = readNames(classNames);
      if (names.size() != classes) {
        throw new InvalidArgumentException(
            "%s has %s names, expected %s: the network has so many classes"
                .formatted(classNames, names.size(), classes));
      }
      return names;
    }
    if (!spec.images().classNames().isEmpty()) {
      return spec.images().classNames();
    }
    for (DatasetKind kind : DatasetKind.withFiles()) {
      if (kind.classes() == classes && kind.description().hasShapeOf(spec.images())) {
        return kind.classNames();
      }
    }
    throw new InvalidArgumentException(
        "the network has %s classes, whose names are not known; give them with --class-names"
            .formatted(classes));
  }

  private static List<String> readNames(Path file) {
    return TextFile.read(file, "file of class names")
        .lines()
        .filter(name -> !name.isBlank())
        .toList();
  }

  private static String text(Found one, List<String> names) {
    StringBuilder out = new StringBuilder(one.file().toString()).append('\n');
    for (ClassProbability it : one.classes()) {
      out.append(
          String.format(
              Locale.ROOT,
              "  %6.2f %%  %s%n",
              100 * it.probability(),
              Printable.line(names.get(it.label()))));
    }
    return out.toString();
  }

  private Map<String, Object> document(NetworkSpec spec, List<String> names, List<Found> found) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("network", spec.net());
    document.put("block", spec.block().name());
    document.put("checkpoint", checkpoint.file().toAbsolutePath().toString());
    List<Map<String, Object>> all = new ArrayList<>();
    for (Found one : found) {
      Map<String, Object> image = new LinkedHashMap<>();
      image.put("image", one.file().toString());
      all.add(image);
      if (one.error() != null) {
        image.put("error", one.error());
        continue;
      }
      List<Map<String, Object>> classes = new ArrayList<>();
      for (ClassProbability it : one.classes()) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("label", it.label());
        entry.put("name", names.get(it.label()));
        entry.put("probability", it.probability());
        classes.add(entry);
      }
      image.put("top", classes);
    }
    document.put("images", all);
    return document;
  }
}
