// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.text.Printable;

/**
 * Finds the pictures in a folder of class folders.
 *
 * <p>Files are pictures by the ends of their names, at any depth of a class folder; hidden files
 * and others are counted and passed over. Links are followed wherever they lead, but not in a
 * circle. Names are ordered by code points, so that labels do not depend on a locale.
 */
final class FolderScan {
  /** The order of a listing. */
  static final Comparator<FolderPicture> ORDER =
      Comparator.comparing(FolderPicture::split)
          .thenComparingInt(FolderPicture::label)
          .thenComparing(FolderPicture::path, FolderScan::byCodePoints);

  /** Each takes some 200 bytes of memory while a folder is read. */
  private static final int MOST_PICTURES = 2_000_000;

  private static final int MOST_CLASSES = 10_000;

  /** Those that cannot be read, too: a folder of them is to be refused, not passed over. */
  private static final Set<String> ENDINGS =
      Set.of(
          "png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "dib", "webp", "tif", "tiff", "heic",
          "heif", "avif", "jp2", "jxl", "ppm", "pgm", "pbm", "pnm", "psd", "tga");

  private static final Map<String, Split> SPLITS =
      Map.of(
          "train",
          Split.TRAIN,
          "val",
          Split.VALIDATION,
          "valid",
          Split.VALIDATION,
          "validation",
          Split.VALIDATION,
          "test",
          Split.TEST);

  private final Path root;
  private final int most;
  private final CancelFlag cancel;
  private final List<String> notes = new ArrayList<>();
  private long ignored;
  private int found;

  private FolderScan(Path root, int most, CancelFlag cancel) {
    this.root = root;
    this.most = most;
    this.cancel = cancel;
  }

  /**
   * Lists a folder. Where it has {@code train/}, its splits are the folders {@code train}, {@code
   * val} (or {@code valid}, {@code validation}) and {@code test}; else it is split as the request
   * says.
   *
   * @throws DatasetMissingException if there is no such folder
   * @throws InvalidArgumentException if it is not a folder of at least two class folders with
   *     pictures, or has too many
   * @throws NativeIoException if a folder cannot be read
   */
  static FolderListing list(Path root, DataRequest request, CancelFlag cancel) {
    return list(root, request, MOST_PICTURES, cancel);
  }

  static FolderListing list(Path root, DataRequest request, int most, CancelFlag cancel) {
    FolderScan scan = new FolderScan(root, most, cancel);
    Map<Split, Path> own = scan.ownSplits();
    if (own.isEmpty()) {
      FolderListing whole = scan.listing(Map.of(Split.TRAIN, root));
      return whole.split(request.shares(), request.splitSeed());
    }
    return scan.listing(own);
  }

  /** Lists a folder as one split. */
  static FolderListing whole(Path root, CancelFlag cancel) {
    FolderScan scan = new FolderScan(root, MOST_PICTURES, cancel);
    scan.entries(root);
    return scan.listing(Map.of(Split.TRAIN, root));
  }

  /** Returns a name as it may stand in a message. */
  static String shown(Object name) {
    return "'" + Printable.line(name.toString()) + "'";
  }

  private static int byCodePoints(String a, String b) {
    return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
  }

  private Map<Split, Path> ownSplits() {
    Map<Split, Path> own = new EnumMap<>(Split.class);
    List<Path> others = new ArrayList<>();
    for (Path folder : entries(root)) {
      Split split = SPLITS.get(name(folder));
      if (split == null || !holdsClasses(folder)) {
        others.add(folder);
        continue;
      }
      Path before = own.put(split, folder);
      if (before != null) {
        throw new InvalidArgumentException(
            "%s has both %s and %s, expected one of them; rename the other"
                .formatted(shown(root), name(before), name(folder)));
      }
    }
    if (own.isEmpty() || (!own.containsKey(Split.TRAIN) && !others.isEmpty())) {
      return Map.of(); // a class may be called test
    }
    if (!own.containsKey(Split.TRAIN)) {
      throw new InvalidArgumentException(
          "%s has %s but no train, expected train and test with class folders in each"
              .formatted(shown(root), own.values().stream().map(FolderScan::name).toList()));
    }
    others.forEach(it -> notes.add("%s next to train is passed over".formatted(shown(name(it)))));
    Path validation = own.get(Split.VALIDATION);
    if (own.size() == 1) {
      throw new InvalidArgumentException(
          "%s has train but neither val nor test; to split its pictures name folder:%s"
              .formatted(shown(root), own.get(Split.TRAIN)));
    }
    if (validation != null && !own.containsKey(Split.TEST)) {
      notes.add(
          "there is no test folder: %s is the test split, and validation images come from train"
              .formatted(name(validation)));
      own.put(Split.TEST, validation);
      own.remove(Split.VALIDATION);
    }
    return own;
  }

