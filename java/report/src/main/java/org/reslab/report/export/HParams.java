// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.List;
import java.util.Map;
import org.reslab.experiment.RunStatus;

/**
 * What TensorBoard's hparams plugin reads: messages of its {@code plugin_data.proto} and {@code
 * api.proto}. The field numbers are theirs.
 */
final class HParams {
  static final String PLUGIN = "hparams";
  static final String EXPERIMENT_TAG = "_hparams_/experiment";
  static final String START_TAG = "_hparams_/session_start_info";
  static final String END_TAG = "_hparams_/session_end_info";

  private static final int DATA_EXPERIMENT = 2;
  private static final int DATA_START = 3;
  private static final int DATA_END = 4;
  private static final int TYPE_STRING = 1;
  private static final int TYPE_BOOL = 2;
  private static final int TYPE_FLOAT64 = 3;
  private static final int STATUS_UNKNOWN = 0;
  private static final int STATUS_SUCCESS = 1;
  private static final int STATUS_FAILURE = 2;
  private static final int STATUS_RUNNING = 3;

  private HParams() {}

  /** Says which settings and final metrics there are. */
  static ProtoMessage experiment(Map<String, Object> settings, List<String> metrics) {
    ProtoMessage experiment = new ProtoMessage();
    settings.forEach((name, value) ->
        experiment.message(
            4,
            new ProtoMessage()
                .text(1, name)
                .integer(
                    4,
                    switch (value) {
                      case Number _ -> TYPE_FLOAT64;
                      case Boolean _ -> TYPE_BOOL;
                      default -> TYPE_STRING;
                    })));
    for (String tag : metrics) {
      experiment.message(5, new ProtoMessage().message(1, new ProtoMessage().text(2, tag)));
    }
    return new ProtoMessage().message(DATA_EXPERIMENT, experiment);
  }

  /** Says with which settings a cell began. */
  static ProtoMessage start(String run, Map<String, Object> settings, double time) {
    ProtoMessage start = new ProtoMessage();
    settings.forEach((name, value) ->
        start.message(1, new ProtoMessage().text(1, name).message(2, value(value))));
    return new ProtoMessage().message(DATA_START, start.text(4, run).fixed64(5, time));
  }

  /** Says how a cell ended. */
  static ProtoMessage end(RunStatus status, double time) {
    int code =
        switch (status) {
          case COMPLETED -> STATUS_SUCCESS;
          case RUNNING -> STATUS_RUNNING;
          case DIVERGED, FAILED -> STATUS_FAILURE;
          case CANCELLED, INTERRUPTED -> STATUS_UNKNOWN;
        };
    return new ProtoMessage()
        .message(DATA_END, new ProtoMessage().integer(1, code).fixed64(2, time));
  }

  /** A {@code google.protobuf.Value}. */
  private static ProtoMessage value(Object value) {
    return switch (value) {
      case Number number -> new ProtoMessage().fixed64(2, number.doubleValue());
      case Boolean flag -> new ProtoMessage().integer(4, flag ? 1 : 0);
      default -> new ProtoMessage().text(3, value.toString());
    };
  }
}
