// SPDX-License-Identifier: Apache-2.0

/**
 * Residual networks defined, trained and compared in LibTorch.
 *
 * <p>Needs {@code --enable-native-access=org.reslab,org.reslab.bindings}.
 */
@SuppressWarnings("requires-automatic") // batik and xchart have no descriptors
module org.reslab {
  requires org.apache.xmlgraphics.batik.svggen;
  requires java.desktop;
  requires java.net.http;
  requires java.sql;
  requires java.xml;
  requires jdk.httpserver;
  requires jdk.jfr;
  requires org.apache.commons.compress;
  requires org.apache.commons.statistics.descriptive;
  requires org.apache.commons.statistics.distribution;
  requires org.apache.commons.statistics.inference;
  requires org.reslab.bindings;
  requires org.xerial.sqlitejdbc;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.yaml;
  requires xchart;
  requires static transitive org.jspecify;

  exports org.reslab;
  exports org.reslab.bench;
  exports org.reslab.data;
  exports org.reslab.diagnosis;
  exports org.reslab.experiment;
  exports org.reslab.health;
  exports org.reslab.metrics;
  exports org.reslab.parity;
  exports org.reslab.report;
  exports org.reslab.report.export;
  exports org.reslab.report.page;
  exports org.reslab.stats;
  exports org.reslab.store;
  exports org.reslab.theory;

  // Jackson reads the components of records through method handles, for which exports do not
  // suffice.
  opens org.reslab to
      tools.jackson.databind;
  opens org.reslab.bench to
      tools.jackson.databind;
  opens org.reslab.data to
      tools.jackson.databind;
  opens org.reslab.diagnosis to
      tools.jackson.databind;
  opens org.reslab.experiment to
      tools.jackson.databind;
  opens org.reslab.health to
      tools.jackson.databind;
  opens org.reslab.metrics to
      tools.jackson.databind;
  opens org.reslab.report.page to
      tools.jackson.databind;
  opens org.reslab.stats to
      tools.jackson.databind;
  opens org.reslab.store to
      tools.jackson.databind;
  opens org.reslab.theory to
      tools.jackson.databind;
}
