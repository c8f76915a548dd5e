// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.CorruptDataException;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.ReslabException;
import org.reslab.picture.Picture;
import org.reslab.picture.PictureFile;
import org.reslab.picture.Scaling;
import org.reslab.text.Numbers;
import org.reslab.text.Printable;

/**
 * Decodes and scales the pictures of a folder, on as many threads as the process has processors.
 */
final class FolderDecoder {
  private static final long POLL_MILLIS = 100;

  /** Takes decoded pictures, on any thread. */
  interface Sink {
    /**
     * Takes a picture.
     *
     * @param index which one of its split, from 0
     * @param rgb bytes {@code [height, width, 3]}
     */
    void picture(FolderPicture picture, int index, byte[] rgb) throws IOException;
  }

  /**
   * What was found while decoding.
   *
   * @param gray whether every picture has equal channels
   * @param smallest "height x width" of the picture with the fewest pixels
   * @param unreadable how many cannot be read
   * @param examples the first of them in the order of the listing, with the reasons
   */
  record Findings(
      boolean gray,
      String smallest,
      String largest,
      long transparent,
      long unreadable,
      List<String> examples) {}

  private final FolderListing listing;
  private final @Nullable ImageSize wanted;
  private final CancelFlag cancel;

  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong done = new AtomicLong();
  private final AtomicBoolean gray = new AtomicBoolean(true);
  private final AtomicLong transparent = new AtomicLong();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final TreeMap<Integer, String> messages = new TreeMap<>();
  private final AtomicLong unreadable = new AtomicLong();
  private final PictureExtent extent = new PictureExtent();

  /** Held by one thread where the pictures of several do not fit into memory. */
  private final ReadWriteLock memory = new ReentrantReadWriteLock();

  FolderDecoder(FolderListing listing, @Nullable ImageSize wanted, CancelFlag cancel) {
    this.listing = listing;
    this.wanted = wanted;
    this.cancel = cancel;
  }

  /**
   * Returns the size of the images: the one that is wanted, or that of the first picture that can
   * be read, which all must have then.
   *
   * @throws CorruptDataException if none can be read
   * @throws InvalidArgumentException if that size is out of range
   */
  ImageSize size() {
    if (wanted != null) {
      return wanted;
    }
    for (FolderPicture picture : listing.pictures()) {
      Picture decoded;
      try {
        decoded = PictureFile.read(file(picture));
      } catch (ReslabException e) {
        continue; // it is counted later
      }
      int least = Math.min(decoded.width(), decoded.height());
      int most = Math.max(decoded.width(), decoded.height());
      if (least < ImageDescription.MIN_SIDE || most > ImageDescription.MAX_SIDE) {
        throw InvalidArgumentException.of(
            "size",
            "not given, and picture %s is %s; choose a size, for example 64"
                .formatted(FolderNames.shown(picture.path()), extent(decoded)));
      }
      return new ImageSize(decoded.height(), decoded.width());
    }
    throw new CorruptDataException(
        "none of the %s pictures in %s can be read"
            .formatted(
                Numbers.count(listing.pictures().size()), FolderNames.shown(listing.root())));
  }

  /**
   * Decodes all pictures.
   *
   * @throws InvalidArgumentException if no size is wanted and they have several
   * @throws NativeIoException if the sink cannot take one
   * @throws CancelledException soon after the flag is set
   */
  Findings decode(ImageSize size, Sink sink, FetchProgress progress) {
    int[] places = places();
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService pool =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().name("decoder-", 0).factory());
    try {
      for (int i = 0; i < threads; i++) {
        pool.execute(() -> work(size, sink, places));
      }
      pool.shutdown();
      while (!pool.awaitTermination(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        progress.counted("pictures", done.get(), places.length);
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e); // so that no thread decodes on
      throw e;
    } catch (InterruptedException e) {
      failure.compareAndSet(null, e);
      Thread.currentThread().interrupt();
      throw new CancelledException("decoding %s was interrupted".formatted(listing.root()));
    } finally {
      pool.shutdownNow();
    }
    progress.counted("pictures", done.get(), places.length);
    rethrow();
    return new Findings(
        gray.get(),
        extent.smallest(),
        extent.largest(),
        transparent.get(),
        unreadable.get(),
        List.copyOf(messages.values()));
  }

