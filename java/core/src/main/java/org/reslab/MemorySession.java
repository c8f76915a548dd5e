// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reslab.internal.NativeDataset;
import org.reslab.internal.NativeHandle;
import org.reslab.internal.NativeNetwork;
import org.reslab.internal.NativeScope;
import org.reslab.internal.NativeTrainer;

/**
 * Owns every native object made in it and releases them when it is closed, the last made first. A
 * session that nobody closes is reported in the log, and its objects are freed, when it is garbage
 * collected.
 *
 * <p>A session belongs to the platform thread that opened it, as does everything made in it:
 * another thread gets a {@link WrongThreadException}. Only {@link #isOpen} and a {@link CancelFlag}
 * are for any thread. Sessions may be nested on one thread, and a trainer may use a network or a
 * data set of an outer one.
 */
public final class MemorySession implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Thread owner = Thread.currentThread();
  private final NativeScope scope;
  private final Deque<SessionResource> resources = new ArrayDeque<>();
  private final LeakReport leakReport = new LeakReport();
  private final Cleaner.Cleanable cleanable;
  private volatile boolean open = true;

  private MemorySession() {
    scope = NativeRuntime.newScope();
    cleanable = CLEANER.register(this, leakReport);
  }

  /**
   * Opens a session that belongs to the calling thread.
   *
   * @throws NativeUnavailableException if the native part cannot be loaded
   * @throws WrongThreadException on a virtual thread, which has no native thread of its own
   */
  public static MemorySession open() {
    if (Thread.currentThread().isVirtual()) {
      throw new WrongThreadException(
          "a MemorySession was opened on the virtual thread "
              + Thread.currentThread()
              + ", but native objects belong to one thread of the system; open it on a platform"
              + " thread");
    }
    return new MemorySession();
  }

  /** Builds a network on the CPU. See {@link #network(NetworkSpec, Device)}. */
  public Network network(NetworkSpec spec) {
    return network(spec, Device.CPU);
  }

  /**
   * Builds a network with fresh weights.
   *
   * @throws InvalidArgumentException for an unknown net or a size out of range
   * @throws ShapeMismatchException if branch and shortcut of the block cannot be merged
   * @throws DeviceException if CUDA is asked for and absent
   */
  public Network network(NetworkSpec spec, Device device) {
    requireOwner("session");
    NativeNetwork handle = NativeNetwork.create(scope, spec, device);
    return adopt(handle, () -> new Network(this, handle, spec));
  }

  /**
   * Takes images from a source.
   *
   * @throws ReslabException if the images cannot be read, or are not what they should be
   */
  public Dataset dataset(ImageSource source) {
    requireOwner("session");
    return source.open(this);
  }

  /**
   * Reads labelled images of 3 x 32 x 32 from files in the CIFAR binary layout.
   *
   * @param files in the order of their images, at least one
   * @param limit images to read; 0 for all
   * @throws NativeIoException if a file cannot be read
   * @throws CorruptDataException if a file is not a whole number of records, or a label is out of
   *     range
   * @throws InvalidArgumentException if there are fewer than {@code limit} images
   */
  public Dataset openCifar(CifarFormat format, List<Path> files, long limit) {
    requireOwner("session");
    if (files.isEmpty()) {
      throw new InvalidArgumentException("the list of data files is empty, expected at least one");
    }
    if (limit < 0) {
      throw new InvalidArgumentException(
          "limit is " + limit + ", expected a number of images, or 0 for all");
    }
    List<String> paths = files.stream().map(file -> file.toAbsolutePath().toString()).toList();
    NativeDataset handle = NativeDataset.open(scope, format, paths, limit);
    return adopt(handle, () -> new Dataset(this, handle));
  }

  /**
   * Reads images and labels from tensors of a safetensors file. The images are used as they are.
   *
   * @param images name of a float32 tensor {@code [N, 3, 32, 32]} of finite values
   * @param labels name of an int64 tensor {@code [N]} with values in {@code [0, classes)}; null
   *     gives every image the label 0
   * @param classes at least 2
   * @throws NativeIoException if the file cannot be read
   * @throws CorruptDataException if it is no safetensors file
   * @throws InvalidArgumentException if a tensor is missing, or a value out of range
   * @throws ShapeMismatchException if a tensor has another shape
   * @throws DtypeMismatchException if a tensor has another element type
   */
  public Dataset openTensors(Path file, String images, @Nullable String labels, int classes) {
    requireOwner("session");
    NativeDataset handle =
        NativeDataset.openTensors(scope, file.toAbsolutePath().toString(), images, labels, classes);
    return adopt(handle, () -> new Dataset(this, handle));
  }

  /**
   * Takes images with labels from memory; they are copied, and normalised like those of a CIFAR
   * file.
   *
   * @param pixels bytes {@code [N, 3, 32, 32]}, channel planes red, green, blue
   * @param labels N values in {@code [0, classes)}; null stands for one image with the label 0, for
   *     several see {@link #images(byte[], int, int)}
   * @param classes at least 2
   * @throws InvalidArgumentException if the bytes are not those of so many images, or labels are
   *     out of range
   */
  public Dataset images(byte[] pixels, long @Nullable [] labels, int classes) {
    return take(pixels, labels, labels == null ? 1 : labels.length, classes);
  }

  /**
   * Takes images without labels from memory, as {@link #images(byte[], long[], int)} does; each
   * gets the label 0.
   *
   * @param pixels bytes {@code [images, 3, 32, 32]}, channel planes red, green, blue
   * @param images at least 1
   * @param classes at least 2
   * @throws InvalidArgumentException if the bytes are not those of so many images
   */
  public Dataset images(byte[] pixels, int images, int classes) {
    return take(pixels, null, images, classes);
  }

  private Dataset take(byte[] pixels, long @Nullable [] labels, int images, int classes) {
    requireOwner("session");
    InvalidArgumentException.require(images >= 1, "images", images, "at least 1");
    long expected = (long) images * Dataset.IMAGE_BYTES;
    if (pixels.length != expected) {
      throw new InvalidArgumentException(
          ("pixels has %d bytes, expected %d for images [%d, 3, 32, 32]; scale pictures of another"
                  + " size, and give the number of images where they have no labels")
              .formatted(pixels.length, expected, images));
    }
    NativeDataset handle = NativeDataset.ofImages(scope, pixels, labels, images, classes);
    return adopt(handle, () -> new Dataset(this, handle));
  }

  /**
   * Makes images of independent N(0, 1) values with uniform labels, a function of the arguments
   * alone.
   *
   * @param images at least 1
   * @param classes at least 2
   * @throws InvalidArgumentException if an argument is out of range
   */
  public Dataset synthetic(long images, int classes, long seed) {
    requireOwner("session");
    if (images < 1) {
      throw new InvalidArgumentException("images is " + images + ", expected at least 1");
    }
    if (classes < 2) {
      throw new InvalidArgumentException("classes is " + classes + ", expected at least 2");
    }
    NativeDataset handle = NativeDataset.synthetic(scope, images, classes, seed);
    return adopt(handle, () -> new Dataset(this, handle));
  }

  /**
   * Makes a trainer. It borrows the network and the data set: closing either closes the trainer
   * first.
   *
   * @param network of this session or another one of this thread
   * @param dataset of this session or another one of this thread
   * @throws InvalidArgumentException if network and data set differ in classes
   */
  public Trainer trainer(Network network, Dataset dataset, TrainingConfig config) {
    requireOwner("session");
    network.requireUsable();
    dataset.requireUsable();
    network.requireClassesOf(dataset);
    NativeTrainer handle = NativeTrainer.create(scope, network.handle(), dataset.handle(), config);
    return adopt(handle, () -> new Trainer(this, handle, network, dataset, config));
  }

  private <T extends SessionResource> T adopt(NativeHandle handle, Supplier<T> maker) {
    try {
      T resource = maker.get();
      resources.push(resource);
      leakReport.own(handle.release());
      return resource;
    } catch (Throwable failure) {
      handle.close();
      throw failure;
    }
  }

  /** Whether the session can still be used; for any thread. */
  public boolean isOpen() {
    return open;
  }

  /**
   * Releases everything made in this session, the last made first. Closing again does nothing.
   *
   * @throws WrongThreadException on another thread than the one that opened it
   */
  @Override
  public void close() {
    if (!open) {
      return;
    }
    requireOwner("session");
    RuntimeException failure = null;
    while (!resources.isEmpty()) {
      SessionResource last = resources.peek();
      try {
        last.close();
      } catch (RuntimeException e) {
        failure = addFailure(failure, e);
        resources.remove(last);
      }
    }
    open = false;
    scope.close();
    leakReport.markClosed();
    cleanable.clean();
    if (failure != null) {
      throw failure;
    }
  }

  private static RuntimeException addFailure(
      @Nullable RuntimeException first, RuntimeException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  /** Throws unless the session is open and the calling thread owns it. */
  void requireOwner(String noun) {
    Thread caller = Thread.currentThread();
    if (caller != owner) {
      throw new WrongThreadException(
          "this "
              + noun
              + " belongs to the thread '"
              + owner.getName()
              + "' that opened its session and was used by '"
              + caller.getName()
              + "'; open a session on the thread that uses it");
    }
    if (!open) {
      throw new IllegalStateException(
          "the session of this " + noun + " is closed; use it before the session is closed");
    }
  }

  void forget(SessionResource resource, NativeHandle handle) {
    resources.remove(resource);
    leakReport.disown(handle.release());
  }
}
