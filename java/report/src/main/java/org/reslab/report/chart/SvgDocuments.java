// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.chart;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.reslab.InternalErrorException;
import org.w3c.dom.Document;

/** Empty SVG documents, of the JDK's DOM. */
final class SvgDocuments {
  private static final String SVG = "http://www.w3.org/2000/svg";

  private SvgDocuments() {}

  static Document create() {
    try {
      return DocumentBuilderFactory.newDefaultNSInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SVG, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new InternalErrorException("the JDK makes no XML document: " + e.getMessage());
    }
  }
}
