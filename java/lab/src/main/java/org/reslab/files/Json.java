// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
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
                  .addSerializer(Path.class, new ToStringSerializer(Path.class))
                  .addDeserializer(double.class, new NumberOrNan())
                  .addDeserializer(double[].class, new NumbersOrNan()))
          .build();

  private static final ObjectReader READER =
      MAPPER
          .reader()
          .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** For what other versions wrote, which may lack keys and have words that this one has not. */
  private static final ObjectReader STORED = storedReader();

  private Json() {}

  private static ObjectReader storedReader() {
    var builder =
        MAPPER
            .rebuild()
            .disable(
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(
                EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE,
                EnumFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL);
    for (Class<?> type :
        List.of(String.class, List.class, Map.class, int[].class, long[].class, double[].class)) {
      builder.withConfigOverride(
          type, config -> config.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)));
    }
    return builder.build().reader();
  }

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
    return parsed(
        "not a JSON object: ",
        () -> MAPPER.readValue(text, new TypeReference<Map<String, @Nullable Object>>() {}));
  }

  /**
   * Reads a record from an object as {@link #line} and {@link #text} write it. Keys that the record
   * does not have are passed over. Null is refused for numbers but {@code double}, which is NaN;
   * what else must not be null, the record checks.
   *
   * @throws CorruptDataException if a key lacks, or the text is something else
   */
  public static <T> T read(String text, Class<T> type) {
    return parsed("not what is expected: ", () -> READER.forType(type).readValue(text));
  }

  /**
   * Reads a record that another version may have written. Keys that it does not have are passed
   * over; of components that the object does not have texts and collections are empty, {@code
   * double} is NaN, other numbers are 0, and all else is null. An unknown word for an enum is its
   * {@link com.fasterxml.jackson.annotation.JsonEnumDefaultValue}, or null.
   *
   * @throws CorruptDataException if the text is something else
   */
  public static <T> T readStored(String text, Class<T> type) {
    return parsed("not what is expected: ", () -> STORED.forType(type).readValue(text));
  }

  private static <T> T parsed(String problem, Supplier<@Nullable T> parser) {
    @Nullable T value;
    try {
      value = parser.get();
    } catch (JacksonException e) {
      throw new CorruptDataException(problem + reason(e), e);
    } catch (StackOverflowError e) {
      throw new CorruptDataException(problem + "it is nested too deeply", e);
    }
    if (value == null) {
      throw new CorruptDataException(problem + "found null");
    }
    return value;
  }

  /** Returns what {@link #parseObject} gives of the text of a value. */
  public static Map<String, @Nullable Object> object(Object value) {
    return parseObject(line(value));
  }

  /** Leaves out where Jackson thinks that the text came from, which it does not know. */
  private static String reason(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage());
    return message.replaceAll("\\s*\\(start marker at \\[.*\\]\\)", "");
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

  private static final class NumberOrNan extends StdScalarDeserializer<Double> {
    NumberOrNan() {
      super(double.class);
    }

    @Override
    public Double deserialize(JsonParser in, DeserializationContext context) {
      return in.getDoubleValue();
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }
  }

  private static final class NumbersOrNan extends StdDeserializer<double[]> {
    NumbersOrNan() {
      super(double[].class);
    }

    @Override
    public double[] deserialize(JsonParser in, DeserializationContext context) {
      return Arrays.stream(in.readValueAs(Double[].class))
          .mapToDouble(value -> value == null ? Double.NaN : value)
          .toArray();
    }

    @Override
    public Object getEmptyValue(DeserializationContext context) {
      return new double[0];
    }
  }
}
