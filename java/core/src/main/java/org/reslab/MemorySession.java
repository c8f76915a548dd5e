// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
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
   * Reads labelled images of 3 x 32 x 32 from files in the CIFAR binary layout, normalised as
   * CIFAR-10's.
   *
   * @see #openCifar(CifarFormat, List, long, ImageDescription)
   */
  public Dataset openCifar(CifarFormat format, List<Path> files, long limit) {
    return openCifar(format, files, limit, ImageDescription.CIFAR10);
  }

  /**
   * Reads labelled images of 3 x 32 x 32 from files in the CIFAR binary layout.
   *
   * @param files in the order of their images, at least one
   * @param limit images to read; 0 for all
   * @param description of images of 3 x 32 x 32
   * @throws NativeIoException if a file cannot be read
   * @throws CorruptDataException if a file is not a whole number of records, or a label is out of
   *     range
   * @throws InvalidArgumentException if there are fewer than {@code limit} images
   */
  public Dataset openCifar(
      CifarFormat format, List<Path> files, long limit, ImageDescription description) {
    requireOwner("session");
    if (files.isEmpty()) {
      throw new InvalidArgumentException("the list of data files is empty, expected at least one");
    }
    if (limit < 0) {
      throw new InvalidArgumentException(
          "limit is " + limit + ", expected a number of images, or 0 for all");
    }
    List<String> paths = files.stream().map(file -> file.toAbsolutePath().toString()).toList();
    return dataset(NativeDataset.open(scope, format, paths, limit, description), description);
  }

  /**
   * Reads images and labels from tensors of a safetensors file. The images are used as they are,
   * and described by the tensor's shape.
   *
   * @param images name of a float32 tensor {@code [N, C, H, W]} of finite values
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
    return openTensors(file, images, labels, classes, null);
  }

  /**
   * Reads images and labels from tensors of a safetensors file, as {@link #openTensors(Path,
   * String, String, int)} does.
   *
   * @param description with the tensor's shape; null: of that shape, with CIFAR-10's mean and
   *     deviation where it is 3 x 32 x 32, else with 0 and 1
   */
  public Dataset openTensors(
      Path file,
      String images,
      @Nullable String labels,
      int classes,
      @Nullable ImageDescription description) {
    requireOwner("session");
    NativeDataset handle =
        NativeDataset.openTensors(
            scope, file.toAbsolutePath().toString(), images, labels, classes, description);
    ImageDescription found =
        description == null
            ? ImageDescription.ofShape(handle.channels(), handle.height(), handle.width())
            : description;
    return dataset(handle, found);
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
   * @see ImageArrays for images of other shapes
   */
  public Dataset images(byte[] pixels, long @Nullable [] labels, int classes) {
    return labels == null
        ? images(pixels, 1, classes)
        : dataset(ImageArrays.ofBytes(ImageDescription.CIFAR10, pixels, labels, classes));
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
    return dataset(ImageArrays.unlabelled(ImageDescription.CIFAR10, pixels, images, classes));
  }

  Dataset dataset(ImageDescription description, Function<NativeScope, NativeDataset> maker) {
    requireOwner("session");
    return dataset(maker.apply(scope), description);
  }

  /**
   * Maps the images of a safetensors file into memory, without copying them: a uint8 tensor {@code
   * images} {@code [N, height, width, channels]}, which is normalised, and an int64 tensor {@code
   * labels} {@code [N]}. The file must not change while the data set is open.
   *
   * @param classes at least 2
   * @throws NativeIoException if the file cannot be read
   * @throws CorruptDataException if it is no safetensors file
   * @throws InvalidArgumentException if a tensor is missing, or a label out of range
   * @throws ShapeMismatchException if a tensor has another shape
   * @throws DtypeMismatchException if a tensor has another element type
   */
  public Dataset mappedImages(Path file, ImageDescription description, int classes) {
    requireOwner("session");
    NativeDataset handle =
        NativeDataset.map(scope, file.toAbsolutePath().toString(), description, classes);
    return dataset(handle, description);
  }

  /**
   * Makes a data set of some images of another one. The pixels are shared, not copied.
   *
   * @param dataset of this session or another one of this thread
   * @param images their numbers, in the order of the new data set, at least one
   * @throws InvalidArgumentException if there are none, or one is no image's number
   */
  public Dataset select(Dataset dataset, long[] images) {
    requireOwner("session");
    dataset.requireUsable();
    return dataset(NativeDataset.select(scope, dataset.handle(), images), dataset.description());
  }

  /**
   * Creates a data set of these images with another description, whose mean and deviation then
   * normalise bytes, for example with that of a trained network. The pixels are shared, not copied.
   *
   * @param dataset of this session or another one of this thread
   * @throws ShapeMismatchException if the description is of images of another shape
   */
  public Dataset redescribed(Dataset dataset, ImageDescription description) {
    requireOwner("session");
    dataset.requireUsable();
    return dataset(NativeDataset.redescribe(scope, dataset.handle(), description), description);
  }

  /**
   * Makes images of 3 x 32 x 32 independent N(0, 1) values with uniform labels, a function of the
   * arguments alone.
   *
   * @see #synthetic(ImageDescription, long, int, long)
   */
  public Dataset synthetic(long images, int classes, long seed) {
    return synthetic(ImageDescription.CIFAR10, images, classes, seed);
  }

  /**
   * Makes images of independent N(0, 1) values with uniform labels, a function of their shape and
   * the arguments alone.
   *
   * @param images at least 1
   * @param classes at least 2
   * @throws InvalidArgumentException if an argument is out of range
   */
  public Dataset synthetic(ImageDescription description, long images, int classes, long seed) {
    requireOwner("session");
    if (images < 1) {
      throw new InvalidArgumentException("images is " + images + ", expected at least 1");
    }
    if (classes < 2) {
      throw new InvalidArgumentException("classes is " + classes + ", expected at least 2");
    }
    return dataset(NativeDataset.synthetic(scope, description, images, classes, seed), description);
  }

  private Dataset dataset(NativeDataset handle, ImageDescription description) {
    return adopt(handle, () -> new Dataset(this, handle, description));
  }

  /**
   * Makes a trainer. It borrows the network and the data set: closing either closes the trainer
   * first.
   *
   * @param network of this session or another one of this thread
   * @param dataset of this session or another one of this thread
   * @throws InvalidArgumentException if network and data set differ in classes
   * @throws ShapeMismatchException if they differ in the shape of images
   */
  public Trainer trainer(Network network, Dataset dataset, TrainingConfig config) {
    requireOwner("session");
    network.requireUsable();
    dataset.requireUsable();
    network.requireFits(dataset);
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
