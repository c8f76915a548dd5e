// SPDX-License-Identifier: Apache-2.0
package org.reslab.yaml;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.text.EditDistance;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads YAML key by key, so that an error can name the line of what is wrong. */
public final class YamlFile {
  private YamlFile() {}

  /**
   * Hands the value of each key to its reader, in the order of the text.
   *
   * @param file names the text in messages
   * @param text one document, a mapping
   * @param example a line of such a file, for messages
   * @param readers by key; each reads the value of its key
   * @throws InvalidArgumentException if the text is not YAML, or a key is unknown or stands twice;
   *     the message names file, line, what was found and what was expected
   */
  public static void parse(
      Path file, String text, String example, Map<String, Consumer<YamlKey>> readers) {
    parse(file, text, example, readers, YamlFile::fail);
  }

  /**
   * Like {@link #parse(Path, String, String, Map)}, but continues after a key that is unknown or
   * stands twice.
   *
   * @param problems is handed each such key's error
   * @throws InvalidArgumentException if the text is not YAML
   */
  public static void parse(
      Path file,
      String text,
      String example,
      Map<String, Consumer<YamlKey>> readers,
      Consumer<InvalidArgumentException> problems) {
    YamlText source = new YamlText(file.toString(), true, text);
    @Nullable YamlNode root = YamlComposer.compose(source);
    if (!(root instanceof YamlNode.Mapping mapping)) {
      throw new InvalidArgumentException(
          "%s: found %s, expected lines such as '%s'"
              .formatted(file, root == null ? "nothing" : "no keys", example));
    }
    checkKeys(mapping, source, "", problems);
    readKeys(mapping, file, "", readers, problems);
  }

  /** Finds keys that stand twice in a mapping. */
  private static void checkKeys(
      YamlNode node, YamlText source, String name, Consumer<InvalidArgumentException> problems) {
    switch (node) {
      case YamlNode.Scalar _ -> {}
      case YamlNode.Sequence list -> {
        for (int i = 0; i < list.items().size(); i++) {
          checkKeys(list.items().get(i), source, "%s[%s]".formatted(name, i + 1), problems);
        }
      }
      case YamlNode.Mapping mapping -> {
        Map<String, Integer> lines = new HashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
          String key = name.isEmpty() ? entry.key() : name + "." + entry.key();
          @Nullable Integer earlier = lines.putIfAbsent(key, entry.line());
          if (earlier != null) {
            problems.accept(
                new InvalidArgumentException(
                    "%s: key '%s' appears again; it is already on line %s"
                        .formatted(source.place(entry.line()), key, earlier)));
          }
          checkKeys(entry.value(), source, key, problems);
        }
      }
    }
  }

  /** Reads a mapping whose keys have been checked: of one that stands twice the first value. */
  static void readKeys(
      YamlNode.Mapping mapping,
      Path file,
      String prefix,
      Map<String, Consumer<YamlKey>> readers,
      Consumer<InvalidArgumentException> problems) {
    Set<String> read = new HashSet<>();
    for (YamlNode.Entry entry : mapping.entries()) {
      if (!read.add(entry.key())) {
        continue;
      }
      String name = prefix + entry.key();
      @Nullable Consumer<YamlKey> reader = readers.get(entry.key());
      if (reader == null) {
        problems.accept(
            new InvalidArgumentException(
                "%s:%s: %s"
                    .formatted(file, entry.line(), unknown(name, entry.key(), readers.keySet()))));
      } else {
        reader.accept(new YamlKey(entry.value(), file, entry.line(), name, problems));
      }
    }
  }

  private static String unknown(String name, String word, Collection<String> keys) {
    @Nullable String nearest = EditDistance.nearest(word, keys);
    return "unknown key '%s'; %s"
        .formatted(
            name,
            nearest == null
                ? "expected one of " + String.join(", ", keys)
                : "did you mean '" + nearest + "'?");
  }

  /**
   * Reads one value.
   *
   * @param origin names the text in messages
   * @throws InvalidArgumentException if the text is not YAML
   */
  public static FileValue value(String origin, String key, String text) {
    YamlText source = new YamlText("%s: %s: '%s'".formatted(origin, key, text), false, text);
    @Nullable YamlNode node = YamlComposer.compose(source);
    if (node == null) {
      return new FileValue(Path.of(origin), 0, key, JsonNodeFactory.instance.nullNode());
    }
    checkKeys(node, source, "", YamlFile::fail);
    return new FileValue(Path.of(origin), 0, key, node.json());
  }

  /**
   * Reads a whole mapping as maps, lists, texts, numbers, truth values and null.
   *
   * @param file names the text in messages
   * @throws InvalidArgumentException if the text is not YAML, or no mapping
   */
  public static Map<String, @Nullable Object> mapping(Path file, String text) {
    YamlText source = new YamlText(file.toString(), true, text);
    if (!(YamlComposer.compose(source) instanceof YamlNode.Mapping mapping)) {
      throw new InvalidArgumentException(file + ": not a mapping in YAML");
    }
    checkKeys(mapping, source, "", YamlFile::fail);
    return JsonMapper.shared()
        .convertValue(mapping.json(), new TypeReference<Map<String, @Nullable Object>>() {});
  }

  private static void fail(InvalidArgumentException problem) {
    throw problem;
  }
}
