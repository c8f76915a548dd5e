// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.reslab.health.Status;
import org.reslab.store.StoredRuns;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The rules are those of Jenkins' schema of JUnit reports, as far as we use it. */
class JunitExportTest {
  private static Document report(Status failFrom) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new JunitExport(failFrom).write(StoredRuns.document(), out);
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(out.toByteArray()));
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> children = new ArrayList<>();
    NodeList nodes = parent.getChildNodes();
    for (int i = 0; i < nodes.getLength(); i++) {
      if (nodes.item(i) instanceof Element element) {
        assertThat(element.getTagName()).isEqualTo(name);
        children.add(element);
      }
    }
    return children;
  }

  private static Element outcome(Document report, String name) {
    Element suite = children(report.getDocumentElement(), "testsuite").getFirst();
    for (Element testCase : children(suite, "testcase")) {
      if (testCase.getAttribute("name").equals(name)) {
        NodeList nodes = testCase.getElementsByTagName("*");
        assertThat(nodes.getLength()).isEqualTo(1);
        return (Element) nodes.item(0);
      }
    }
    throw new AssertionError("no case " + name);
  }

  @Test
  void aSuiteIsAnArchitectureAndACaseAVerdictOrAFinding() throws Exception {
    Document report = report(Status.FAIL);
    assertThat(report.getDocumentElement().getTagName()).isEqualTo("testsuites");
    Element suite = children(report.getDocumentElement(), "testsuite").getFirst();
    assertThat(suite.getAttribute("name")).isEqualTo("net <plain> & co");
    assertThat(children(suite, "testcase"))
        .extracting(each -> each.getAttribute("name"))
        .containsExactly(
            "prediction: good",
            "health: open",
            "health: none",
            "health: odd",
            "structure: forgotten-addition (block p\uFFFDlain)",
            "structure: no-shortcut (block plain)");
    assertThat(children(suite, "testcase"))
        .allMatch(each -> each.getAttribute("classname").equals("resnet-8.plain"))
        .allMatch(each -> !each.getAttribute("time").isEmpty());
    assertThat(suite.getAttribute("tests")).isEqualTo("6");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    assertThat(suite.getAttribute("errors")).isEqualTo("0");
  }

  @Test
  void whatFailsSaysValueExpectationReasonAndRemedy() throws Exception {
    Element failure = outcome(report(Status.WARN), "health: odd");
    assertThat(failure.getTagName()).isEqualTo("failure");
    assertThat(failure.getAttribute("type")).isEqualTo("WARN");
    assertThat(failure.getAttribute("message")).isEqualTo("odd is 3, expected 1 to 2");
    assertThat(failure.getTextContent()).contains("Too large.", "Less.");
  }

  @Test
  void aWarningFailsOnlyWhereThatIsAskedFor() throws Exception {
    assertThat(outcome(report(Status.FAIL), "health: odd").getTagName()).isEqualTo("system-out");
    Document strict = report(Status.WARN);
    assertThat(
            children(strict.getDocumentElement(), "testsuite").getFirst().getAttribute("failures"))
        .isEqualTo("2");
  }

  @Test
  void whatIsUndefinedIsSkippedAndWhatIsOpenIsTold() throws Exception {
    Document report = report(Status.WARN);
    Element skipped = outcome(report, "health: none");
    assertThat(skipped.getTagName()).isEqualTo("skipped");
    assertThat(skipped.getAttribute("message")).isEqualTo("none is undefined, expected at least 1");
    Element told = outcome(report, "health: open");
    assertThat(told.getTagName()).isEqualTo("system-out");
    assertThat(told.getTextContent())
        .startsWith("BORDERLINE: open is 1.000 [0.4000, 1.600], expected at most 1.5");
  }
}
