// SPDX-License-Identifier: Apache-2.0
package org.reslab.yaml;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The value of a text without quotes by the core schema of YAML 1.2.2, section 10.3.2: {@code 0x10}
 * is 16, {@code 010} is 10, {@code .inf} is infinite, {@code ~} is null; {@code yes}, {@code
 * 1_000}, {@code 1:30} and dates are texts.
 */
final class CoreSchemaValue {
  private static final CoreSchema SCHEMA = new CoreSchema();

  private CoreSchemaValue() {}

  static JsonNode of(String text) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    Tag tag = SCHEMA.getScalarResolver().resolve(text, true);
    @Nullable ConstructNode constructor = SCHEMA.getSchemaTagConstructors().get(tag);
    if (constructor == null) {
      return nodes.stringNode(text);
    }
    @Nullable Object value = constructor.construct(new ScalarNode(tag, text, ScalarStyle.PLAIN));
    return switch (value) {
      case null -> nodes.nullNode();
      case Boolean truth -> nodes.booleanNode(truth);
      case Integer number -> nodes.numberNode(number);
      case Long number -> nodes.numberNode(number);
      case BigInteger number -> nodes.numberNode(number);
      // 1e999 is no number of 64 bits, and was not meant to be infinite.
      case Double number when number.isInfinite() && !text.contains(".") -> nodes.stringNode(text);
      case Double number -> nodes.numberNode(number);
      default -> nodes.stringNode(text);
    };
  }
}
