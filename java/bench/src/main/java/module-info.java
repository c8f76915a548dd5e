// SPDX-License-Identifier: Apache-2.0

/** Measures how fast this machine trains, evaluates and diagnoses, in turn with other programs. */
module org.reslab.bench {
  requires transitive org.reslab.lab;

  exports org.reslab.bench;

  // Jackson reads the components of records through method handles, for which exports do not
  // suffice.
  opens org.reslab.bench to
      tools.jackson.databind;
}
