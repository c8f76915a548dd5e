// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.experiment.RunLock;
import org.reslab.experiment.RunStatus;
import org.reslab.files.Json;
import org.reslab.text.EditDistance;

/**
 * The runs of a folder, in an SQLite index that only remembers what their directories say: {@link
 * #refresh} brings it up to date, and it can be deleted at any time.
 *
 * <p>Belongs to one thread. Several processes may use the index of one folder.
 */
public final class RunIndex implements AutoCloseable {
  /** Keys that mean something even where no run has them. */
  private static final List<String> ALWAYS = List.of("started", "seconds", "tag", "verdict");

  private final Path dir;
  private final Connection connection;
  private final @Nullable String unusable;

  /**
   * What a refresh did.
   *
   * @param read runs that were read, because they are new or have changed
   * @param unchanged runs that were not read
   * @param forgotten runs that are no longer there
   */
  public record Refresh(int read, int unchanged, int forgotten) {}

  /** What the index knows of a run. */
  private record Known(long id, String fingerprint, RunStatus status) {}

  private RunIndex(Path dir, IndexFile.Opened opened) {
    this.dir = dir;
    connection = opened.connection();
    unusable = opened.unusable();
  }

  /**
   * Opens the index of a folder, and makes it where there is none. One that is damaged, of a newer
   * version or of another program is set aside and rebuilt; where it cannot be written, it is kept
   * in memory.
   *
   * @param dir the folder of runs; need not exist
   * @param notes receives a sentence where an index is rebuilt
   */
  public static RunIndex open(Path dir, Consumer<String> notes) {
    return new RunIndex(dir, IndexFile.open(dir, notes));
  }

