// SPDX-License-Identifier: Apache-2.0
package org.reslab.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.text.EditDistance;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads YAML key by key, so that an error can name the line of what is wrong. */
public final class YamlFile {
  /** Values are read out of the middle of a document, to know their lines. */
  static final YAMLMapper YAML =
      YAMLMapper.builder().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private YamlFile() {}

  /**
   * Returns the text of a file.
   *
   * @param kind what the file is, for messages, for example {@code experiment file}
   * @throws NativeIoException if it cannot be read
   */
  public static String text(Path file, String kind) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new NativeIoException(kind + " " + file + " does not exist", e);
    } catch (IOException e) {
      throw new NativeIoException("cannot read " + kind + " " + file + ": " + e, e);
    }
  }

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
    parse(
        file,
        text,
        example,
        readers,
        problem -> {
          throw problem;
        });
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
    try (JsonParser parser = YAML.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new InvalidArgumentException(
            "%s: found %s, expected lines such as '%s'"
                .formatted(file, first == null ? "nothing" : "no keys", example));
      }
      readKeys(parser, file, "", readers, problems);
      if (parser.nextToken() != null) {
        throw new InvalidArgumentException(
            "%s:%d: a second document begins; expected one"
                .formatted(file, parser.currentTokenLocation().getLineNr()));
      }
    } catch (JacksonException e) {
      @Nullable TokenStreamLocation at = e.getLocation();
      throw new InvalidArgumentException(
          "%s%s: not valid YAML: %s"
              .formatted(
                  file,
                  at == null ? "" : ":%d:%d".formatted(at.getLineNr(), at.getColumnNr()),
                  reason(e)),
          e);
    } catch (StackOverflowError e) {
      throw tooDeep(file.toString(), e);
    }
  }

  private static String reason(JacksonException e) {
    return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
  }

  private static InvalidArgumentException tooDeep(String origin, StackOverflowError e) {
    return new InvalidArgumentException(
        origin + ": not valid YAML here: it is nested too deeply, expected a few levels", e);
  }

  /** Reads from after the start of a mapping to its end. */
  static void readKeys(
      JsonParser parser,
      Path file,
      String prefix,
      Map<String, Consumer<YamlKey>> readers,
      Consumer<InvalidArgumentException> problems) {
    Map<String, Integer> lines = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = prefix + parser.currentName();
      int line = parser.currentTokenLocation().getLineNr();
      Integer earlier = lines.putIfAbsent(name, line);
      Consumer<YamlKey> reader = readers.get(parser.currentName());
      if (earlier != null) {
        problems.accept(
            new InvalidArgumentException(
                "%s:%d: key '%s' appears again; it is already on line %d"
                    .formatted(file, line, name, earlier)));
        reader = null;
      } else if (reader == null) {
        problems.accept(
            new InvalidArgumentException(
                "%s:%d: %s"
                    .formatted(file, line, unknown(name, parser.currentName(), readers.keySet()))));
      }
      parser.nextToken();
      if (reader == null) {
        parser.skipChildren();
      } else {
        reader.accept(new YamlKey(parser, file, line, name, problems));
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
    try {
      return new FileValue(Path.of(origin), 0, key, YAML.readTree(text));
    } catch (JacksonException e) {
      throw new InvalidArgumentException(
          "%s: %s: '%s' is not valid YAML: %s".formatted(origin, key, text, reason(e)), e);
    } catch (StackOverflowError e) {
      throw tooDeep(origin, e);
    }
  }

  /**
   * Reads a whole mapping as maps, lists, texts, numbers, truth values and null.
   *
   * @param file names the text in messages
   * @throws InvalidArgumentException if the text is not YAML, or no mapping
   */
  public static Map<String, @Nullable Object> mapping(Path file, String text) {
    @Nullable Map<String, @Nullable Object> found;
    try {
      found = YAML.readValue(text, new TypeReference<@Nullable Map<String, @Nullable Object>>() {});
    } catch (JacksonException e) {
      throw new InvalidArgumentException(
          "%s: not a mapping in YAML: %s".formatted(file, reason(e)), e);
    } catch (StackOverflowError e) {
      throw tooDeep(file.toString(), e);
    }
    if (found == null) {
      throw new InvalidArgumentException(
          "%s: not a mapping in YAML: found nothing, expected keys and values".formatted(file));
    }
    return found;
  }
}
