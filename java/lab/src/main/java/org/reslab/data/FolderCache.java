// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.CorruptDataException;
import org.reslab.NativeIoException;
import org.reslab.files.Json;
import org.reslab.text.Numbers;
import org.reslab.text.Printable;

/**
 * Decoded folders: for each a folder with a safetensors file of every split and {@code
 * summary.json}, named by a digest of the pictures' paths, sizes and times of change. It appears
 * whole or not at all. One whose files are missing, cut off or of another folder is made anew;
 * pixels are not checked again.
 */
final class FolderCache {
  private static final String SUMMARY = "summary.json";

  /** What readers of safetensors files accept. */
  private static final long MOST_HEADER_BYTES = 100_000_000;

  /** Left free on the disk when a cache is written. */
  private static final long MARGIN_BYTES = 64L << 20;

  /**
   * What pictures are made to.
   *
   * @param size null for the size that they have
   * @param colour whether there are three channels even where all pictures are gray
   */
  record Form(@Nullable ImageSize size, boolean colour) {
    String label() {
      return (size == null ? "" : size.label()) + (colour ? " colour" : "");
    }
  }

  /** Returns the bytes that are free where a folder is. */
  interface FreeSpace {
    long bytes(Path folder) throws IOException;
  }

  /**
   * What {@code summary.json} holds.
   *
   * @param bytes the size of each split's file
   */
  record Manifest(String key, Map<Split, Long> bytes, DataSummary summary) {
    /** Checks what Jackson may leave out. */
    Manifest {
      bytes = Map.copyOf(bytes);
      Objects.requireNonNull(summary);
    }
  }

  /** A decoded folder. */
  record Entry(Path directory, DataSummary summary) {
    /** Returns the file of a split. */
    Path file(Split split) {
      return FolderCache.file(directory, split);
    }
  }

  private static Path file(Path directory, Split split) {
    return directory.resolve(split.name().toLowerCase(Locale.ROOT) + ".safetensors");
  }

  private final Path root;
  private final FreeSpace freeSpace;

  FolderCache(Path root) {
    this(root, folder -> Files.getFileStore(folder).getUsableSpace());
  }

  FolderCache(Path root, FreeSpace freeSpace) {
    this.root = root;
    this.freeSpace = freeSpace;
  }

  /**
   * Returns the decoded pictures of a folder; decodes them where that was not done yet.
   *
   * @throws NativeIoException if the cache cannot be written, or the disk has not the room
   */
  Entry entry(FolderListing listing, Form form, FetchProgress progress, CancelFlag cancel) {
    String key = listing.key(form.label());
    Path target = root.resolve(key);
    try {
      Files.createDirectories(root);
      try (FetchLock _ = FetchLock.acquire(root.resolve(key + ".lock"), progress, cancel)) {
        @Nullable Entry before = whole(key, target, progress);
        if (before != null) {
          return before;
        }
        Path fresh = root.resolve(key + ".new");
        Trees.delete(fresh);
        try {
          Files.createDirectory(fresh);
          build(listing, key, form, fresh, progress, cancel);
          Trees.delete(target);
          Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Trees.delete(fresh);
        }
        @Nullable Entry entry = whole(key, target, progress);
        if (entry == null) {
          throw new IOException("what was written is not what is read: " + target);
        }
        return entry;
      }
    } catch (IOException e) {
      throw new NativeIoException(
          "cannot write the image cache %s: %s; set RESLAB_CACHE to a folder that can be written"
              .formatted(root, IoReasons.of(e)),
          e);
    }
  }

  /** Returns what is in a folder, or null where it is none or damaged. */
  private static @Nullable Entry whole(String key, Path target, FetchProgress progress)
      throws IOException {
    Path summary = target.resolve(SUMMARY);
    if (!Files.exists(target)) {
      return null;
    }
    try {
      if (!Files.isRegularFile(summary)) {
        throw new CorruptDataException(summary + " is missing");
      }
      Manifest manifest = Json.read(Files.readString(summary), Manifest.class);
      if (!manifest.key().equals(key)) {
        throw new CorruptDataException(
            "%s is of %s, expected %s".formatted(summary, manifest.key(), key));
      }
      Entry entry = new Entry(target, manifest.summary());
      for (Map.Entry<Split, Long> file : manifest.bytes().entrySet()) {
        requireWhole(entry.file(file.getKey()), file.getValue(), key);
      }
      return entry;
    } catch (CorruptDataException e) {
      progress.message("decoding the pictures again, for " + e.getMessage());
      return null;
    }
  }

