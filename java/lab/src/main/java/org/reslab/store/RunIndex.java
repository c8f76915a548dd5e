// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.experiment.RunLock;
import org.reslab.experiment.RunStatus;
import org.reslab.text.EditDistance;

/**
 * The runs of a folder, with an index in SQLite that only remembers what their directories say:
 * {@link #refresh} brings it up to date, it can be deleted at any time, and where there can be none
 * the directories are read each time.
 *
 * <p>Belongs to one thread. Several processes may use the index of one folder.
 */
public final class RunIndex implements AutoCloseable {
  /** Keys that mean something even where no run has them. */
  private static final List<String> ALWAYS = List.of("started", "seconds", "tag", "verdict");

  private final Path dir;
  private @Nullable IndexFile file;
  private @Nullable String unusable;
  private @Nullable Map<String, IndexedRun> runs;

  /**
   * What a refresh did.
   *
   * @param read runs that were read, because they are new or have changed
   * @param unchanged runs that were not read
   * @param forgotten runs that are no longer there
   */
  public record Refresh(int read, int unchanged, int forgotten) {}

  private RunIndex(Path dir) {
    this.dir = dir;
  }

  /**
   * Opens the index of a folder, and makes it where there is none. One that is damaged, of a newer
   * version or of another program is set aside and rebuilt.
   *
   * @param dir the folder of runs; need not exist
   * @param notes receives a sentence where an index is rebuilt
   */
  public static RunIndex open(Path dir, Consumer<String> notes) {
    RunIndex index = new RunIndex(dir);
    if (Files.isDirectory(dir)) {
      try {
        index.file = IndexFile.open(dir, notes);
      } catch (IndexFile.UnusableException e) {
        index.doWithout(e);
      }
    }
    return index;
  }

  /**
   * Brings the index up to date. Of a run whose files have the time and size that they had, nothing
   * is read but, where it has not ended, whether a process writes it. What cannot be written to the
   * index is in memory alone.
   *
   * @throws org.reslab.NativeIoException if the folder cannot be listed
   */
  public Refresh refresh() {
    return refresh(load());
  }

  /** Reads every run again. */
  public Refresh rebuild() {
    Map<String, IndexFile.Entry> known = load();
    known.replaceAll((_, entry) -> new IndexFile.Entry("", entry.run()));
    return refresh(known);
  }

  private Refresh refresh(Map<String, IndexFile.Entry> known) {
    Map<String, IndexedRun> now = new TreeMap<>();
    Map<String, IndexFile.Entry> changed = new TreeMap<>();
    int read = 0;
    Map<String, Path> found = RunFolders.find(dir);
    for (Map.Entry<String, Path> each : found.entrySet()) {
      String name = each.getKey();
      Path folder = each.getValue();
      String fingerprint = fingerprint(folder);
      IndexFile.@Nullable Entry before = known.remove(name);
      if (before == null || !before.fingerprint().equals(fingerprint)) {
        IndexedRun run = RunDigest.read(name, folder);
        now.put(name, run);
        changed.put(name, new IndexFile.Entry(fingerprint, run));
        read++;
        continue;
      }
      IndexedRun run = before.run();
      RunStatus status = RunReader.current(run.status(), () -> RunLock.held(folder));
      if (status != run.status()) {
        run = run.withStatus(status);
        changed.put(name, new IndexFile.Entry(fingerprint, run));
      }
      now.put(name, run);
    }
    runs = now;
    store(changed, known.keySet());
    return new Refresh(read, found.size() - read, known.size());
  }

  private Map<String, IndexFile.Entry> load() {
    if (file != null) {
      try {
        return file.load();
      } catch (IndexFile.UnusableException e) {
        doWithout(e);
      }
    }
    return new HashMap<>();
  }

  private void store(Map<String, IndexFile.Entry> changed, Collection<String> gone) {
    if (file != null) {
      try {
        file.store(changed, gone);
      } catch (IndexFile.UnusableException e) {
        doWithout(e);
      }
    }
  }

  private void doWithout(IndexFile.UnusableException reason) {
    unusable =
        "the index %s cannot be used: %s"
            .formatted(dir.resolve(IndexFile.NAME), reason.getMessage());
    close();
  }

