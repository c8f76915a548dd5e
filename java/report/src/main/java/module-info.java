// SPDX-License-Identifier: Apache-2.0

/** What is shown of runs, diagnoses and measurements: text, a page, exports. */
@SuppressWarnings("requires-automatic") // batik and xchart have no descriptors
module org.reslab.report {
  requires java.desktop;
  requires java.xml;
  requires jdk.httpserver;
  requires org.apache.xmlgraphics.batik.svggen;
  requires xchart;
  requires transitive org.reslab.bench;

  exports org.reslab.report;
  exports org.reslab.report.export;
  exports org.reslab.report.page;

  // Jackson reads the components of records through method handles, for which exports do not
  // suffice.
  opens org.reslab.report.page to
      tools.jackson.databind;
  opens org.reslab.report.series to
      tools.jackson.databind;
}
