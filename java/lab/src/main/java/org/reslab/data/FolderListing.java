// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.reslab.InvalidArgumentException;

/**
 * The pictures of a folder, by split, class and path.
 *
 * @param root the folder
 * @param classes names of the class folders, by code points
 * @param pictures those of each split one after another
 * @param ignored files that are hidden or no pictures
 * @param notes what the user should know of the folder
 */
record FolderListing(
    Path root,
    List<String> classes,
    List<FolderPicture> pictures,
    long ignored,
    List<String> notes) {
  /** Raised when pictures are decoded, scaled or kept in another way, so that caches are remade. */
  private static final int RULE = 1;

  /**
   * Splits every class by shares. Which pictures come into which split depends on the seed and
   * their paths alone: the other pictures and their order do not matter.
   *
   * @throws InvalidArgumentException if a class has fewer pictures than splits
   */
  FolderListing split(SplitShares shares, long seed) {
    List<FolderPicture> assigned = new ArrayList<>(pictures.size());
    int from = 0;
    while (from < pictures.size()) {
      int to = from;
      while (to < pictures.size() && pictures.get(to).label() == pictures.get(from).label()) {
        to++;
      }
      List<FolderPicture> drawn =
          pictures.subList(from, to).stream()
              .map(picture -> new Drawn(picture, Digest.first(seed + "\n" + picture.path())))
              .sorted(Comparator.comparingLong(Drawn::lot).thenComparing(it -> it.picture().path()))
              .map(Drawn::picture)
              .toList();
      int count = drawn.size();
      InvalidArgumentException.require(
          count >= shares.fewest(),
          "split",
          "%s and class %s has %s pictures"
              .formatted(
                  shares.label(),
                  FolderNames.shown(classes.get(pictures.get(from).label())),
                  count),
          "at least %s in every class, one for each split; add pictures or remove the class"
              .formatted(shares.fewest()));
      int test = shares.count(Split.TEST, count);
      int validation = shares.count(Split.VALIDATION, count);
      for (int i = 0; i < count; i++) {
        Split split =
            i < test ? Split.TEST : i < test + validation ? Split.VALIDATION : Split.TRAIN;
        assigned.add(drawn.get(i).in(split));
      }
      from = to;
    }
    assigned.sort(FolderScan.ORDER);
    return new FolderListing(root, classes, assigned, ignored, notes);
  }

  /** Returns the listing with the validation pictures among those of training. */
  FolderListing withoutValidation() {
    List<FolderPicture> assigned =
        pictures.stream()
            .map(it -> it.split() == Split.VALIDATION ? it.in(Split.TRAIN) : it)
            .sorted(FolderScan.ORDER)
            .toList();
    return new FolderListing(root, classes, assigned, ignored, notes);
  }

  /**
   * Gives the classes the labels of other names.
   *
   * @param names in the order of the labels
   * @throws InvalidArgumentException if a class is none of them
   */
  FolderListing named(List<String> names) {
    Map<Integer, Integer> labels = new HashMap<>();
    for (int label = 0; label < classes.size(); label++) {
      int other = names.indexOf(classes.get(label));
      InvalidArgumentException.require(
          other >= 0,
          "class folder",
          FolderNames.shown(classes.get(label)),
          "one of " + names.stream().map(FolderNames::shown).toList());
      labels.put(label, other);
    }
    List<FolderPicture> relabelled = new ArrayList<>(pictures.size());
    for (FolderPicture it : pictures) {
      relabelled.add(
          new FolderPicture(
              it.path(),
              it.split(),
              labels.getOrDefault(it.label(), 0),
              it.bytes(),
              it.modifiedMillis()));
    }
    relabelled.sort(FolderScan.ORDER);
    return new FolderListing(root, names, relabelled, ignored, notes);
  }

  private record Drawn(FolderPicture picture, long lot) {}

  /** Returns how many pictures each split has that has any. */
  Map<Split, Integer> counts() {
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    pictures.forEach(picture -> counts.merge(picture.split(), 1, Integer::sum));
    return counts;
  }

  /**
   * Returns the name of the cache for these pictures at a size: a digest of the classes and of
   * every picture's path, split, size and time of change.
   *
   * @param size as its label, or "" for the size that the pictures have
   */
  String key(String size) {
    Digest digest = new Digest();
    digest.add(RULE + "\n" + size + "\n");
    classes.forEach(name -> digest.add(name + "\0"));
    for (FolderPicture picture : pictures) {
      digest.add(
          "%s\0%s\0%s\0%s\n"
              .formatted(
                  picture.path(), picture.split(), picture.bytes(), picture.modifiedMillis()));
    }
    return digest.hex();
  }

  /** A SHA-256 of texts, shortened. */
  private static final class Digest {
    private static final int BYTES = 16;

    private final MessageDigest sha = Checksums.sha256();

    void add(String text) {
      sha.update(text.getBytes(StandardCharsets.UTF_8));
    }

    String hex() {
      return HexFormat.of().formatHex(sha.digest(), 0, BYTES);
    }

    static long first(String text) {
      Digest digest = new Digest();
      digest.add(text);
      return ByteBuffer.wrap(digest.sha.digest()).getLong();
    }
  }
}