  private boolean holdsClasses(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> all = entries.filter(it -> !isHidden(it)).toList();
      return all.stream().anyMatch(Files::isDirectory)
          && all.stream().noneMatch(it -> isPicture(it) && !Files.isDirectory(it));
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /** Returns the folders in a folder that are not hidden, by code points. */
  private List<Path> entries(Path folder) {
    if (!Files.exists(folder)) {
      throw new DatasetMissingException(
          "data folder %s does not exist; check the path of folder:DIR".formatted(shown(folder)));
    }
    if (!Files.isDirectory(folder)) {
      throw new InvalidArgumentException(
          "%s is a file, expected a folder with a folder of pictures for each class"
              .formatted(shown(folder)));
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(it -> Files.isDirectory(it) && !isHidden(it))
          .sorted(Comparator.comparing(FolderScan::name, FolderScan::byCodePoints))
          .toList();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private FolderListing listing(Map<Split, Path> splits) {
    Map<Split, Map<String, List<FolderPicture>>> bySplit = new EnumMap<>(Split.class);
    Set<String> names = new TreeSet<>(FolderScan::byCodePoints);
    splits.forEach((split, folder) -> {
      Map<String, List<FolderPicture>> classes = new TreeMap<>(FolderScan::byCodePoints);
      for (Path place : entries(folder)) {
        classes.put(name(place), pictures(place, split));
      }
      ignored += looseFiles(folder, classes.isEmpty());
      bySplit.put(split, classes);
    });
    Map<String, List<FolderPicture>> train = bySplit.getOrDefault(Split.TRAIN, Map.of());
    names.addAll(train.keySet());
    List<String> classes = List.copyOf(names);
    requireClasses(splits.getOrDefault(Split.TRAIN, root), train);
    List<FolderPicture> pictures = new ArrayList<>(found);
    bySplit.forEach((split, byClass) -> {
      requireKnown(split, byClass, classes);
      for (int label = 0; label < classes.size(); label++) {
        for (FolderPicture it : byClass.getOrDefault(classes.get(label), List.of())) {
          pictures.add(new FolderPicture(it.path(), split, label, it.bytes(), it.modifiedMillis()));
        }
      }
    });
    pictures.sort(ORDER);
    return new FolderListing(root, classes, pictures, ignored, List.copyOf(notes));
  }

  private static void requireClasses(Path folder, Map<String, List<FolderPicture>> classes) {
    if (classes.size() < 2 || classes.size() > MOST_CLASSES) {
      throw new InvalidArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %s class folders%s, expected 2 to %,d with the pictures of one class in each",
              shown(folder),
              classes.size(),
              classes.size() == 1 ? ", " + shown(classes.keySet().iterator().next()) : "",
              MOST_CLASSES));
    }
    classes.forEach((name, pictures) -> {
      if (pictures.isEmpty()) {
        throw new InvalidArgumentException(
            "class folder %s in %s holds no picture, expected at least one; add some or remove"
                    .formatted(shown(name), shown(folder))
                + " the folder");
      }
    });
  }

  /** Checks the classes of another split against those of training, and notes those that lack. */
  private void requireKnown(
      Split split, Map<String, List<FolderPicture>> byClass, List<String> classes) {
    byClass.forEach((name, pictures) -> {
      if (!pictures.isEmpty() && !classes.contains(name)) {
        throw new InvalidArgumentException(
            "class %s has %s pictures but none for training; add some to train, or remove it"
                .formatted(shown(name), split.label()));
      }
    });
    List<String> missing =
        classes.stream().filter(it -> byClass.getOrDefault(it, List.of()).isEmpty()).toList();
    if (!missing.isEmpty()) {
      notes.add(
          "%s of %s classes have no %s pictures: %s"
              .formatted(
                  missing.size(),
                  classes.size(),
                  split.label(),
                  String.join(
                      ", ",
                      missing.stream()
                          .limit(DataSummary.EXAMPLES)
                          .map(FolderScan::shown)
                          .toList())));
    }
  }

  /** Returns how many files lie next to class folders. */
  private long looseFiles(Path folder, boolean alone) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> files = entries.filter(it -> !Files.isDirectory(it)).toList();
      if (alone && files.stream().anyMatch(it -> isPicture(it) && !isHidden(it))) {
        throw new InvalidArgumentException(
            "%s holds pictures but no class folders, expected a folder for each class; move the"
                    .formatted(shown(folder))
                + " pictures of each class into a folder of its own");
      }
      return files.size();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private List<FolderPicture> pictures(Path place, Split split) {
    List<FolderPicture> pictures = new ArrayList<>();
    try {
      Files.walkFileTree(
          place,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isOther() || isHidden(file) || !isPicture(file)) {
                ignored++;
              } else {
                pictures.add(
                    new FolderPicture(
                        path(file),
                        split,
                        0,
                        attributes.size(),
                        attributes.lastModifiedTime().toMillis()));
                count();
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure)
                throws IOException {
              if (failure instanceof FileSystemLoopException) {
                notes.add("link %s leads in a circle and is passed over".formatted(shown(file)));
                ignored++;
                return FileVisitResult.CONTINUE;
              }
              throw failure;
            }
          });
    } catch (IOException e) {
      throw unreadable(place, e);
    }
    return pictures;
  }

  private String path(Path file) {
    return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
  }

  private void count() {
    found++;
    if (found > most) {
      throw new InvalidArgumentException(
          String.format(
                  Locale.ROOT,
                  "%s has more than %,d pictures, the most that is read from a folder; train on a"
                      + " part of",
                  shown(root),
                  most)
              + " them");
    }
    if (cancel.isCancelled()) {
      throw new CancelledException("reading %s was cancelled".formatted(shown(root)));
    }
  }

  private static String name(Path file) {
    @Nullable Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }

  private static boolean isHidden(Path file) {
    return name(file).startsWith(".");
  }

  private static boolean isPicture(Path file) {
    String name = name(file);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
        && name.contains(".");
  }

  private static NativeIoException unreadable(Path folder, IOException e) {
    return new NativeIoException(
        "cannot read %s: %s".formatted(shown(folder), Printable.line(IoReasons.of(e))), e);
  }
}
