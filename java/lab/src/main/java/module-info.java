// SPDX-License-Identifier: Apache-2.0

/** Experiments on residual networks: data sets, training runs, diagnosis, verdicts, theory. */
@SuppressWarnings("module") // the report, to which a package is exported, is built later
module org.reslab.lab {
  requires transitive java.desktop;
  requires java.net.http;
  requires java.sql;
  requires org.apache.commons.compress;
  requires org.apache.commons.statistics.descriptive;
  requires org.apache.commons.statistics.distribution;
  requires org.apache.commons.statistics.inference;
  requires org.snakeyaml.engine;
  requires org.xerial.sqlitejdbc;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.yaml;
  requires transitive org.reslab;

  exports org.reslab.data;
  exports org.reslab.diagnosis;
  exports org.reslab.experiment;
  exports org.reslab.files;
  exports org.reslab.health;
  exports org.reslab.metrics;
  exports org.reslab.parity;
  exports org.reslab.stats;
  exports org.reslab.store;
  exports org.reslab.text;
  exports org.reslab.theory;
  exports org.reslab.picture to
      org.reslab.report;

  // Jackson reads the components of records through method handles, for which exports do not
  // suffice.
  opens org.reslab.data to
      tools.jackson.databind;
  opens org.reslab.diagnosis to
      tools.jackson.databind;
  opens org.reslab.experiment to
      tools.jackson.databind;
  opens org.reslab.files to
      tools.jackson.databind;
  opens org.reslab.health to
      tools.jackson.databind;
  opens org.reslab.stats to
      tools.jackson.databind;
  opens org.reslab.store to
      tools.jackson.databind;
  opens org.reslab.theory to
      tools.jackson.databind;
}
