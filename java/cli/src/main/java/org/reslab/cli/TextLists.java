// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.List;
import org.reslab.InvalidArgumentException;
import org.reslab.experiment.ValueType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lists in one argument. */
final class TextLists {
  private TextLists() {}

  /** Texts between commas that are in no brackets: {@code basic,preact[norm=gn(8), act=silu]}. */
  record Texts(List<String> values) {
    static final class Converter implements ITypeConverter<Texts> {
      @Override
      public Texts convert(String text) {
        return new Texts(split(text));
      }
    }
  }

  /** Whole numbers of at least 0 between commas. */
  record Counts(List<Long> values) {
    static final class Converter implements ITypeConverter<Counts> {
      @Override
      public Counts convert(String text) {
        return new Counts(split(text).stream().map(TextLists::count).toList());
      }
    }
  }

  private static long count(String text) {
    try {
      long value = Long.parseLong(text.strip());
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'%s': expected a whole number".formatted(text));
    }
    throw new TypeConversionException("'%s': expected a number of at least 0".formatted(text));
  }

  private static List<String> split(String text) {
    try {
      return ValueType.split(text);
    } catch (InvalidArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
