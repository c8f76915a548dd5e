/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the border would be in JNI: the same functions of libreslab.so behind native methods of
 * org.reslab.timing.border.Jni. Made to be fast: classes and constructors are looked up once, records go out in two
 * bulk copies, text as modified UTF-8, which for ASCII is what it is.
 */
#include <jni.h>
#include <stdint.h>
#include <stdlib.h>

#include "reslab/reslab.h"

#define RECORDS 1024

static jclass invalid_argument;
static jclass described;
static jmethodID new_described;
static jclass step_record;
static jmethodID new_step_record;

/* What a run of training would have written. */
static rl_step records[RECORDS];

static jclass global_class(JNIEnv* env, const char* name) {
  const jclass local = (*env)->FindClass(env, name);
  return local == NULL ? NULL : (jclass)(*env)->NewGlobalRef(env, local);
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved) {
  (void)reserved;
  JNIEnv* env = NULL;
  if ((*vm)->GetEnv(vm, (void**)&env, JNI_VERSION_10) != JNI_OK) return JNI_ERR;
  invalid_argument = global_class(env, "org/reslab/InvalidArgumentException");
  if (invalid_argument == NULL) return JNI_ERR;
  described = global_class(env, "org/reslab/timing/border/Described");
  if (described == NULL) return JNI_ERR;
  new_described = (*env)->GetMethodID(
      env, described, "<init>",
      "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;ZII"
      "IILjava/lang/String;Ljava/lang/String;)V");
  if (new_described == NULL) return JNI_ERR;
  step_record = global_class(env, "org/reslab/StepRecord");
  if (step_record == NULL) return JNI_ERR;
  new_step_record = (*env)->GetMethodID(env, step_record, "<init>", "(JJJDDDDD)V");
  if (new_step_record == NULL) return JNI_ERR;
  for (int64_t i = 0; i < RECORDS; ++i) {
    records[i] = (rl_step){.step = i + 1, .epoch = 1 + i / 100, .images = 128, .loss = 2.0 / (double)(i + 1)};
  }
  return JNI_VERSION_10;
}

/* Throws what a failed call says. */
static void check(JNIEnv* env, rl_status status, const rl_error* error) {
  if (status != RL_OK) (*env)->ThrowNew(env, invalid_argument, error->message);
}

JNIEXPORT jint JNICALL Java_org_reslab_timing_border_Jni_abiVersion(JNIEnv* env, jclass class) {
  (void)env;
  (void)class;
  return rl_abi_version();
}

JNIEXPORT jlong JNICALL Java_org_reslab_timing_border_Jni_liveHandles(JNIEnv* env, jclass class, jint kind) {
  (void)class;
  rl_error error;
  error.struct_size = sizeof error;
  int64_t count = 0;
  check(env, rl_runtime_live_handles(kind, &count, &error), &error);
  return count;
}

JNIEXPORT jobject JNICALL Java_org_reslab_timing_border_Jni_describe(JNIEnv* env, jclass class) {
  (void)class;
  rl_error error;
  error.struct_size = sizeof error;
  rl_runtime_info info = {.struct_size = sizeof info};
  const rl_status status = rl_runtime_describe(&info, &error);
  if (status != RL_OK) {
    check(env, status, &error);
    return NULL;
  }
  const jstring reslab = (*env)->NewStringUTF(env, info.reslab_version);
  const jstring compiled = (*env)->NewStringUTF(env, info.torch_compiled);
  const jstring running = (*env)->NewStringUTF(env, info.torch_running);
  const jstring capability = (*env)->NewStringUTF(env, info.cpu_capability);
  const jstring kernels = (*env)->NewStringUTF(env, info.cpu_kernels);
  const jstring architectures = (*env)->NewStringUTF(env, info.cuda_architectures);
  const jstring unavailable = (*env)->NewStringUTF(env, info.cuda_unavailable);
  if (reslab == NULL || compiled == NULL || running == NULL || capability == NULL || kernels == NULL ||
      architectures == NULL || unavailable == NULL) {
    return NULL;
  }
  return (*env)->NewObject(env, described, new_described, reslab, compiled, running, capability, kernels,
                           (jboolean)(info.cuda_compiled != 0), info.cuda_devices, info.threads, info.cuda_version,
                           info.cuda_driver, architectures, unavailable);
}

