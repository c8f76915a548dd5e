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
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.text.Numbers;

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
          .thenComparing(FolderPicture::path, FolderNames.ORDER);

  /** Each takes some 200 bytes of memory while a folder is read. */
  private static final int MOST_PICTURES = 2_000_000;

  private static final int MOST_CLASSES = 10_000;

  private final Path root;
  private final int most;
  private final CancelFlag cancel;
  private final List<String> notes = new ArrayList<>();
  private boolean complete = true;
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
   * says. Without validation its pictures are among those of training.
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
    Map<Split, Path> own = SplitFolders.of(root, scan.notes);
    FolderListing listing =
        own.isEmpty()
            ? scan.listing(Map.of(Split.TRAIN, root)).split(request.shares(), request.splitSeed())
            : scan.listing(own);
    return request.validates() ? listing : listing.withoutValidation();
  }

  /**
   * Lists a folder as one split.
   *
   * @param complete whether it has all classes, so that fewer than two, or one without pictures,
   *     are an error
   */
  static FolderListing whole(Path root, boolean complete, CancelFlag cancel) {
    FolderScan scan = new FolderScan(root, MOST_PICTURES, cancel);
    scan.complete = complete;
    return scan.listing(Map.of(Split.TRAIN, root));
  }

  private FolderListing listing(Map<Split, Path> splits) {
    Map<Split, Map<String, List<FolderPicture>>> bySplit = new EnumMap<>(Split.class);
    splits.forEach((split, folder) -> {
      Map<String, List<FolderPicture>> classes = new TreeMap<>(FolderNames.ORDER);
      for (Path place : FolderNames.folders(folder)) {
        classes.put(FolderNames.of(place), pictures(place, split));
      }
      ignored += looseFiles(folder, classes.isEmpty());
      bySplit.put(split, classes);
    });
    Map<String, List<FolderPicture>> train = bySplit.getOrDefault(Split.TRAIN, Map.of());
    List<String> classes = List.copyOf(train.keySet());
    if (complete) {
      requireClasses(splits.getOrDefault(Split.TRAIN, root), train);
    }
    List<FolderPicture> pictures = new ArrayList<>(found);
    bySplit.forEach((split, byClass) -> {
      requireKnown(split, byClass, train.keySet());
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
          "%s has %s class folders%s, expected 2 to %s with the pictures of one class in each"
              .formatted(
                  FolderNames.shown(folder),
                  classes.size(),
                  classes.size() == 1
                      ? ", " + FolderNames.shown(classes.keySet().iterator().next())
                      : "",
                  Numbers.count(MOST_CLASSES)));
    }
    classes.forEach((name, pictures) -> {
      if (pictures.isEmpty()) {
        throw new InvalidArgumentException(
            "class folder %s in %s holds no picture, expected at least one; add some or remove"
                    .formatted(FolderNames.shown(name), FolderNames.shown(folder))
                + " the folder");
      }
    });
  }

  /** Checks the classes of another split against those of training, and notes those that lack. */
  private void requireKnown(
      Split split, Map<String, List<FolderPicture>> byClass, Set<String> classes) {
    byClass.forEach((name, pictures) -> {
      if (!pictures.isEmpty() && !classes.contains(name)) {
        throw new InvalidArgumentException(
            "class %s has %s pictures but none for training; add some to train, or remove it"
                .formatted(FolderNames.shown(name), split.label()));
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
                          .map(FolderNames::shown)
                          .toList())));
    }
  }

  /** Returns how many files lie next to class folders. */
  private static long looseFiles(Path folder, boolean alone) {
    List<Path> files =
        FolderNames.entries(folder).stream().filter(it -> !Files.isDirectory(it)).toList();
    if (alone
        && files.stream().anyMatch(it -> FolderNames.isPicture(it) && !FolderNames.isHidden(it))) {
      throw new InvalidArgumentException(
          "%s holds pictures but no class folders, expected a folder for each class; move the"
                  .formatted(FolderNames.shown(folder))
              + " pictures of each class into a folder of its own");
    }
    return files.size();
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
              return FolderNames.isHidden(folder)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isOther()
                  || FolderNames.isHidden(file)
                  || !FolderNames.isPicture(file)) {
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
                notes.add(
                    "link %s leads in a circle and is passed over"
                        .formatted(FolderNames.shown(file)));
                ignored++;
                return FileVisitResult.CONTINUE;
              }
              throw failure;
            }
          });
    } catch (IOException e) {
      throw FolderNames.unreadable(place, e);
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
          "%s has more than %s pictures, the most that is read from a folder; train on a part of"
                  .formatted(FolderNames.shown(root), Numbers.count(most))
              + " them");
    }
    if (cancel.isCancelled()) {
      throw new CancelledException("reading %s was cancelled".formatted(FolderNames.shown(root)));
    }
  }
}