  /** Returns for each picture which one of its split it is. */
  private int[] places() {
    int[] places = new int[listing.pictures().size()];
    Map<Split, Integer> count = new EnumMap<>(Split.class);
    for (int i = 0; i < places.length; i++) {
      places[i] = count.merge(listing.pictures().get(i).split(), 1, Integer::sum) - 1;
    }
    return places;
  }

  private void work(ImageSize size, Sink sink, int[] places) {
    try {
      for (int i = next.getAndIncrement(); i < places.length; i = next.getAndIncrement()) {
        if (failure.get() != null) {
          return;
        }
        if (cancel.isCancelled()) {
          throw new CancelledException(
              "decoding %s was cancelled; the next start begins anew"
                  .formatted(FolderNames.shown(listing.root())));
        }
        FolderPicture picture = listing.pictures().get(i);
        byte @Nullable [] rgb = read(picture, i, size);
        if (rgb != null) {
          sink.picture(picture, places[i], rgb);
        }
        done.incrementAndGet();
      }
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private byte @Nullable [] read(FolderPicture picture, int index, ImageSize size) {
    try {
      try {
        memory.readLock().lock();
        try {
          return scaled(picture, size);
        } finally {
          memory.readLock().unlock();
        }
      } catch (InvalidArgumentException e) {
        if (!(e.getCause() instanceof OutOfMemoryError)) {
          throw e;
        }
      }
      memory.writeLock().lock();
      try {
        return scaled(picture, size);
      } finally {
        memory.writeLock().unlock();
      }
    } catch (OtherSize e) {
      throw InvalidArgumentException.of("size", e.found);
    } catch (CorruptDataException | InvalidArgumentException | NativeIoException e) {
      note(index, Printable.line(String.valueOf(e.getMessage())));
      return null;
    }
  }

  /** Counts a picture that cannot be read; of all messages the first few are kept. */
  private void note(int index, String message) {
    synchronized (messages) {
      unreadable.incrementAndGet();
      messages.put(index, message);
      if (messages.size() > DataSummary.EXAMPLES) {
        messages.pollLastEntry();
      }
    }
  }

  private byte[] scaled(FolderPicture picture, ImageSize size) throws OtherSize {
    Picture decoded = PictureFile.read(file(picture));
    if (wanted == null && (decoded.height() != size.height() || decoded.width() != size.width())) {
      throw new OtherSize(
          "not given, and the pictures have several: %s is %s, others %s x %s; choose the size of"
                  .formatted(
                      FolderNames.shown(picture.path()),
                      extent(decoded),
                      size.height(),
                      size.width())
              + " all, for example 64");
    }
    byte[] rgb = Scaling.fit(decoded, size.height(), size.width());
    extent.add(decoded);
    if (decoded.transparent()) {
      transparent.incrementAndGet();
    }
    if (gray.get() && !Pixels.isGray(rgb)) {
      gray.set(false);
    }
    return rgb;
  }

  private Path file(FolderPicture picture) {
    return listing.root().resolve(picture.path());
  }

  private static String extent(Picture picture) {
    return picture.height() + " x " + picture.width();
  }

  private void rethrow() {
    @Nullable Throwable first = failure.get();
    switch (first) {
      case null -> {}
      case IOException e ->
          throw new NativeIoException("cannot write the image cache: " + IoReasons.of(e), e);
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(first);
    }
  }

  /** A picture of another size than the first, where none is wanted. */
  private static final class OtherSize extends Exception {
    private static final long serialVersionUID = 1L;

    private final String found;

    OtherSize(String found) {
      super(found);
      this.found = found;
    }
  }
}
