// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.Dataset;
import org.reslab.ImageDescription;
import org.reslab.ImageSource;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;

/**
 * All pictures of a folder with a folder for each class, as one data set: {@code
 * session.dataset(FolderSource.of(directory).size(64))}. A folder that is split, or is to be, is
 * opened with {@link DataSource.Folder}.
 *
 * <p>Immutable; each method returns another source. The pictures are decoded once, into the cache.
 *
 * @see DataSource#open for the errors
 */
public final class FolderSource implements ImageSource {
  private final Path directory;
  private final DataRequest request;
  private final @Nullable ImageDescription like;

  private FolderSource(Path directory, DataRequest request, @Nullable ImageDescription like) {
    this.directory = directory;
    this.request = request;
    this.like = like;
  }

  /** Names a folder. Its pictures must have one size unless a size is chosen. */
  public static FolderSource of(Path directory) {
    return new FolderSource(directory, DataRequest.in(DatasetStore.defaultDirectory()), null);
  }

  /** Scales the pictures and cuts out squares. */
  public FolderSource size(int side) {
    return size(ImageSize.square(side));
  }

  /** Scales the pictures and cuts out their middle. */
  public FolderSource size(ImageSize size) {
    return new FolderSource(directory, request.withSize(size), like);
  }

  /**
   * Makes images like others, those of a training for example: of their size and channels, divided
   * by their deviation, with their labels. Class folders must be named like their classes; not all
   * need be there.
   *
   * @throws InvalidArgumentException if they have no class names, or other than 1 or 3 channels
   */
  public FolderSource like(ImageDescription images) {
    InvalidArgumentException.require(
        !images.classNames().isEmpty(), "class_names", "empty", "the names of the class folders");
    InvalidArgumentException.require(
        images.channels() == 1 || images.channels() == 3,
        "channels",
        images.channels(),
        "1 or 3, as pictures have");
    ImageSize size = new ImageSize(images.height(), images.width());
    return new FolderSource(directory, request.withSize(size), images);
  }

  /** Leaves out pictures that cannot be read, rather than failing. */
  public FolderSource skipUnreadable() {
    return new FolderSource(directory, request.withSkipUnreadable(true), like);
  }

  /** Decodes into a folder other than {@link DatasetStore#defaultDirectory()}. */
  public FolderSource cache(Path cache) {
    DataRequest other =
        DataRequest.in(cache).withSize(request.size()).withSkipUnreadable(request.skipUnreadable());
    return new FolderSource(directory, other, like);
  }

  /** Returns what the images are; decodes them for that. */
  public ImageDescription description() {
    return like == null ? images().summary().description() : like;
  }

  @Override
  public Dataset open(MemorySession session) {
    FolderImages images = images();
    images.requireReadable();
    return images.part(Split.TRAIN, description(images.summary())).open(session);
  }

  private ImageDescription description(DataSummary summary) {
    if (like == null) {
      Spread.required(summary.data(), summary.std());
      return summary.description();
    }
    InvalidArgumentException.require(
        like.channels() == summary.channels(),
        "channels",
        "%s in %s".formatted(summary.channels(), FolderNames.shown(directory)),
        like.channels() + " as in the images that they are to be like");
    return like;
  }

  private FolderImages images() {
    CancelFlag cancel = CancelFlag.create();
    FolderListing listing = FolderScan.whole(directory, like == null, cancel);
    List<String> names = like == null ? listing.classes() : like.classNames();
    boolean colour = like != null && like.channels() == 3;
    return FolderImages.of(
        listing.named(names),
        new FolderCache.Form(request.size(), colour),
        request,
        FetchProgress.NONE,
        cancel);
  }
}
