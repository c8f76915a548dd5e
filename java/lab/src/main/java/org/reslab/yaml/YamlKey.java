// SPDX-License-Identifier: Apache-2.0
package org.reslab.yaml;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.reslab.InvalidArgumentException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * A key of a file, or an item of a list, whose value is read next: by exactly one of the methods
 * that read.
 */
public final class YamlKey {
  private final JsonParser parser;
  private final Path file;
  private final int line;
  private final String name;
  private final Consumer<InvalidArgumentException> problems;

  YamlKey(
      JsonParser parser,
      Path file,
      int line,
      String name,
      Consumer<InvalidArgumentException> problems) {
    this.parser = parser;
    this.file = file;
    this.line = line;
    this.name = name;
    this.problems = problems;
  }

  /** Returns the file. */
  public Path file() {
    return file;
  }

  /** Returns the 1-based line. */
  public int line() {
    return line;
  }

  /** Returns the name with those that it stands below, for example {@code checks[2].metric}. */
  public String name() {
    return name;
  }

  /** Reads the value whole. */
  public FileValue value() {
    JsonNode node = YamlFile.YAML.readTree(parser);
    return new FileValue(file, line, name, node);
  }

  /**
   * Reads a mapping key by key.
   *
   * @throws InvalidArgumentException if it is none, or has a key without a reader
   */
  public void mapping(Map<String, Consumer<YamlKey>> readers) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw value().expected("a mapping with keys of " + String.join(", ", readers.keySet()));
    }
    YamlFile.readKeys(parser, file, name + ".", readers, problems);
  }

  /**
   * Reads a list item by item.
   *
   * @throws InvalidArgumentException if it is none
   */
  public void items(Consumer<YamlKey> reader) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw value().expected("a list");
    }
    for (int i = 1; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      int at = parser.currentTokenLocation().getLineNr();
      reader.accept(new YamlKey(parser, file, at, "%s[%d]".formatted(name, i), problems));
    }
  }
}