/* The address of the records, for the side that reads them without JNI. */
JNIEXPORT jlong JNICALL Java_org_reslab_timing_border_Jni_recordsAddress(JNIEnv* env, jclass class) {
  (void)env;
  (void)class;
  return (jlong)(intptr_t)records;
}

JNIEXPORT void JNICALL Java_org_reslab_timing_border_Jni_recordsInBulk(JNIEnv* env, jclass class, jlongArray counts,
                                                                       jdoubleArray numbers) {
  (void)class;
  jlong count[RECORDS * 3];
  jdouble number[RECORDS * 5];
  for (int i = 0; i < RECORDS; ++i) {
    count[3 * i] = records[i].step;
    count[3 * i + 1] = records[i].epoch;
    count[3 * i + 2] = records[i].images;
    number[5 * i] = records[i].loss;
    number[5 * i + 1] = records[i].grad_norm;
    number[5 * i + 2] = records[i].lr;
    number[5 * i + 3] = records[i].seconds;
    number[5 * i + 4] = records[i].wait_seconds;
  }
  (*env)->SetLongArrayRegion(env, counts, 0, RECORDS * 3, count);
  (*env)->SetDoubleArrayRegion(env, numbers, 0, RECORDS * 5, number);
}

JNIEXPORT jobjectArray JNICALL Java_org_reslab_timing_border_Jni_recordsAsObjects(JNIEnv* env, jclass class) {
  (void)class;
  const jobjectArray array = (*env)->NewObjectArray(env, RECORDS, step_record, NULL);
  if (array == NULL) return NULL;
  for (jsize i = 0; i < RECORDS; ++i) {
    const rl_step* step = &records[i];
    const jobject record =
        (*env)->NewObject(env, step_record, new_step_record, (jlong)step->step, (jlong)step->epoch, (jlong)step->images,
                          step->loss, step->grad_norm, step->lr, step->seconds, step->wait_seconds);
    if (record == NULL) return NULL;
    (*env)->SetObjectArrayElement(env, array, i, record);
    (*env)->DeleteLocalRef(env, record);
  }
  return array;
}

JNIEXPORT jlong JNICALL Java_org_reslab_timing_border_Jni_openDataset(JNIEnv* env, jclass class, jlong images,
                                                                      jint classes, jlong seed) {
  (void)class;
  rl_error error;
  error.struct_size = sizeof error;
  rl_dataset* dataset = NULL;
  check(env, rl_dataset_create_synthetic(images, classes, (uint64_t)seed, NULL, &dataset, &error), &error);
  return (jlong)(intptr_t)dataset;
}

JNIEXPORT void JNICALL Java_org_reslab_timing_border_Jni_closeDataset(JNIEnv* env, jclass class, jlong dataset) {
  (void)env;
  (void)class;
  rl_dataset_free((rl_dataset*)(intptr_t)dataset);
}

JNIEXPORT jlongArray JNICALL Java_org_reslab_timing_border_Jni_labels(JNIEnv* env, jclass class, jlong dataset,
                                                                      jlong first, jint count) {
  (void)class;
  const jlongArray labels = (*env)->NewLongArray(env, count);
  if (labels == NULL) return NULL;
  /* Straight into the array: the copy is short and calls nothing of Java. */
  jlong* values = (*env)->GetPrimitiveArrayCritical(env, labels, NULL);
  if (values == NULL) return NULL;
  rl_error error;
  error.struct_size = sizeof error;
  const rl_status status =
      rl_dataset_labels((const rl_dataset*)(intptr_t)dataset, first, count, (int64_t*)values, &error);
  (*env)->ReleasePrimitiveArrayCritical(env, labels, values, 0);
  check(env, status, &error);
  return labels;
}

/* Memory that is all zeros, as an arena gives it. */
JNIEXPORT jlong JNICALL Java_org_reslab_timing_border_Jni_allocate(JNIEnv* env, jclass class, jlong bytes) {
  (void)env;
  (void)class;
  return (jlong)(intptr_t)calloc(1, (size_t)bytes);
}

JNIEXPORT void JNICALL Java_org_reslab_timing_border_Jni_release(JNIEnv* env, jclass class, jlong address) {
  (void)env;
  (void)class;
  free((void*)(intptr_t)address);
}
