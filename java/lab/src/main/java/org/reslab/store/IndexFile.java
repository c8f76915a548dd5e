// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.files.Json;
import org.reslab.files.RegularFile;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The SQLite file that remembers what run directories say. Several processes may use it. */
final class IndexFile implements AutoCloseable {
  static final String NAME = ".index.sqlite";
  private static final String ASIDE = ".index.sqlite.old";

  /** "RSLB": marks our databases. */
  private static final int APPLICATION = 0x52534C42;

  private static final int VERSION = 3;
  private static final int BUSY_MILLIS = 5000;

  /** Held, lest its level be lost with it. */
  private static final Logger DRIVER = Logger.getLogger("org.sqlite");

  static {
    // It prints stack traces of what it then throws, which is handled.
    DRIVER.setLevel(Level.OFF);
  }

  private final Connection connection;

  /**
   * What is remembered of a run.
   *
   * @param fingerprint times and sizes of its files when they were read
   * @param run what they said
   */
  record Entry(String fingerprint, IndexedRun run) {}

  private IndexFile(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens the index of a folder, and makes it where there is none. One that is damaged, of another
   * version or of another program is set aside.
   *
   * @param notes receives a sentence where one is set aside
   * @throws UnusableException if there can be none
   */
  static IndexFile open(Path dir, Consumer<String> notes) throws UnusableException {
    Path file = dir.resolve(NAME);
    if (RegularFile.isThere(file) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new UnusableException(file + " is no regular file", null);
    }
    try {
      @Nullable String unfit = Files.exists(file) ? reasonAgainst(file) : null;
      if (unfit != null) {
        Files.move(file, dir.resolve(ASIDE), StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(dir.resolve(NAME + "-journal"));
        notes.accept(
            "the index %s %s; it is rebuilt, and the old one is kept as %s"
                .formatted(file, unfit, ASIDE));
      }
      return new IndexFile(prepared(connect(file)));
    } catch (SQLException | IOException | LinkageError e) {
      throw new UnusableException(String.valueOf(e.getMessage()), e);
    }
  }

  /** There can be no index: a folder that may not be written, or no native part of SQLite. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** Returns what is remembered, by the names of the runs. */
  Map<String, Entry> load() throws UnusableException {
    Map<String, Entry> entries = new HashMap<>();
    try (PreparedStatement query =
            connection.prepareStatement("SELECT name, fingerprint, document FROM runs");
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        IndexedRun run = Json.read(rows.getString(3), IndexedRun.class);
        entries.put(rows.getString(1), new Entry(rows.getString(2), run));
      }
      return entries;
    } catch (SQLException | CorruptDataException e) {
      throw new UnusableException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Remembers some runs and forgets others, all at once or not at all.
   *
   * @param changed by their names, in place of what is remembered of them
   */
  void store(Map<String, Entry> changed, Collection<String> gone) throws UnusableException {
    if (changed.isEmpty() && gone.isEmpty()) {
      return;
    }
    try {
      connection.setAutoCommit(false); // begins with the right to write, see connect
      try (PreparedStatement put =
              connection.prepareStatement(
                  "INSERT INTO runs (name, fingerprint, document) VALUES (?, ?, ?) ON CONFLICT"
                      + " (name) DO UPDATE SET fingerprint = excluded.fingerprint, document ="
                      + " excluded.document");
          PreparedStatement forget =
              connection.prepareStatement("DELETE FROM runs WHERE name = ?")) {
        for (Map.Entry<String, Entry> each : changed.entrySet()) {
          put.setString(1, each.getKey());
          put.setString(2, each.getValue().fingerprint());
          put.setString(3, Json.line(each.getValue().run()));
          put.addBatch();
        }
        put.executeBatch();
        for (String name : gone) {
          forget.setString(1, name);
          forget.addBatch();
        }
        forget.executeBatch();
      }
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw new UnusableException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() throws UnusableException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new UnusableException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Returns why a file is no index of this version; null where it is, or is empty. */
  private static @Nullable String reasonAgainst(Path file) throws SQLException {
    try (Connection connection = connect(file);
        Statement statement = connection.createStatement()) {
      int application = number(statement, "PRAGMA application_id");
      int version = number(statement, "PRAGMA user_version");
      int tables = number(statement, "SELECT count(*) FROM sqlite_master");
      if (tables == 0 && application == 0) {
        return null;
      }
      if (application != APPLICATION) {
        return "is of another program";
      }
      if (version != VERSION) {
        return "is of version %s, expected %s".formatted(version, VERSION);
      }
      try (ResultSet check = statement.executeQuery("PRAGMA quick_check(1)")) {
        return check.next() && check.getString(1).equals("ok") ? null : "is damaged";
      }
    } catch (SQLiteException e) {
      SQLiteErrorCode code = e.getResultCode();
      if (code == SQLiteErrorCode.SQLITE_NOTADB
          || code.name().startsWith(SQLiteErrorCode.SQLITE_CORRUPT.name())) {
        return "is damaged";
      }
      throw e;
    }
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    // What a crash costs is a refresh.
    config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
    // Two who have both read and then both want to write would be in each other's way.
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return source.getConnection();
  }

  /** Makes the table where there is none; several processes may do so at once. */
  private static Connection prepared(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (number(statement, "PRAGMA user_version") == VERSION) {
        return connection; // which may be one that may only be read
      }
      statement.execute("BEGIN IMMEDIATE");
      if (number(statement, "PRAGMA user_version") == 0) {
        statement.execute(
            "CREATE TABLE runs (name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL,"
                + " document TEXT NOT NULL)");
        statement.execute("PRAGMA application_id = " + APPLICATION);
        statement.execute("PRAGMA user_version = " + VERSION);
      }
      statement.execute("COMMIT");
      return connection;
    } catch (SQLException e) {
      try {
        connection.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static int number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
