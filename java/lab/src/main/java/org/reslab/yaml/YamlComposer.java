// SPDX-License-Identifier: Apache-2.0
package org.reslab.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.yaml.YamlNode.Entry;
import org.reslab.yaml.YamlNode.Mapping;
import org.reslab.yaml.YamlNode.Scalar;
import org.reslab.yaml.YamlNode.Sequence;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Makes the tree of a YAML document. Aliases are resolved, up to a size; what would be passed over
 * or read in another sense than a user's (tags, merge keys, further documents) is refused.
 */
final class YamlComposer {
  private static final LoadSettings SETTINGS = LoadSettings.builder().build();

  /** What an alias repeats counts each time: ten lines of aliases can stand for a billion nodes. */
  private static final int MOST_NODES = 100_000;

  private static final int MOST_LEVELS = 64;

  private final YamlText text;
  private final Iterator<Event> events;
  private final Map<Anchor, YamlNode> anchors = new HashMap<>();

  private YamlComposer(YamlText text) {
    this.text = text;
    this.events = new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text.text()));
  }

  /**
   * Returns the only document of a text; null where there is none.
   *
   * @throws InvalidArgumentException if the text is not YAML, has more than one document, or has
   *     what is not read; the message names the place
   */
  static @Nullable YamlNode compose(YamlText text) {
    try {
      return new YamlComposer(text).document();
    } catch (YamlEngineException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw text.invalid(e);
    }
  }

  private @Nullable YamlNode document() {
    events.next(); // the start of the stream
    if (events.next().getEventId() != Event.ID.DocumentStart) {
      return null;
    }
    YamlNode root = node(events.next(), 0);
    events.next(); // the end of the document
    Event next = events.next();
    if (next.getEventId() == Event.ID.DocumentStart) {
      throw new InvalidArgumentException(
          text.place(line(next)) + ": a second document begins; expected one");
    }
    return root;
  }

  private YamlNode node(Event event, int level) {
    if (level > MOST_LEVELS) {
      throw error(event, "found more than %s levels of nesting".formatted(MOST_LEVELS));
    }
    return switch (event) {
      case AliasEvent alias -> resolved(alias);
      case ScalarEvent scalar -> anchored(scalar, scalar(scalar));
      case CollectionStartEvent start -> {
        refuseTag(start, start.getTag());
        yield anchored(
            start, start instanceof MappingStartEvent ? mapping(start, level) : list(start, level));
      }
      default -> throw new IllegalStateException("no node begins with " + event);
    };
  }

  private YamlNode resolved(AliasEvent alias) {
    @Nullable YamlNode node = anchors.get(alias.getAlias());
    if (node == null) {
      throw error(
          alias,
          "the alias '*%1$s' names no value above it; mark one with '&%1$s', or put the text in"
                  .formatted(alias.getAlias().getValue())
              + " quotes");
    }
    return node;
  }

  private YamlNode anchored(NodeEvent event, YamlNode node) {
    event.getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
    return node;
  }

  private Scalar scalar(ScalarEvent event) {
    if (!event.getTag().equals(Optional.of("!"))) {
      refuseTag(event, event.getTag());
    }
    boolean plain = event.isPlain() && event.getTag().isEmpty();
    return new Scalar(
        line(event),
        plain
            ? CoreSchemaValue.of(event.getValue())
            : JsonNodeFactory.instance.stringNode(event.getValue()));
  }

  private Sequence list(CollectionStartEvent start, int level) {
    List<YamlNode> items = new ArrayList<>();
    int size = 1;
    for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
      YamlNode item = node(e, level + 1);
      size = added(e, size, item);
      items.add(item);
    }
    return new Sequence(line(start), size, List.copyOf(items));
  }

  private Mapping mapping(CollectionStartEvent start, int level) {
    List<Entry> entries = new ArrayList<>();
    int size = 1;
    for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
      String key = key(e);
      YamlNode value = node(events.next(), level + 1);
      size = added(e, size, value);
      entries.add(new Entry(key, line(e), value));
    }
    return new Mapping(line(start), size, List.copyOf(entries));
  }

  private String key(Event event) {
    if (!(event instanceof ScalarEvent scalar)) {
      throw error(event, "found a list, a mapping or an alias as a key, expected text");
    }
    refuseTag(event, scalar.getTag());
    if (scalar.isPlain() && scalar.getValue().equals("<<")) {
      throw error(event, "merge keys ('<<') are not read; write the keys themselves");
    }
    anchored(scalar, scalar(scalar));
    return scalar.getValue();
  }

  private int added(Event at, int size, YamlNode part) {
    if (size + part.size() > MOST_NODES) {
      throw error(
          at,
          "found more than %s values, counting what aliases repeat; expected fewer"
              .formatted(MOST_NODES));
    }
    return size + part.size();
  }

  private void refuseTag(Event event, Optional<String> tag) {
    if (tag.isPresent()) {
      throw error(
          event,
          "found the tag '%s'; tags are not read: leave it out, and put in quotes what is text"
              .formatted(tag.get().replaceFirst("^tag:yaml\\.org,2002:", "!!")));
    }
  }

  private InvalidArgumentException error(Event event, String message) {
    return text.error(event.getStartMark(), message);
  }

  private static int line(Event event) {
    return event.getStartMark().orElseThrow().getLine() + 1;
  }
}
