// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;
import org.reslab.NativeIoException;
import org.reslab.diagnosis.Diagnosis;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.diagnosis.StoredDiagnosis.Architecture;
import org.reslab.files.AtomicFile;
import org.reslab.health.Aim;
import org.reslab.health.Finding;
import org.reslab.health.Status;
import org.reslab.health.Verdict;
import org.reslab.text.Numbers;

/**
 * The verdicts of a diagnosis as a JUnit report, which CI servers show: an architecture is a suite,
 * a verdict or a finding a case. FAIL is a failure, and WARN where that is asked for; UNDEFINED is
 * skipped; what is only reported is no case.
 */
public final class JunitExport {
  private static final String INDENT = "  ";

  private final Status failFrom;

  /** A case: what it is called, how it came out, and what there is to read. */
  private record Case(String group, String name, Status status, String summary, String text) {}

  /**
   * Chooses what counts as a failure.
   *
   * @param failFrom {@link Status#FAIL} or {@link Status#WARN}
   */
  public JunitExport(Status failFrom) {
    this.failFrom = failFrom;
  }

  /**
   * Writes the report of a diagnosis, in place of an earlier one.
   *
   * @param failOn from which verdict on a case fails; null for {@link Status#FAIL}
   * @throws NativeIoException if the file cannot be written
   */
  public static void write(Diagnosis diagnosis, @Nullable Status failOn, Path file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new JunitExport(failOn == null ? Status.FAIL : failOn)
        .write(StoredDiagnosis.of(diagnosis), out);
    AtomicFile.write(file, out.toString(StandardCharsets.UTF_8));
  }

  /**
   * Writes the report.
   *
   * @param out receives UTF-8; stays open
   * @throws NativeIoException if the stream cannot be written
   */
  public void write(StoredDiagnosis diagnosis, OutputStream out) {
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
      xml.writeStartDocument("UTF-8", "1.0");
      line(xml, 0);
      xml.writeStartElement("testsuites");
      xml.writeAttribute("name", "reslab diagnose");
      for (Architecture each : diagnosis.architectures()) {
        suite(xml, each);
      }
      line(xml, 0);
      xml.writeEndElement();
      xml.writeCharacters("\n");
      xml.writeEndDocument();
      xml.flush();
    } catch (XMLStreamException e) {
      throw new NativeIoException("cannot write the JUnit report: " + e.getMessage(), e);
    }
  }

  private void suite(XMLStreamWriter xml, Architecture architecture) throws XMLStreamException {
    List<Case> cases = cases(architecture);
    line(xml, 1);
    xml.writeStartElement("testsuite");
    attribute(xml, "name", architecture.name());
    attribute(xml, "tests", Integer.toString(cases.size()));
    attribute(xml, "failures", count(cases, Outcome.FAILURE));
    attribute(xml, "errors", "0");
    attribute(xml, "skipped", count(cases, Outcome.SKIPPED));
    attribute(xml, "time", "0");
    for (Case each : cases) {
      testCase(xml, each);
    }
    line(xml, 1);
    xml.writeEndElement();
  }

  private void testCase(XMLStreamWriter xml, Case each) throws XMLStreamException {
    line(xml, 2);
    xml.writeStartElement("testcase");
    attribute(xml, "classname", each.group());
    attribute(xml, "name", each.name());
    attribute(xml, "time", "0");
    line(xml, 3);
    switch (outcome(each)) {
      case FAILURE -> {
        xml.writeStartElement("failure");
        attribute(xml, "type", each.status().name());
        attribute(xml, "message", each.summary());
        xml.writeCharacters(legal(each.text()));
      }
      case SKIPPED -> {
        xml.writeStartElement("skipped");
        attribute(xml, "message", each.summary());
      }
      case REPORTED -> {
        xml.writeStartElement("system-out");
        xml.writeCharacters(
            legal(each.status() + ": " + each.summary() + (each.text().isEmpty() ? "" : "\n"))
                + legal(each.text()));
      }
    }
    xml.writeEndElement();
    line(xml, 2);
    xml.writeEndElement();
  }

  private enum Outcome {
    FAILURE,
    SKIPPED,
    REPORTED
  }

  private Outcome outcome(Case each) {
    if (each.status() == Status.UNDEFINED) {
      return Outcome.SKIPPED;
    }
    return each.status().compareTo(failFrom) >= 0 ? Outcome.FAILURE : Outcome.REPORTED;
  }

  private String count(List<Case> cases, Outcome outcome) {
    return Long.toString(cases.stream().filter(each -> outcome(each) == outcome).count());
  }

  private static List<Case> cases(Architecture architecture) {
    String group = architecture.net() + "." + architecture.block();
    List<Case> cases = new ArrayList<>();
    for (Verdict verdict : architecture.verdicts()) {
      if (verdict.aim() == Aim.CONTEXT) {
        continue;
      }
      cases.add(
          new Case(
              group,
              verdict.aim().label() + ": " + verdict.metric(),
              verdict.status(),
              verdict.metric()
                  + " is "
                  + Numbers.interval(verdict.value())
                  + (verdict.expected() == null ? "" : ", expected " + verdict.expected()),
              lines(verdict.reason(), verdict.remedy(), verdict.source())));
    }
    for (Finding finding : architecture.findings()) {
      cases.add(
          new Case(
              group,
              "structure: " + finding.code().label() + " (" + finding.where() + ")",
              finding.severity().status(),
              finding.message(),
              lines(finding.remedy(), finding.source())));
    }
    return cases;
  }

  private static String lines(String... texts) {
    return Stream.of(texts).filter(text -> !text.isEmpty()).collect(Collectors.joining("\n"));
  }

  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, legal(value));
  }

  private static void line(XMLStreamWriter xml, int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + INDENT.repeat(depth));
  }

  /** XML 1.0 has no way to write most control characters. */
  private static String legal(String text) {
    StringBuilder legal = new StringBuilder();
    text.codePoints()
        .map(c ->
            c == '\t'
                    || c == '\n'
                    || c == '\r'
                    || (c >= 0x20 && c <= 0xD7FF)
                    || (c >= 0xE000 && c <= 0xFFFD)
                    || c >= 0x10000
                ? c
                : 0xFFFD)
        .forEach(legal::appendCodePoint);
    return legal.toString();
  }
}
