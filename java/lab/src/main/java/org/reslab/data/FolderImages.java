// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.nio.file.Path;
import java.util.Locale;
import org.reslab.CancelFlag;
import org.reslab.CorruptDataException;
import org.reslab.ImageDescription;
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
    return of(listing, request, progress, cancel);
  }

  /** Likewise of a listing. */
  static FolderImages of(
      FolderListing listing, DataRequest request, FetchProgress progress, CancelFlag cancel) {
    listing.notes().forEach(note -> progress.message(Printable.line(note)));
    FolderCache cache = new FolderCache(request.cache().resolve("folders"));
    FolderCache.Entry entry = cache.entry(listing, request.size(), progress, cancel);
    // A copy of the folder elsewhere has the same cache.
    DataSummary summary = entry.summary().of("folder:" + listing.root());
    if (summary.transparent() > 0) {
      progress.message(
          String.format(
              Locale.ROOT,
              "%,d pictures have transparent parts, which lie on white",
              summary.transparent()));
    }
    return new FolderImages(entry, summary, request.skipUnreadable());
  }

  /**
   * Returns the splits.
   *
   * @throws CorruptDataException if pictures cannot be read and are not to be left out
   */
  ImageSplits splits() {
    if (summary.unreadable() > 0 && !skipUnreadable) {
      throw new CorruptDataException(
          String.format(
              Locale.ROOT,
              "%,d pictures of %s cannot be read, the first of them:%n  %s%nRepair or remove them,"
                  + " or go on without them with --skip-unreadable.",
              summary.unreadable(),
              Printable.line(summary.data()),
              String.join(System.lineSeparator() + "  ", summary.examples())));
    }
    DataSummary.Count validation = summary.count(Split.VALIDATION);
    return new ImageSplits(
        summary.description(),
        summary.classNames().size(),
        part(Split.TRAIN),
        validation == null ? null : part(Split.VALIDATION),
        part(Split.TEST));
  }

  /** Returns one split. */
  ImageSplits.Part part(Split split) {
    DataSummary.Count count = summary.count(split);
    long images = count == null ? 0 : count.images();
    if (images == 0) {
      throw new CorruptDataException(
          "%s has no %s picture that can be read, expected at least one"
              .formatted(Printable.line(summary.data()), split.label()));
    }
    ImageDescription description = summary.description();
    int classes = summary.classNames().size();
    Path file = cache.file(split);
    return new ImageSplits.Part(
        images, session -> SessionImages.map(session, description, file, classes));
  }
}