  /** Returns why the index is not kept, or null where it is, or there is no folder. */
  public @Nullable String unusable() {
    return unusable;
  }

  /**
   * Finds runs, as they were at the last {@link #refresh}.
   *
   * @param filters all of which a run must meet
   * @param sort a key to sort by, with a dash before it in falling order; runs without it come last
   * @param limit how many at most, or null
   * @throws InvalidArgumentException if no run has one of the keys, though there are runs: it is
   *     more often misspelt than meant
   * @throws IllegalStateException before the first refresh
   */
  public List<IndexedRun> find(List<RunFilter> filters, String sort, @Nullable Integer limit) {
    Map<String, IndexedRun> all = runs;
    if (all == null) {
      throw new IllegalStateException("the index was not refreshed");
    }
    boolean falling = sort.startsWith("-");
    String key = falling ? sort.substring(1) : sort;
    List<String> keys =
        all.values().stream()
            .flatMap(run -> run.facts().keySet().stream())
            .distinct()
            .sorted()
            .toList();
    requireKnown("sort", key, keys);
    filters.forEach(filter -> requireKnown("filter", filter.key(), keys));
    Stream<IndexedRun> found =
        all.values().stream()
            .filter(run -> filters.stream().allMatch(filter -> filter.test(run)))
            .sorted(order(key, falling));
    return limit == null ? found.toList() : found.limit(limit).toList();
  }

  /** By the least value of a key, or the greatest: numbers before texts before runs without it. */
  private static Comparator<IndexedRun> order(String key, boolean falling) {
    Comparator<IndexedRun> byNumber =
        Comparator.comparing(
            run -> numbers(run, key).reduce(falling ? Math::max : Math::min).orElse(null),
            last(falling));
    Comparator<IndexedRun> byText =
        Comparator.comparing(
            run ->
                run.values(key).stream()
                    .map(Object::toString)
                    .reduce((a, b) -> a.compareTo(b) > 0 == falling ? a : b)
                    .orElse(null),
            last(falling));
    Comparator<IndexedRun> byName = Comparator.comparing(IndexedRun::name, last(falling));
    return byNumber.thenComparing(byText).thenComparing(byName);
  }

  private static Stream<Double> numbers(IndexedRun run, String key) {
    return run.values(key).stream()
        .map(value -> RunFilter.number(value.toString()))
        .filter(Objects::nonNull);
  }

  private static <T extends Comparable<T>> Comparator<@Nullable T> last(boolean falling) {
    return Comparator.nullsLast(
        falling ? Comparator.<T>reverseOrder() : Comparator.<T>naturalOrder());
  }

  private static void requireKnown(String what, String key, List<String> keys) {
    if (keys.isEmpty() || keys.contains(key) || ALWAYS.contains(key)) {
      return;
    }
    @Nullable String nearest = EditDistance.nearest(key, keys);
    throw new InvalidArgumentException(
        "%s: no run has '%s'; %s"
            .formatted(
                what,
                key,
                nearest == null
                    ? "they have " + String.join(", ", keys)
                    : "did you mean '" + nearest + "'?"));
  }

  @Override
  public void close() {
    @Nullable IndexFile open = file;
    file = null;
    if (open != null) {
      try {
        open.close();
      } catch (IndexFile.UnusableException e) {
        // What it was to keep is stored or not; that it does not close changes neither.
        unusable = String.valueOf(e.getMessage());
      }
    }
  }

  /** Time and size of each file that a digest is made of. */
  private static String fingerprint(Path folder) {
    StringBuilder text = new StringBuilder();
    for (String name : RunDigest.SOURCES) {
      try {
        BasicFileAttributes file =
            Files.readAttributes(folder.resolve(name), BasicFileAttributes.class);
        text.append(file.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        text.append(':').append(file.size());
      } catch (NoSuchFileException _) {
        text.append('-');
      } catch (IOException _) {
        text.append('?'); // a link that leads back to itself; the digest has it as a problem
      }
      text.append(' ');
    }
    return text.toString();
  }
}
