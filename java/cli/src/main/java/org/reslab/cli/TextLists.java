// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lists in one argument. */
final class TextLists {
  private static final long MOST_SEEDS = 1000;

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

  /** Seeds between commas, or ranges of them: {@code 0,3} or {@code 0..4}. */
  record Seeds(List<Long> values) {
    static final class Converter implements ITypeConverter<Seeds> {
      @Override
      public Seeds convert(String text) {
        List<Long> seeds = new ArrayList<>();
        for (String item : split(text)) {
          int dots = item.indexOf("..");
          if (dots < 0) {
            seeds.add(seed(item));
            continue;
          }
          long first = count(item.substring(0, dots));
          long last = count(item.substring(dots + 2));
          if (last < first || last - first >= MOST_SEEDS) {
            throw new TypeConversionException(
                "'%s': expected FIRST..LAST with FIRST <= LAST and at most %d seeds"
                    .formatted(item, MOST_SEEDS));
          }
          for (long seed = first; seed <= last; seed++) {
            seeds.add(seed);
          }
        }
        return new Seeds(List.copyOf(seeds));
      }
    }
  }

  /** One seed. */
  static final class SeedConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return seed(text);
    }
  }

  private static long seed(String text) {
    long seed;
    try {
      seed = Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      seed = -1;
    }
    if (seed < 0) {
      throw new TypeConversionException(
          "'%s': expected a whole number from 0 to 2^63 - 1".formatted(text));
    }
    return seed;
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
    List<String> items = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ',';
      if (c == '[' || c == '(') {
        depth++;
      } else if (c == ']' || c == ')') {
        depth--;
      } else if (c == ',' && (depth <= 0 || i == text.length())) {
        String item = text.substring(start, i).strip();
        if (item.isEmpty()) {
          throw new TypeConversionException("'%s': found an empty entry".formatted(text));
        }
        items.add(item);
        start = i + 1;
      }
    }
    return List.copyOf(items);
  }
}
