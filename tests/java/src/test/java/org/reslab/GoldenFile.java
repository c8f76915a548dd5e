// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The reference values that PyTorch made; {@code tests/golden/README.md} describes the file. */
final class GoldenFile {
  /** One line: what was measured, and the values as text. */
  record Row(String testCase, String quantity, String key, List<String> values) {
    double[] numbers() {
      return values.stream().mapToDouble(Double::parseDouble).toArray();
    }
  }

  private final List<Row> rows;

  private GoldenFile(List<Row> rows) {
    this.rows = rows;
  }

  static GoldenFile read() {
    try {
      return new GoldenFile(
          Files.readAllLines(Fixture.source().resolve("tests/golden/golden.tsv")).stream()
              .map(line -> line.split("\t", -1))
              .map(fields ->
                  new Row(
                      fields[0],
                      fields[1],
                      fields[2],
                      Arrays.asList(fields).subList(3, fields.length)))
              .toList());
    } catch (IOException e) {
      throw new IllegalStateException("the golden values cannot be read: " + e, e);
    }
  }

  /** The cases that have values of a quantity, in the order of the file. */
  List<String> casesWith(String quantity) {
    return rows.stream()
        .filter(row -> row.quantity().equals(quantity))
        .map(Row::testCase)
        .distinct()
        .toList();
  }

  /** The one row of a key. */
  Row row(String testCase, String quantity, String key) {
    Row row = rows(testCase, quantity).get(key);
    if (row == null) {
      throw new IllegalStateException(
          "golden.tsv has no " + quantity + " " + key + " of " + testCase);
    }
    return row;
  }

  /** The rows of one quantity of a case by key, in the order of the file. */
  Map<String, Row> rows(String testCase, String quantity) {
    Map<String, Row> found = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.testCase().equals(testCase) && row.quantity().equals(quantity)) {
        found.put(row.key(), row);
      }
    }
    return found;
  }
}
