// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reslab.HandleKind;
import org.reslab.NativeRuntime;

/** Both sides of every benchmark do the same; how fast is not looked at. */
class BorderTest {
  private final Border border = new Border();

  @BeforeEach
  void open() {
    border.open();
  }

  @AfterEach
  void close() {
    border.close();
  }

  @Test
  void callsGiveTheSame() {
    Downcall downcall = new Downcall();
    assertThat(downcall.jni(border)).isEqualTo(downcall.ffm(border)).isPositive();
    Describe describe = new Describe();
    assertThat(describe.jni(border)).isEqualTo(describe.ffm(border));
    ErrorPath error = new ErrorPath();
    assertThat(error.jni(border)).isEqualTo(error.ffm(border)).contains("kind is 99");
  }

  @Test
  void liveHandlesAreCountedByBoth() {
    CheckedCall call = new CheckedCall();
    DatasetHandle handle = new DatasetHandle();
    assertThat(handle.ffm(border)).isEqualTo(1);
    assertThat(handle.jni(border)).isNotZero();
    assertThat(NativeRuntime.get().liveHandles(HandleKind.DATASET)).isZero();
    assertThat(call.jni(border)).isEqualTo(call.ffm(border)).isZero();
  }

  @Test
  void recordsAndArraysAreTheSame() {
    StepRecords records = new StepRecords();
    StepRecords.Records source = new StepRecords.Records();
    source.find(border);
    assertThat(records.ffm(source)).hasSize(Jni.RECORDS).doesNotHaveDuplicates();
    assertThat(records.jniBulk(source)).isEqualTo(records.ffm(source));
    assertThat(records.jniObjects(source)).isEqualTo(records.ffm(source));

    Labels labels = new Labels();
    Labels.Datasets datasets = new Labels.Datasets();
    datasets.open(border);
    assertThat(labels.jni(datasets)).hasSize(1024).isEqualTo(labels.ffm(datasets));
    datasets.close();
  }

  @Test
  void memoryIsTakenAndGivenBack() {
    assertThat(new ConfinedArena().ffm(border)).isNotZero();
    assertThat(new ConfinedArena().jni(border)).isNotZero();
    assertThat(new SharedArena().ffm(border)).isNotZero();
    assertThat(new SharedArena().jni(border)).isNotZero();
  }
}