  private static void requireWhole(Path file, long bytes, String key) throws IOException {
    long found = Files.isRegularFile(file) ? Files.size(file) : -1;
    if (found != bytes) {
      throw new CorruptDataException(
          "%s has %s bytes, expected %s"
              .formatted(file, Numbers.count(Math.max(0, found)), Numbers.count(bytes)));
    }
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(length, 0);
      long header = length.getLong(0);
      long most = Math.min(bytes - Long.BYTES, MOST_HEADER_BYTES);
      if (header < 2 || header > most) {
        throw new CorruptDataException(
            "%s announces a header of %s bytes, expected 2 to %s"
                .formatted(file, Numbers.count(header), Numbers.count(most)));
      }
      ByteBuffer text = ByteBuffer.allocate((int) header);
      channel.read(text, Long.BYTES);
      String json = new String(text.array(), StandardCharsets.UTF_8);
      if (!(Json.parseObject(json).get("__metadata__") instanceof Map<?, ?> metadata)
          || !key.equals(metadata.get("key"))) {
        throw new CorruptDataException("%s is not of %s".formatted(file, key));
      }
    }
  }

  private void build(
      FolderListing listing,
      String key,
      Form form,
      Path fresh,
      FetchProgress progress,
      CancelFlag cancel)
      throws IOException {
    FolderDecoder decoder = new FolderDecoder(listing, form.size(), cancel);
    ImageSize size = decoder.size();
    Map<Split, Integer> counts = listing.counts();
    Map<String, String> placeholder = metadata(key, listing.classes(), null);
    requireRoom(counts, size, placeholder);
    progress.message(
        "decoding %s pictures of %s to %s x %s"
            .formatted(
                Numbers.count(listing.pictures().size()),
                FolderNames.shown(listing.root()),
                size.height(),
                size.width()));
    Census census = new Census(listing.classes().size(), 3, counts);
    Map<Split, ImageCacheFile> files = new EnumMap<>(Split.class);
    try {
      for (Map.Entry<Split, Integer> split : counts.entrySet()) {
        files.put(
            split.getKey(),
            ImageCacheFile.create(
                file(fresh, split.getKey()),
                split.getValue(),
                size.height(),
                size.width(),
                placeholder));
      }
      FolderDecoder.Findings findings =
          decoder.decode(
              size,
              (picture, index, rgb) -> {
                census.add(picture.split(), index, picture.label(), rgb);
                Objects.requireNonNull(files.get(picture.split())).put(index, rgb, picture.label());
              },
              progress);
      boolean gray = findings.gray() && !form.colour();
      DataSummary summary = summary(listing, size, gray, census, findings);
      Map<Split, Long> bytes = new EnumMap<>(Split.class);
      Map<String, String> metadata = metadata(key, listing.classes(), summary);
      for (Map.Entry<Split, ImageCacheFile> file : files.entrySet()) {
        bytes.put(file.getKey(), file.getValue().finish(gray, metadata));
      }
      Path text = fresh.resolve(SUMMARY);
      Files.writeString(text, Json.text(new Manifest(key, bytes, summary)));
      Trees.sync(List.of(text));
    } finally {
      for (ImageCacheFile file : files.values()) {
        file.close();
      }
    }
  }

  private static DataSummary summary(
      FolderListing listing,
      ImageSize size,
      boolean gray,
      Census census,
      FolderDecoder.Findings findings) {
    String data = "folder:" + listing.root();
    int channels = gray ? 1 : 3;
    if (census.images(Split.TRAIN) == 0) {
      throw new CorruptDataException(
          "none of the training pictures of %s can be read; the first: %s"
              .formatted(Printable.line(data), findings.examples().getFirst()));
    }
    Map<Split, List<FolderPicture>> bySplit =
        listing.pictures().stream().collect(Collectors.groupingBy(FolderPicture::split));
    return new DataSummary(
        data,
        channels,
        size.height(),
        size.width(),
        listing.classes(),
        census.mean().subList(0, channels),
        census.std().subList(0, channels),
        census.counts(),
        findings.smallest(),
        findings.largest(),
        findings.transparent(),
        listing.ignored(),
        findings.unreadable(),
        findings.examples(),
        census.duplicates((split, index) ->
            Printable.line(bySplit.getOrDefault(split, List.of()).get(index).path())));
  }

  private void requireRoom(Map<Split, Integer> counts, ImageSize size, Map<String, String> metadata)
      throws IOException {
    long bytes = MARGIN_BYTES;
    for (int images : counts.values()) {
      bytes += ImageCacheFile.bytes(images, size.height(), size.width(), metadata);
    }
    long free = freeSpace.bytes(root);
    if (bytes > free) {
      throw new NativeIoException(
          "the image cache takes %s and %s has %s free; choose a smaller --size, or set RESLAB_CACHE"
                  .formatted(Numbers.bytes((double) bytes), root, Numbers.bytes((double) free))
              + " to a folder on a larger disk");
    }
  }

  /** Returns what a file says of itself; the description is left out where it is not known yet. */
  private static Map<String, String> metadata(
      String key, List<String> classes, @Nullable DataSummary summary) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("key", key);
    metadata.put("class_names", Json.line(classes));
    if (summary != null) {
      metadata.put("mean", Json.line(summary.mean()));
      metadata.put("std", Json.line(summary.std()));
    }
    return metadata;
  }
}