  /**
   * Brings the index up to date. Of a run whose files have the time and size that they had, nothing
   * is read but, where it has not ended, whether a process writes it.
   *
   * @throws NativeIoException if the folder cannot be listed, or the index not be written
   */
  public Refresh refresh() {
    try {
      Map<String, Known> known = known();
      int read = 0;
      int unchanged = 0;
      connection.setAutoCommit(false);
      Map<String, Path> found = RunFolders.find(dir);
      for (Map.Entry<String, Path> run : found.entrySet()) {
        String fingerprint = fingerprint(run.getValue());
        Known before = known.remove(run.getKey());
        if (before == null || !before.fingerprint.equals(fingerprint)) {
          put(RunDigest.read(run.getKey(), run.getValue()), fingerprint, before);
          read++;
          continue;
        }
        unchanged++;
        RunStatus now = RunReader.current(before.status, () -> RunLock.held(run.getValue()));
        if (now != before.status) {
          put(load(before.id).withStatus(now), fingerprint, before);
        }
      }
      for (Known gone : known.values()) {
        forget(gone.id);
      }
      connection.commit();
      connection.setAutoCommit(true);
      return new Refresh(read, unchanged, known.size());
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Returns why the index is kept in memory alone, or null where it is a file. */
  public @Nullable String unusable() {
    return unusable;
  }

  /** Forgets everything and reads every run again. */
  public Refresh rebuild() {
    try (PreparedStatement facts = connection.prepareStatement("DELETE FROM facts");
        PreparedStatement runs = connection.prepareStatement("DELETE FROM runs")) {
      facts.executeUpdate();
      runs.executeUpdate();
    } catch (SQLException e) {
      throw failure(e);
    }
    return refresh();
  }

  /**
   * Finds runs.
   *
   * @param filters all of which a run must meet
   * @param sort a key to sort by, with a dash before it in falling order; runs without it come last
   * @param limit how many at most, or null
   * @throws InvalidArgumentException if no run has one of the keys, though there are runs: it is
   *     more often misspelt than meant
   */
  public List<IndexedRun> find(List<RunFilter> filters, String sort, @Nullable Integer limit) {
    boolean falling = sort.startsWith("-");
    String key = falling ? sort.substring(1) : sort;
    List<String> keys = keys();
    requireKnown("sort", key, keys);
    filters.forEach(filter -> requireKnown("filter", filter.key(), keys));
    StringBuilder sql = new StringBuilder("SELECT r.document FROM runs r LEFT JOIN (SELECT run, ");
    String extreme = falling ? "max" : "min";
    sql.append(extreme).append("(number) AS number, ").append(extreme).append("(text) AS text");
    sql.append(" FROM facts WHERE key = ? GROUP BY run) s ON s.run = r.id");
    List<Object> parameters = new ArrayList<>(List.of(key));
    for (int i = 0; i < filters.size(); i++) {
      sql.append(i == 0 ? " WHERE " : " AND ").append(filters.get(i).sql());
      parameters.addAll(filters.get(i).parameters());
    }
    String order = falling ? " DESC" : " ASC";
    sql.append(" ORDER BY s.run IS NULL, s.number IS NULL, s.number").append(order);
    sql.append(", s.text").append(order).append(", r.name").append(order);
    if (limit != null) {
      sql.append(" LIMIT ?");
      parameters.add(limit);
    }
    List<IndexedRun> runs = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql.toString())) {
      for (int i = 0; i < parameters.size(); i++) {
        query.setObject(i + 1, parameters.get(i));
      }
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          runs.add(Json.read(rows.getString(1), IndexedRun.class));
        }
      }
    } catch (SQLException e) {
      throw failure(e);
    }
    return runs;
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

  /** Returns every key that some run has, in alphabetical order. */
  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    try (PreparedStatement query =
            connection.prepareStatement("SELECT DISTINCT key FROM facts ORDER BY key");
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        keys.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw failure(e);
    }
    return keys;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private Map<String, Known> known() throws SQLException {
    Map<String, Known> known = new HashMap<>();
    try (PreparedStatement query =
            connection.prepareStatement("SELECT id, name, fingerprint, status FROM runs");
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        known.put(
            rows.getString(2),
            new Known(rows.getLong(1), rows.getString(3), RunStatus.valueOf(rows.getString(4))));
      }
    }
    return known;
  }

  private IndexedRun load(long id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT document FROM runs WHERE id = ?")) {
      query.setLong(1, id);
      try (ResultSet rows = query.executeQuery()) {
        return Json.read(rows.getString(1), IndexedRun.class);
      }
    }
  }

  private void put(IndexedRun run, String fingerprint, @Nullable Known before) throws SQLException {
    if (before != null) {
      forget(before.id);
    }
    long id;
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO runs (name, fingerprint, status, document) VALUES (?, ?, ?, ?)"
                + " RETURNING id")) {
      insert.setString(1, run.name());
      insert.setString(2, fingerprint);
      insert.setString(3, run.status().name());
      insert.setString(4, Json.line(run));
      try (ResultSet rows = insert.executeQuery()) {
        rows.next();
        id = rows.getLong(1);
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO facts (run, key, text, number) VALUES (?, ?, ?, ?)")) {
      for (Map.Entry<String, List<Object>> fact : run.facts().entrySet()) {
        for (Object value : fact.getValue()) {
          insert.setLong(1, id);
          insert.setString(2, fact.getKey());
          insert.setString(3, value.toString());
          insert.setObject(4, RunFilter.number(value.toString()));
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  private void forget(long id) throws SQLException {
    for (String sql : List.of("DELETE FROM facts WHERE run = ?", "DELETE FROM runs WHERE id = ?")) {
      try (PreparedStatement delete = connection.prepareStatement(sql)) {
        delete.setLong(1, id);
        delete.executeUpdate();
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
      } catch (IOException e) {
        throw new NativeIoException("cannot look at " + folder.resolve(name) + ": " + e, e);
      }
      text.append(' ');
    }
    return text.toString();
  }

  private NativeIoException failure(SQLException e) {
    return new NativeIoException(
        "the index of %s failed: %s; delete %s, which is then rebuilt"
            .formatted(dir, e.getMessage(), dir.resolve(IndexFile.NAME)),
        e);
  }
}
