// SPDX-License-Identifier: Apache-2.0

/** A program that uses ResLab. */
module com.example.residual {
  requires org.reslab.report;
}
