// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * The one JSON dialect of everything written and printed: records as objects in the order of their
 * components, keys in snake_case, enums in lower case, paths as text, NaN and infinities as {@code
 * null}.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(
              new SimpleModule("reslab")
                  .addSerializer(Double.class, new FiniteOrNull())
                  .addSerializer(double.class, new FiniteOrNull())
                  .addSerializer(double[].class, new FiniteOrNullArray())
                  .addSerializer(Path.class, new ToStringSerializer(Path.class)))
          .build();

  private static final ObjectReader READER =
      MAPPER.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private Json() {}

  /** Returns a value as an indented document without a final line feed. */
  public static String text(Object value) {
    return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
  }

  /** Returns a value as one line without a final line feed. */
  public static String line(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /**
   * Reads an object: maps, lists, texts, numbers, booleans and null.
   *
   * @throws CorruptDataException if the text is something else
   */
  public static Map<String, @Nullable Object> parseObject(String text) {
    try {
      return MAPPER.readValue(text, new TypeReference<Map<String, @Nullable Object>>() {});
    } catch (JacksonException e) {
      throw new CorruptDataException("not a JSON object: " + reason(e));
    }
  }

  /**
   * Reads a record from an object. Keys that it does not have are passed over; components that the
   * object does not have are null.
   *
   * @throws CorruptDataException if the text is something else
   */
  public static <T> T read(String text, Class<T> type) {
    try {
      return READER.forType(type).readValue(text);
    } catch (JacksonException e) {
      throw new CorruptDataException("not what is expected: " + reason(e));
    }
  }

  /** Leaves out where Jackson thinks that the text came from, which it does not know. */
  private static String reason(JacksonException e) {
    return e.getOriginalMessage().replaceAll("\\s*\\(start marker at \\[.*\\]\\)", "");
  }

  private static void writeFiniteOrNull(double value, JsonGenerator out) {
    if (Double.isFinite(value)) {
      out.writeNumber(value);
    } else {
      out.writeNull();
    }
  }

  private static final class FiniteOrNull extends StdSerializer<Double> {
    FiniteOrNull() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializationContext context) {
      writeFiniteOrNull(value, out);
    }
  }

  /** Jackson writes the elements of an array of primitives itself, NaN as a text. */
  private static final class FiniteOrNullArray extends StdSerializer<double[]> {
    FiniteOrNullArray() {
      super(double[].class);
    }

    @Override
    public void serialize(double[] values, JsonGenerator out, SerializationContext context) {
      out.writeStartArray(values, values.length);
      for (double value : values) {
        writeFiniteOrNull(value, out);
      }
      out.writeEndArray();
    }
  }
}
