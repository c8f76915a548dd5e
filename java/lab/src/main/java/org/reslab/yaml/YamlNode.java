// SPDX-License-Identifier: Apache-2.0
package org.reslab.yaml;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A part of a YAML document, with its aliases resolved. */
sealed interface YamlNode {
  /** Returns the 1-based line on which it begins. */
  int line();

  /** Returns the number of nodes in it, those behind aliases as often as they are named. */
  int size();

  /** Returns it as a tree of values; of a key that stands twice the first value. */
  JsonNode json();

  /** A text, number, truth value or null. */
  record Scalar(int line, JsonNode json) implements YamlNode {
    @Override
    public int size() {
      return 1;
    }
  }

  /** A list. */
  record Sequence(int line, int size, List<YamlNode> items) implements YamlNode {
    @Override
    public JsonNode json() {
      ArrayNode node = JsonNodeFactory.instance.arrayNode();
      items.forEach(item -> node.add(item.json()));
      return node;
    }
  }

  /** Keys and values, in the order of the text. */
  record Mapping(int line, int size, List<Entry> entries) implements YamlNode {
    @Override
    public JsonNode json() {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      entries.forEach(entry -> node.putIfAbsent(entry.key(), entry.value().json()));
      return node;
    }
  }

  /** A key on a 1-based line, and its value. */
  record Entry(String key, int line, YamlNode value) {}
}
