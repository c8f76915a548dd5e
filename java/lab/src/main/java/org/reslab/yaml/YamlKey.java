// SPDX-License-Identifier: Apache-2.0
package org.reslab.yaml;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.reslab.InvalidArgumentException;

/** A key of a file, or an item of a list, and its value. */
public final class YamlKey {
  private final YamlNode node;
  private final Path file;
  private final int line;
  private final String name;
  private final Consumer<InvalidArgumentException> problems;

  YamlKey(
      YamlNode node,
      Path file,
      int line,
      String name,
      Consumer<InvalidArgumentException> problems) {
    this.node = node;
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
    return new FileValue(file, line, name, node.json());
  }

  /**
   * Reads a mapping key by key.
   *
   * @throws InvalidArgumentException if it is none, or has a key without a reader
   */
  public void mapping(Map<String, Consumer<YamlKey>> readers) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      throw value().expected("a mapping with keys of " + String.join(", ", readers.keySet()));
    }
    YamlFile.readKeys(mapping, file, name + ".", readers, problems);
  }

  /**
   * Reads a list item by item.
   *
   * @throws InvalidArgumentException if it is none
   */
  public void items(Consumer<YamlKey> reader) {
    if (!(node instanceof YamlNode.Sequence list)) {
      throw value().expected("a list");
    }
    for (int i = 0; i < list.items().size(); i++) {
      YamlNode item = list.items().get(i);
      reader.accept(
          new YamlKey(item, file, item.line(), "%s[%s]".formatted(name, i + 1), problems));
    }
  }
}
