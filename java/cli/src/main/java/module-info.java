// SPDX-License-Identifier: Apache-2.0

/** The command line of ResLab: parses, calls the API, prints. */
module org.reslab.cli {
  requires info.picocli;
  requires org.reslab.report;
  requires static org.jspecify;
  // Signals.
  requires jdk.unsupported;

  // Picocli sets annotated fields and makes commands by reflection.
  opens org.reslab.cli to
      info.picocli;
}
