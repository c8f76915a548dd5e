// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.NativeIoException;
import org.reslab.Network;
import org.reslab.Trainer;
import org.reslab.files.AtomicFile;
import org.reslab.files.Json;
import org.reslab.files.RegularFile;
import org.reslab.files.RunFiles;

/**
 * The checkpoints of one cell.
 *
 * <p>Weights, the trainer's state and the progress belong together, and three files cannot be
 * replaced at once. So they are written under pending names, the progress last, and then renamed.
 * After a kill at any moment {@link #recover()} finds either all of the new or all of the old ones:
 * a pending progress says that the others are complete.
 */
final class CheckpointFolder {
  private static final String LAST = "last.safetensors";
  private static final String LAST_STATE = "last.state.safetensors";
  private static final String PROGRESS = "last.progress.json";
  private static final String PENDING = "pending.safetensors";
  private static final String PENDING_STATE = "pending.state.safetensors";
  private static final String PENDING_PROGRESS = "pending.progress.json";
  private static final String BEST = "best.safetensors";
  private static final String OWN =
      "(last|pending|best|epoch-\\d{4,})(\\.state)?\\.safetensors(\\.tmp.*)?"
          + "|(last|pending)\\.(progress|evaluation)\\.json(\\.tmp.*)?";

  private final Path folder;

  CheckpointFolder(Path folder) {
    this.folder = folder;
  }

  Path path() {
    return folder;
  }

  Path last() {
    return folder.resolve(LAST);
  }

  Path lastState() {
    return folder.resolve(LAST_STATE);
  }

  Path best() {
    return folder.resolve(BEST);
  }

  Path evaluation() {
    return folder.resolve(RunFiles.EVALUATION);
  }

  /** Weights after an epoch, kept where retention is asked for. */
  Path ofEpoch(long epoch) {
    return folder.resolve(String.format(Locale.ROOT, "epoch-%04d.safetensors", epoch));
  }

  /**
   * Replaces the last checkpoint. The files whose lengths it holds must be on the disk before.
   *
   * @throws NativeIoException if that fails; the earlier one is then whole
   */
  void save(Network network, Trainer trainer, CellProgress progress) {
    network.save(folder.resolve(PENDING));
    trainer.save(folder.resolve(PENDING_STATE));
    commit(progress);
  }

  /** Notes how a cell ended whose weights are worth no checkpoint. */
  void end(CellProgress progress) {
    commit(progress);
  }

  private void commit(CellProgress progress) {
    AtomicFile.write(folder.resolve(PENDING_PROGRESS), Json.text(progress));
    try {
      rollForward();
    } catch (IOException e) {
      throw new NativeIoException("cannot complete the checkpoint in " + folder + ": " + e, e);
    }
  }

  /** The order matters: while the progress is pending, so may the others be. */
  private void rollForward() throws IOException {
    rename(PENDING, LAST);
    rename(PENDING_STATE, LAST_STATE);
    AtomicFile.syncFolder(folder);
    rename(PENDING_PROGRESS, PROGRESS);
    AtomicFile.syncFolder(folder);
  }

  private void rename(String from, String to) throws IOException {
    Path source = folder.resolve(from);
    if (RegularFile.isThere(source)) {
      Files.move(
          source,
          folder.resolve(to),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Completes or withdraws what a kill interrupted.
   *
   * @return how far the checkpoint is, null where there is none
   * @throws CorruptDataException if the progress cannot be read
   * @throws NativeIoException if a file cannot be moved, removed or read
   */
  @Nullable CellProgress recover() {
    try {
      Files.createDirectories(folder);
      if (Files.exists(folder.resolve(PENDING_PROGRESS))) {
        rollForward();
      }
      for (Path file : files()) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith("pending.") || name.contains(".tmp")) {
          Files.delete(file);
        }
      }
      Path progress = folder.resolve(PROGRESS);
      return RegularFile.isThere(progress) ? progress(progress) : null;
    } catch (IOException e) {
      throw new NativeIoException("cannot recover the checkpoint in " + folder + ": " + e, e);
    }
  }

  /**
   * A checkpoint as a kill may have left it.
   *
   * @param file of the progress
   * @param weights where they are now
   * @param state where the trainer's state is now
   */
  record Found(CellProgress progress, Path file, Path weights, Path state) {}

  /**
   * Finds what {@link #recover} will return, with the files that belong to it; changes nothing.
   *
   * @param bestOn what the best weights are chosen on
   * @return null where there is no checkpoint
   * @throws CorruptDataException if the progress cannot be read, or a file that belongs to it is
   *     missing
   * @throws NativeIoException if a file cannot be read
   */
  @Nullable Found look(BestOn bestOn) {
    Path pending = folder.resolve(PENDING_PROGRESS);
    Path file = RegularFile.isThere(pending) ? pending : folder.resolve(PROGRESS);
    if (!RegularFile.isThere(file)) {
      for (Path orphan : List.of(last(), lastState())) {
        if (RegularFile.isThere(orphan)) {
          throw incomplete("%s is missing, to which %s belongs".formatted(file, orphan));
        }
      }
      return null;
    }
    boolean inDoubt = file.equals(pending);
    CellProgress progress = progress(file);
    Path weights =
        inDoubt && RegularFile.isThere(folder.resolve(PENDING)) ? folder.resolve(PENDING) : last();
    Path state =
        inDoubt && RegularFile.isThere(folder.resolve(PENDING_STATE))
            ? folder.resolve(PENDING_STATE)
            : lastState();
    List<Path> expected = new ArrayList<>();
    if (progress.status() != RunStatus.DIVERGED) {
      expected.addAll(List.of(weights, state));
    }
    if (progress.epochs() > 0 && bestOn != BestOn.NOTHING) {
      expected.add(best());
    }
    for (Path each : expected) {
      RegularFile.require(each);
      if (!Files.exists(each)) {
        throw incomplete("%s is missing, which %s speaks of".formatted(each, file));
      }
    }
    return new Found(progress, file, weights, state);
  }

  private CorruptDataException incomplete(String what) {
    return new CorruptDataException(what + ", so the cell cannot resume; " + cure());
  }

  private String cure() {
    return "remove the folder %s and those of later cells to train these cells again"
        .formatted(folder);
  }

  private CellProgress progress(Path file) {
    RegularFile.require(file);
    try {
      return Json.read(RegularFile.text(file), CellProgress.class);
    } catch (CorruptDataException | CharacterCodingException e) {
      throw new CorruptDataException(
          "%s is damaged, so the cell cannot resume from it: %s; %s"
              .formatted(file, e.getMessage(), cure()),
          e);
    } catch (IOException e) {
      throw new NativeIoException("cannot read " + file + ": " + e, e);
    }
  }

  /** Removes checkpoints of epochs but the last so many. */
  void retain(long epoch, long keep) {
    try {
      for (Path file : files()) {
        String name = String.valueOf(file.getFileName());
        if (name.matches("epoch-\\d{4,}\\.safetensors")) {
          long of = Long.parseLong(name.substring("epoch-".length(), name.indexOf('.')));
          if (of <= epoch - keep) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new NativeIoException("cannot remove old checkpoints in " + folder + ": " + e, e);
    }
  }

  /** Removes the files that ResLab writes, and the folder where nothing else is in it. */
  void clear() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    for (Path file : files()) {
      Files.delete(file);
    }
    try (Stream<Path> left = Files.list(folder)) {
      if (left.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(folder);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> String.valueOf(file.getFileName()).matches(OWN)).sorted().toList();
    }
  }
}
