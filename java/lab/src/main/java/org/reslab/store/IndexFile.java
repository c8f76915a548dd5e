// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reslab.NativeIoException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The file of an index: opened, rebuilt, or replaced by one in memory. */
final class IndexFile {
  static final String NAME = ".index.sqlite";
  private static final String ASIDE = ".index.sqlite.old";

  /** "RSLB": marks our databases. */
  private static final int APPLICATION = 0x52534C42;

  private static final int VERSION = 1;
  private static final int BUSY_MILLIS = 5000;
  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE runs (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
              + " fingerprint TEXT NOT NULL, status TEXT NOT NULL, document TEXT NOT NULL)",
          "CREATE TABLE facts (run INTEGER NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL,"
              + " number REAL)",
          "CREATE INDEX facts_by_run ON facts (run, key)",
          "CREATE INDEX facts_by_key ON facts (key, run)",
          "PRAGMA application_id = " + APPLICATION,
          "PRAGMA user_version = " + VERSION);

  private IndexFile() {}

  /**
   * A database that has the tables.
   *
   * @param unusable why it is in memory though there is a folder; null where it is a file
   */
  record Opened(Connection connection, @Nullable String unusable) {}

  /** Opens a database that has the tables. */
  static Opened open(Path dir, Consumer<String> notes) {
    Path file = dir.resolve(NAME);
    if (!Files.isDirectory(dir)) {
      return new Opened(inMemory(), null);
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
      return new Opened(prepared(connect("jdbc:sqlite:" + file.toAbsolutePath())), null);
    } catch (SQLException | IOException e) {
      return new Opened(
          inMemory(), "the index %s cannot be used: %s".formatted(file, e.getMessage()));
    }
  }

  private static Connection inMemory() {
    try {
      return prepared(connect("jdbc:sqlite::memory:"));
    } catch (SQLException e) {
      throw new NativeIoException("cannot make an index in memory: " + e.getMessage(), e);
    }
  }

  /** Returns why a file is no index of this version; null where it is, or is empty. */
  private static @Nullable String reasonAgainst(Path file) throws SQLException {
    try (Connection connection = connect("jdbc:sqlite:" + file.toAbsolutePath());
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
        return "is of version %d, expected %d".formatted(version, VERSION);
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

  private static Connection connect(String url) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    // What a crash costs is a refresh.
    config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl(url);
    return source.getConnection();
  }

  /** Makes the tables where there are none; several processes may do so at once. */
  private static Connection prepared(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      if (number(statement, "PRAGMA user_version") == 0) {
        for (String sql : TABLES) {
          statement.execute(sql);
        }
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
