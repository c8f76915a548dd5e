// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.CorruptDataException;
import org.reslab.ImageDescription;
import org.reslab.text.Numbers;
import org.reslab.text.Printable;

/**
 * The pictures of a folder, decoded.
 *
 * @param cache the files that they were decoded into
 */
record FolderImages(FolderCache.Entry cache, DataSummary summary, boolean skipUnreadable) {
  /** Finds the pictures of a folder and decodes them, unless that was done before. */
  static FolderImages of(
      Path directory, DataRequest request, FetchProgress progress, CancelFlag cancel) {
    request.requireNoDataDir("folder:" + directory);
    FolderListing listing = FolderScan.list(directory, request, cancel);
    return of(listing, new FolderCache.Form(request.size(), false), request, progress, cancel);
  }

  /** Likewise of a listing, made to a form rather than the size of the request. */
  static FolderImages of(
      FolderListing listing,
      FolderCache.Form form,
      DataRequest request,
      FetchProgress progress,
      CancelFlag cancel) {
    listing.notes().forEach(note -> progress.message(Printable.line(note)));
    FolderCache cache = new FolderCache(request.cache().resolve("folders"));
    FolderCache.Entry entry = cache.entry(listing, form, progress, cancel);
    // A copy of the folder elsewhere has the same cache.
    DataSummary summary = entry.summary().of("folder:" + listing.root());
    if (summary.transparent() > 0) {
      progress.message(
          "%s pictures have transparent parts, which lie on white"
              .formatted(Numbers.count(summary.transparent())));
    }
    return new FolderImages(entry, summary, request.skipUnreadable());
  }

  /**
   * Returns the splits.
   *
   * @throws CorruptDataException if pictures cannot be read and are not to be left out, or what is
   *     left is nothing to learn from
   */
  ImageSplits splits() {
    requireReadable();
    requireClasses();
    Spread.required(summary.data(), summary.std());
    ImageDescription images = summary.description();
    return new ImageSplits(
        images,
        images.classNames().size(),
        part(Split.TRAIN, images),
        summary.count(Split.VALIDATION) == null ? null : part(Split.VALIDATION, images),
        part(Split.TEST, images));
  }

  /** Checks that no picture is unreadable, unless these are to be left out. */
  void requireReadable() {
    if (summary.unreadable() > 0 && !skipUnreadable) {
      throw new CorruptDataException(
          ("%s pictures of %s cannot be read, the first of them:%n  %s%nRepair or remove them, or"
                  + " go on without them with --skip-unreadable.")
              .formatted(
                  Numbers.count(summary.unreadable()),
                  Printable.line(summary.data()),
                  String.join(System.lineSeparator() + "  ", summary.unreadableFiles())));
    }
  }

  /** A class of which every picture is unreadable is as good as empty. */
  private void requireClasses() {
    int empty = summary.byClass(Split.TRAIN).indexOf(0L);
    if (empty >= 0) {
      throw new CorruptDataException(
          "class %s has no training picture that can be read, expected at least one"
              .formatted(FolderNames.shown(summary.classNames().get(empty))));
    }
  }

  /**
   * Returns one split.
   *
   * @param images as which its images are taken
   */
  ImageSplits.Part part(Split split, ImageDescription images) {
    DataSummary.@Nullable Count count = summary.count(split);
    if (count == null || count.images() == 0) {
      throw new CorruptDataException(
          "%s has no %s picture that can be read, expected at least one"
              .formatted(Printable.line(summary.data()), split.label()));
    }
    int classes = images.classNames().size();
    Path file = cache.file(split);
    return new ImageSplits.Part(
        count.images(), session -> SessionImages.map(session, images, file, classes));
  }
}
