/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RESLAB_RESLAB_H
#define RESLAB_RESLAB_H

/**
 * @file
 * The C ABI of ResLab: residual networks defined, trained and evaluated in LibTorch, with coarse calls.
 *
 * This is the only header of the native part that a foreign caller needs, and the only one the Java bindings are
 * generated from. It is C11, and it is the manual: behaviour that it does not document is not guaranteed.
 *
 * ## Calling convention
 *
 * - Functions are called `rl_<noun>_<verb>`; constants are `RL_*`.
 * - Every function that can fail returns an ::rl_status and takes an `rl_error *` as its last parameter. `RL_OK` is 0.
 *   Where a call fails its out-parameters are left as they were, unless its text says otherwise. The error may be
 *   NULL; the caller then gets the status only.
 * - No C++ exception and no signal leaves a call. A call never calls back into the caller.
 *
 * ## Ownership
 *
 * - `rl_*_create` and `rl_*_open` give the caller a handle, to be released once with the matching `rl_*_free`.
 *   Freeing NULL does nothing.
 * - A trainer borrows its network and its dataset: free the trainer first.
 * - Pointers passed in are read or written during the call only. No returned pointer refers to memory of the library.
 *
 * ## Threads
 *
 * - A handle belongs to the thread that created it. Any other thread that uses it gets `RL_WRONG_THREAD`; only
 *   `rl_*_free` may be called from anywhere. Handles of different threads are independent, but share the
 *   process-wide CPU thread count.
 * - The cancel flag of a long call may be set by any thread. It is read atomically.
 *
 * ## Strings
 *
 * UTF-8, NUL-terminated. A call that returns text of any length takes a buffer, its capacity in bytes and
 * `int64_t *needed`, which it always sets to the bytes needed, the NUL included. Where the capacity is smaller, the
 * call is still RL_OK, the text is cut before the first character that does not fit, and NUL-terminated; call again with
 * `needed` bytes.
 *
 * ## Versions
 *
 * RL_ABI_VERSION grows with every change that an existing caller could notice. Option structs begin with
 * `struct_size`, set by the caller to the `sizeof` it was compiled with, and grow only at the end. A smaller size, of an
 * earlier version of the struct, is understood: option fields beyond it are 0, which means what the library did before
 * it had them, and an info struct is written only so far. A larger one is RL_INVALID_ARGUMENT: the library is older than
 * its caller.
 */

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define RL_API __declspec(dllexport)
#else
#define RL_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------------------------ status and error */

#define RL_ABI_VERSION 9

/** Outcome of a call: RL_OK or one of the RL_* status classes below. A number is never reused. */
typedef int32_t rl_status;

#define RL_OK 0
/** An argument is outside its documented domain: an unknown name, a negative size, a text that does not parse. */
#define RL_INVALID_ARGUMENT 1
/** Tensor shapes do not agree: at the merge of a block, or between a checkpoint and a network. */
#define RL_SHAPE_MISMATCH 2
/** A tensor has another element type than expected. */
#define RL_DTYPE_MISMATCH 3
/** Memory ran out, or the estimate for a call exceeds the memory of the machine: nothing was allocated then. */
#define RL_OUT_OF_MEMORY 4
/** The operating system reported an error: no such file, no permission, disk full. */
#define RL_IO_ERROR 5
/** A file was read, but its content does not conform to its format. */
#define RL_CORRUPT_DATA 6
/** The caller's cancel flag was set. */
#define RL_CANCELLED 7
/** The training loss became NaN or infinite. */
#define RL_DIVERGED 8
/** A valid request that this build or version does not support. */
#define RL_UNSUPPORTED 9
/** A device is absent, or failed: faults of CUDA and its libraries. */
#define RL_DEVICE_ERROR 10
/** A defect of this library. */
#define RL_INTERNAL 11
/** A handle was used by a thread other than its owner. */
#define RL_WRONG_THREAD 12

#define RL_ERROR_MESSAGE_SIZE 1024

/**
 * Caller-owned description of a failure. Set `struct_size` before the call; the rest is written only on failure. Where
 * `struct_size` is smaller than this struct nothing is written: the caller then gets the status only.
 */
typedef struct rl_error {
  uint32_t struct_size;
  int32_t code;                        /**< the status that the call returned */
  char message[RL_ERROR_MESSAGE_SIZE]; /**< what is wrong, the value found, the value expected, the remedy */
} rl_error;

/* --------------------------------------------------------------------------------------------------------- runtime */

#define RL_DEVICE_CPU 0
#define RL_DEVICE_CUDA 1
/** CUDA where a usable device is present, else CPU. */
#define RL_DEVICE_AUTO 2

#define RL_HANDLE_NETWORK 0
#define RL_HANDLE_DATASET 1
#define RL_HANDLE_TRAINER 2

/** What this library was built with and what it runs on. */
typedef struct rl_runtime_info {
  uint32_t struct_size;
  int32_t cuda_compiled;     /**< 1 where the linked LibTorch was built with CUDA */
  int32_t cuda_devices;      /**< usable CUDA devices, 0 where none */
  int32_t threads;           /**< CPU threads that one operation uses */
  char reslab_version[32];
  char torch_compiled[32];   /**< LibTorch version of the headers */
  char torch_running[32];    /**< LibTorch version of the loaded library */
  char cpu_capability[32];   /**< vector instructions LibTorch dispatches to, for example "AVX2" */
  char cpu_kernels[32];      /**< this library's own kernels for this CPU: "avx512", "avx2", or "none" */
  int32_t cuda_version;      /**< CUDA that LibTorch was built with, 1000 x major + 10 x minor; 0 for none */
  int32_t cuda_driver;       /**< newest CUDA that the installed driver supports, likewise; 0 without a driver */
  char cuda_architectures[256]; /**< GPUs that LibTorch contains code for, for example "sm_80 sm_90"; empty without a
                                     device */
  char cuda_unavailable[256];   /**< why `cuda_devices` is 0, and what to do; empty where it is not 0 */
} rl_runtime_info;

/** One CUDA device. */
typedef struct rl_device_info {
  uint32_t struct_size;
  int32_t index;            /**< as in `rl_network_options.device_index` */
  int32_t capability_major; /**< compute capability */
  int32_t capability_minor;
  int32_t multiprocessors;
  int32_t supported;        /**< 1: the library and its LibTorch contain code that it can run */
  int64_t memory_total;     /**< bytes */
  int64_t memory_free;      /**< bytes, at the time of the call */
  char name[128];           /**< as the driver names it */
} rl_device_info;

/** The ABI version of the loaded library; compare it with RL_ABI_VERSION before any other call. */
RL_API int32_t rl_abi_version(void);

RL_API rl_status rl_runtime_describe(rl_runtime_info *info, rl_error *err);

/**
 * Sets the CPU threads that one operation uses: for the calling thread, and for threads that compute for the first time
 * after the call. A thread that has computed before keeps its number until it calls this itself.
 *
 * @param threads at least 1
 */
RL_API rl_status rl_runtime_set_threads(int32_t threads, rl_error *err);

/** Describes CUDA device `index`, 0 to `cuda_devices` - 1; RL_DEVICE_ERROR where there is no such device. */
RL_API rl_status rl_runtime_device(int32_t index, rl_device_info *info, rl_error *err);

/** Sets `count` to the live handles of one RL_HANDLE_* kind; 0 at the end shows that nothing leaked. */
RL_API rl_status rl_runtime_live_handles(int32_t kind, int64_t *count, rl_error *err);

/* ---------------------------------------------------------------------------------------------------------- blocks */

/**
 * One row of the table of named blocks.
 * `spec` is its definition in the block language, which `docs/block-language.md` describes.
 */
typedef struct rl_block_row {
  char name[48];
  char spec[512];
  char summary[256]; /**< one line of description */
  char source[160];  /**< the paper or text it comes from */
} rl_block_row;

/** Copies up to `capacity` rows of the table to `rows` (may be NULL for 0) and sets `count` to the number of rows. */
RL_API rl_status rl_block_table(rl_block_row *rows, int64_t capacity, int64_t *count, rl_error *err);

/**
 * Parses a block (a name of the table, a spec, or either with modifiers in square brackets), or several of them with "|"
 * between any two: those of a net's stages, of which the last one repeats. Returns its canonical spec, in which names and
 * modifiers are resolved; several are in parentheses each. A canonical spec parses to itself.
 *
 * @param column set on a syntax error to the 1-based byte column where parsing stopped, else to 0; may be NULL
 */
RL_API rl_status rl_block_canonicalize(const char *text, char *spec, int64_t capacity, int64_t *needed,
                                       int32_t *column, rl_error *err);

/** Properties of a block that rules on its structure refer to. Booleans are 0 or 1; counts are of its operations. */
typedef struct rl_block_traits {
  uint32_t struct_size;
  int32_t has_shortcut;          /**< something is merged with the branch */
  int32_t unused_shortcut;       /**< a shortcut with parameters is declared, but not merged */
  int32_t pre_activated;         /**< activates before the branch and not after the merge */
  int32_t activates_after_merge; /**< an activation follows the merge: it is on the shortcut's path */
  int32_t normalizes_after_merge; /**< a normalisation follows the merge */
  int32_t activates_shortcut;    /**< an activation among the operations of the shortcut itself */
  int32_t alters_shortcut;       /**< scaling, dropout or a gate on the shortcut, or operations where the shape stays */
  int32_t branch_ends_activated; /**< the branch ends with an activation; a ReLU there can only add */
  int32_t shrinking_convolutions; /**< convolutions padded by less than (kernel - 1) / 2 */
  int32_t branch_convolutions;
  int32_t batch_norms;
  int32_t group_norms;
  int32_t zero_initialized;      /**< the last normalisation of the branch starts with scale 0 */
} rl_block_traits;

/**
 * Describes what rl_block_canonicalize accepts. Of several blocks `has_shortcut` and `zero_initialized` hold where they
 * hold for all, `pre_activated` where it holds for the last one, the rest where it holds for any; counts are sums.
 */
RL_API rl_status rl_block_describe(const char *text, rl_block_traits *traits, rl_error *err);

/* ---------------------------------------------------------------------------------------------------------- images */

/** The most channels of an image, and the smallest and the largest of its height and its width. */
#define RL_IMAGE_CHANNELS 16
#define RL_IMAGE_MIN_SIDE 8
#define RL_IMAGE_MAX_SIDE 512

/**
 * What the images of a data set are. A network is built for them and writes them into its checkpoints. Where a call takes
 * a description, NULL means images of 3 x 32 x 32 with the mean and the standard deviation of CIFAR-10's training images,
 * without class names.
 */
typedef struct rl_image_description {
  uint32_t struct_size;
  int32_t channels;     /**< 1 to RL_IMAGE_CHANNELS */
  int32_t height;       /**< RL_IMAGE_MIN_SIDE to RL_IMAGE_MAX_SIDE */
  int32_t width;        /**< likewise */
  const float *mean;    /**< of each channel, for values from 0 to 1: a byte v becomes (v / 255 - mean) / deviation */
  const float *deviation; /**< standard deviation of each channel, above 0 */
  const char *const *class_names; /**< one for each class, in the order of the labels, UTF-8; may be NULL for none */
  int32_t class_name_count;       /**< 0, or the number of classes */
  int32_t reserved;
} rl_image_description;

/**
 * Parses an augmentation, the random variation of the images of a batch, and returns its canonical text: "none", or some
 * of the following, applied in this order.
 *
 * - `crop(P)`: P black pixels on each side, 1 to 128, then a cut of the image's size at a uniform place;
 * - `resized-crop(S)`: a cut with a share of S (0.08 where it is absent) to 1 of the area and sides 3:4 to 4:3, scaled to
 *   the image's size; not together with `crop`;
 * - `flip`: mirrored left to right with probability 1/2;
 * - `trivial`: one operation of TrivialAugmentWide (arXiv:2103.10158) on the bytes, before normalisation, as
 *   torchvision's `TrivialAugmentWide` with its defaults does on uint8 tensors: Identity, ShearX, ShearY, TranslateX,
 *   TranslateY, Rotate, Brightness, Color, Contrast, Sharpness, Posterize, Solarize, AutoContrast or Equalize, each with
 *   the same probability. Of images with 2, or with 4 or more channels, which torchvision refuses, Color changes nothing,
 *   and Contrast takes the mean of all values for that of the gray image. The data set must hold bytes: for one of
 *   float32 values making a trainer, and assembling a batch, is RL_INVALID_ARGUMENT. It is computed on the host, also
 *   for a CUDA device;
 * - `erase(P)`: with probability P a rectangle of 2 % to 33 % of the area is set to 0 after normalisation.
 */
RL_API rl_status rl_augmentation_canonicalize(const char *text, char *canonical, int64_t capacity, int64_t *needed,
                                              rl_error *err);

/* ------------------------------------------------------------------------------------------------------------ nets */

/**
 * One row of the table of named nets, or of families of nets. `docs/net-language.md` describes the language.
 * In the name of a family a letter after a dash stands for a number: "resnet-N" is "resnet-20" and so on.
 */
typedef struct rl_net_row {
  char name[48];
  char spec[512];    /**< its clauses without the blocks; empty for a family, whose sizes follow from the name */
  char block[512];   /**< what its stages are made of where no other block is asked for: anything that
                          rl_block_canonicalize accepts */
  char summary[256]; /**< one line of description */
  char source[160];  /**< the paper or program it comes from */
  char example[48];  /**< the name of a net: the row's own, or one of its family */
} rl_net_row;

/** Copies up to `capacity` rows of the table to `rows` (may be NULL for 0) and sets `count` to the number of rows. */
RL_API rl_status rl_net_table(rl_net_row *rows, int64_t capacity, int64_t *count, rl_error *err);

/**
 * Parses a net: a name of the table, one of a family, or clauses. Returns its canonical form: the clauses, in which the
 * names of blocks are resolved; or the name of a net of a family, whose sizes depend on the block. A canonical form
 * parses to itself.
 *
 * @param column set on a syntax error to the 1-based byte column where parsing stopped, else to 0; may be NULL
 */
RL_API rl_status rl_net_canonicalize(const char *text, char *spec, int64_t capacity, int64_t *needed, int32_t *column,
                                     rl_error *err);

/** What a net's text implies. */
typedef struct rl_net_info {
  uint32_t struct_size;
  int32_t family;    /**< 1: a net of a family, whose width and blocks in each stage can be chosen; 0: it states them */
  char block[4104];  /**< what its stages are made of where no other block is asked for; empty where it needs one */
  char notice[512];  /**< for display: how the net differs from another with a similar name; mostly empty */
} rl_net_info;

/** Describes a net that rl_net_canonicalize accepts. */
RL_API rl_status rl_net_describe(const char *text, rl_net_info *info, rl_error *err);

/* -------------------------------------------------------------------------------------------------------- networks */

/** A network: its parameters and buffers, on one device. */
typedef struct rl_network rl_network;

/** PyTorch's own default of each module (`kaiming_uniform_(a = sqrt(5))` for convolutions). */
#define RL_INIT_DEFAULT 0
/** He et al. 2015, normal, gain sqrt(2), fan-in; linear layers keep the default. */
#define RL_INIT_HE_FAN_IN 1
/** The same with fan-out, as torchvision's ResNet does. */
#define RL_INIT_HE_FAN_OUT 2

/** Final BN-ReLU before pooling as the net has it: by its clause `head`; else absent in tinynet, and present where the
    last block is pre-activated in others. */
#define RL_FINAL_NORM_DEFAULT (-1)
#define RL_FINAL_NORM_OFF 0
#define RL_FINAL_NORM_ON 1

/** What to build. Zero or NULL means the net's own, where a field says so. */
typedef struct rl_network_options {
  uint32_t struct_size;
  int32_t classes;        /**< at least 2 */
  int32_t final_norm;     /**< RL_FINAL_NORM_* */
  int32_t init;           /**< RL_INIT_* */
  int32_t device;         /**< RL_DEVICE_*; asking for an absent CUDA device is RL_DEVICE_ERROR */
  int32_t layer_count;    /**< entries in `layers`; 0 for the net's own */
  uint64_t seed;          /**< as in `torch.manual_seed(seed)` before the modules are built */
  int64_t base;           /**< planes of the first stage; 0 for the net's own. Free only for a net of a family */
  const int64_t *layers;  /**< blocks in each stage; free only for tinynet */
  const char *net;        /**< anything that rl_net_canonicalize accepts */
  const char *block;      /**< anything that rl_block_canonicalize accepts, with no more blocks than the net has stages;
                               NULL or "" for the net's own */
  const char *block_name; /**< its name in messages and checkpoints; NULL for `block` itself */
  int32_t device_index;   /**< which CUDA device, counted from 0; 0 for the CPU */
  int32_t reserved;
  const rl_image_description *images; /**< of its inputs; may be NULL */
} rl_network_options;

/** The layer's output is that of its block. */
#define RL_LAYER_BLOCK_OUTPUT 1
/** The layer belongs to a shortcut or to its gate. */
#define RL_LAYER_ON_SHORTCUT 2
/** With RL_KERNELS_FAST training and evaluation compute it on this library's own kernels. */
#define RL_LAYER_FAST 4
/** The layer gives 0, with the derivative 0, for every input that is not positive, like ReLU: its channels can die. */
#define RL_LAYER_RECTIFIES 8

/*
 * The role of a layer in its network. Every operation, future ones included, has one of these kinds: a caller that
 * selects layers by kind need not know the names in `rl_layer.type`.
 */

/** None of the others: scaling, dropout, zero padding, pooling, the sigmoid of a gate. */
#define RL_KIND_OTHER 0
#define RL_KIND_CONVOLUTION 1
#define RL_KIND_LINEAR 2
#define RL_KIND_NORMALIZATION 3
/** A nonlinear function of each value: ReLU, SiLU, GELU. */
#define RL_KIND_ACTIVATION 4
/** The merge of a block's branch with its shortcut. */
#define RL_KIND_MERGE 5
/** The pooled features, flattened: the input of the classifier. */
#define RL_KIND_FEATURES 6

/** One layer of a network, in the order of execution. */
typedef struct rl_layer {
  char name[128];           /**< for example "stage2.0.conv1"; in files it may be another (docs/net-language.md) */
  char type[32];            /**< "Conv2d", "BatchNorm2d", "MaxPool2d", "ReLU", "Add", "Linear", … */
  int32_t stage;            /**< 1-based; 0 outside the stages */
  int32_t block;            /**< 0-based within its stage; -1 outside the blocks */
  int32_t output_dims;      /**< dimensions used in `output_shape` */
  int32_t flags;            /**< a set of RL_LAYER_* */
  int64_t output_shape[4];  /**< for one image: [1, C, H, W] or [1, F] */
  int64_t parameters;       /**< elements of its trainable tensors */
  int64_t macs;             /**< multiply-accumulate operations per image; convolutions and linear layers only */
  int64_t elementwise_flops; /**< floating-point operations per image that are no multiply-accumulates: 4 for each value
                                  that a normalisation puts out; 1 for each value of an activation, a merge, a scaling
                                  or a dropout; else 0 */
  int32_t kind;             /**< RL_KIND_* */
  int32_t input_dims;       /**< dimensions used in `input_shape` */
  int64_t input_shape[4];   /**< for one image: [1, C, H, W] or [1, F]; of a merge that of its branch */
  int32_t kernel;           /**< side of the window of a convolution or pooling; 0 where there is none */
  int32_t groups;           /**< of a convolution or a group normalisation; 0 elsewhere */
} rl_layer;

RL_API rl_status rl_network_create(const rl_network_options *options, rl_network **network, rl_error *err);
RL_API void rl_network_free(rl_network *network);

/**
 * This library's own kernels for the layers that they support (flag RL_LAYER_FAST), LibTorch's for the others: the
 * default of a new network. Rounding differs from LibTorch's; results do not depend on the number of threads. They apply
 * to training and evaluation with RL_MEMORY_CHANNELS_LAST only: a network in RL_MEMORY_CONTIGUOUS, on a CUDA device or
 * under a probe computes with LibTorch's.
 */
#define RL_KERNELS_FAST 0
/** LibTorch's kernels for every layer. */
#define RL_KERNELS_REFERENCE 1
/** Chooses the kernels of the network's later training and evaluation: one of RL_KERNELS_*. */
RL_API rl_status rl_network_use_kernels(rl_network *network, int32_t kernels, rl_error *err);

/** float32 throughout. */
#define RL_PRECISION_FP32 0
/** float32, products of convolutions and linear layers in TensorFloat-32 (10 bits of mantissa). CUDA only. */
#define RL_PRECISION_TF32 1
/** Convolutions and linear layers in bfloat16, as in PyTorch's autocast; weights and their updates in float32. */
#define RL_PRECISION_BF16 2
/**
 * The same in float16. Training scales the loss, so that small gradients do not vanish, and skips the update of a step
 * whose gradients overflow, like PyTorch's GradScaler with its defaults.
 */
#define RL_PRECISION_FP16 3
/**
 * Sets the precision of later training and evaluation: one of RL_PRECISION_*; a new network has RL_PRECISION_FP32.
 * Probes always compute in the precision of their options. RL_UNSUPPORTED for RL_PRECISION_TF32 on a CPU.
 */
RL_API rl_status rl_network_use_precision(rl_network *network, int32_t precision, rl_error *err);

/** Sets `count` to the elements of all trainable tensors, as `sum(p.numel() for p in model.parameters())`. */
RL_API rl_status rl_network_parameter_count(const rl_network *network, int64_t *count, rl_error *err);

/** Sets `device` to RL_DEVICE_CPU or RL_DEVICE_CUDA. */
RL_API rl_status rl_network_device(const rl_network *network, int32_t *device, rl_error *err);

/** Sets `index` to the number of the network's CUDA device, counted from 0; 0 for the CPU. */
RL_API rl_status rl_network_device_index(const rl_network *network, int32_t *index, rl_error *err);

/** Copies up to `capacity` layers to `layers` (may be NULL for 0) and sets `count` to the number of layers. */
RL_API rl_status rl_network_layers(const rl_network *network, rl_layer *layers, int64_t capacity, int64_t *count,
                                   rl_error *err);

/** The names that the net says: its own, or those of torchvision or timm. */
#define RL_NAMES_NET 0
/** The names of the network's layers. */
#define RL_NAMES_RESLAB 1
/** The names of torchvision's ResNet. */
#define RL_NAMES_TORCHVISION 2
/** The names of timm's ResNet, or of its ResNetV2 where all blocks are pre-activated. */
#define RL_NAMES_TIMM 3

/**
 * Writes parameters and buffers as a safetensors file that the equivalent PyTorch module loads with `strict=True`.
 * The metadata identifies the network. The file appears complete or not at all: temporary name, fsync, rename.
 *
 * @param names RL_NAMES_*: those of the tensors
 */
RL_API rl_status rl_network_save(const rl_network *network, const char *path, int32_t names, rl_error *err);

/** The file's head, the linear layer that classifies, is loaded like the rest. */
#define RL_HEAD_LOADED 0
/** The head stays as it is: the file may have one for another number of classes, or none. */
#define RL_HEAD_KEPT 1

/**
 * Reads parameters and buffers from a safetensors file as PyTorch's strict `load_state_dict` does: shapes must match,
 * element types are converted, counters `num_batches_tracked` that are missing count as 0. Names must be those of one of
 * RL_NAMES_*, all of them and no others; a prefix common to all, and `_orig_mod.`, are passed over. Where the call fails,
 * nothing in the network has changed.
 *
 * @param head   RL_HEAD_*
 * @param notice receives what was converted or passed over, as a sentence for the user, cut to `capacity` bytes with its
 *        NUL; empty where the file has the network's own names and types. May be NULL where `capacity` is 0.
 * @return RL_CORRUPT_DATA also where a value is NaN or infinite, or a running variance negative; RL_SHAPE_MISMATCH where
 *         the head is for another number of classes
 */
RL_API rl_status rl_network_load(rl_network *network, const char *path, int32_t head, char *notice, int64_t capacity,
                                 rl_error *err);

/* ------------------------------------------------------------------------------------------------ safetensors files */

#define RL_DTYPE_FLOAT32 0
#define RL_DTYPE_INT64 1

/** A dense row-major tensor in the caller's memory. */
typedef struct rl_tensor_view {
  const char *name;
  const int64_t *shape;
  const void *data;
  int32_t ndim;
  int32_t dtype; /**< RL_DTYPE_* */
} rl_tensor_view;

/**
 * The file's `__metadata__`: each key, in ascending order, and its value, every one of them ending in NUL. Without
 * metadata it is empty: `needed` is 1.
 *
 * @param needed receives the bytes of the whole, the last NUL included; what is larger than `capacity` is cut
 * @return RL_CORRUPT_DATA also where a key or a value holds a NUL
 */
RL_API rl_status rl_checkpoint_metadata(const char *path, char *entries, int64_t capacity, int64_t *needed,
                                        rl_error *err);

/** Writes tensors as a safetensors file, which appears complete or not at all. */
RL_API rl_status rl_checkpoint_write(const char *path, const rl_tensor_view *tensors, int32_t count, rl_error *err);

/* -------------------------------------------------------------------------------------------------------- datasets */

/** Labelled images of one shape, in memory or in a file that is mapped into it. */
typedef struct rl_dataset rl_dataset;

/** Records of 1 label byte and 3072 pixel bytes (channel planes R, G, B), 10 classes. */
#define RL_FORMAT_CIFAR10 0
/** Records of a coarse and a fine label byte and 3072 pixel bytes, 100 classes (the fine ones). */
#define RL_FORMAT_CIFAR100 1

typedef struct rl_dataset_info {
  uint32_t struct_size;
  int32_t classes;
  int64_t images;
  int64_t channels;
  int64_t height;
  int64_t width;
} rl_dataset_info;

/**
 * Reads the first `limit` records (0 for all) of files in the CIFAR binary layout, in the order given.
 * A file that is not a whole number of records, or holds a label out of range, is RL_CORRUPT_DATA.
 *
 * @param description of images of 3 x 32 x 32; may be NULL
 */
RL_API rl_status rl_dataset_open(int32_t format, const char *const *files, int32_t file_count, int64_t limit,
                                 const rl_image_description *description, rl_dataset **dataset, rl_error *err);

/**
 * Creates images of independent N(0, 1) values, not normalised, with uniform labels: a function of shape and `seed`
 * alone.
 *
 * @param description may be NULL
 */
RL_API rl_status rl_dataset_create_synthetic(int64_t images, int32_t classes, uint64_t seed,
                                             const rl_image_description *description, rl_dataset **dataset,
                                             rl_error *err);

/**
 * Reads images and labels from tensors of a safetensors file. The images are not normalised.
 *
 * @param images  name of a float32 tensor [N, C, H, W] of finite values
 * @param labels  name of an int64 tensor [N] with values in [0, classes); NULL gives every image the label 0
 * @param classes at least 2
 * @param description with the tensor's shape; NULL: of that shape, with CIFAR-10's mean and deviation where it is
 *                3 x 32 x 32, else with 0 and 1
 */
RL_API rl_status rl_dataset_open_tensors(const char *path, const char *images, const char *labels, int32_t classes,
                                         const rl_image_description *description, rl_dataset **dataset, rl_error *err);

/** Pixels are bytes, which are normalised. */
#define RL_PIXELS_UINT8 0
/** Pixels are float32 values, which must be finite and are used as they are. */
#define RL_PIXELS_FLOAT32 1

/** [images][channels][height][width], as PyTorch's tensors. */
#define RL_LAYOUT_PLANES 0
/** [images][height][width][channels], as most decoders of pictures. */
#define RL_LAYOUT_INTERLEAVED 1

/** Images in the caller's memory. */
typedef struct rl_image_arrays {
  uint32_t struct_size;
  int32_t classes;       /**< at least 2 */
  int64_t images;        /**< at least 1 */
  int32_t pixels;        /**< RL_PIXELS_* */
  int32_t layout;        /**< RL_LAYOUT_* */
  const void *data;      /**< the pixels of all images */
  const int64_t *labels; /**< `images` values in [0, classes); NULL gives every image the label 0 */
  const rl_image_description *description; /**< may be NULL */
} rl_image_arrays;

/** Creates a data set from images in memory, which are copied. */
RL_API rl_status rl_dataset_create(const rl_image_arrays *arrays, rl_dataset **dataset, rl_error *err);

/**
 * Maps the images of a safetensors file into memory, without copying them: a uint8 tensor `images` [N, H, W, C], which is
 * normalised, and an int64 tensor `labels` [N]. The file must not change while the data set exists.
 *
 * @param classes     at least 2
 * @param description with the shape of the images; may be NULL
 */
RL_API rl_status rl_dataset_map(const char *path, int32_t classes, const rl_image_description *description,
                                rl_dataset **dataset, rl_error *err);

/**
 * Creates a data set of some images of another one, in the order given. The pixels are shared, not copied; `dataset` may
 * be freed.
 *
 * @param images `count` numbers of images, at least one; a number may be given more than once
 */
RL_API rl_status rl_dataset_select(const rl_dataset *dataset, const int64_t *images, int64_t count,
                                   rl_dataset **selected, rl_error *err);

/**
 * Creates a data set of these images with another description, whose mean and deviation then normalise bytes. The pixels
 * are shared, not copied; `dataset` may be freed. RL_SHAPE_MISMATCH where the description is of other images.
 */
RL_API rl_status rl_dataset_redescribe(const rl_dataset *dataset, const rl_image_description *description,
                                       rl_dataset **described, rl_error *err);
RL_API void rl_dataset_free(rl_dataset *dataset);

RL_API rl_status rl_dataset_describe(const rl_dataset *dataset, rl_dataset_info *info, rl_error *err);

/** Copies the labels of images [first, first + count) to `labels`. */
RL_API rl_status rl_dataset_labels(const rl_dataset *dataset, int64_t first, int64_t count, int64_t *labels,
                                   rl_error *err);

/**
 * Copies images [first, first + count) to `pixels`, bytes [count][channels][height][width], for display. Values that were given as
 * float32 are treated as normalised ones and rounded to the nearest byte.
 */
RL_API rl_status rl_dataset_pixels(const rl_dataset *dataset, int64_t first, int64_t count, uint8_t *pixels,
                                   rl_error *err);

/** Selects a batch of a run, and where to assemble it. */
typedef struct rl_batch_options {
  uint32_t struct_size;
  int32_t device;       /**< RL_DEVICE_CPU or RL_DEVICE_CUDA */
  int32_t device_index; /**< which CUDA device; 0 for the CPU */
  int32_t shuffle;      /**< as in rl_trainer_options */
  int32_t augment;      /**< likewise */
  int32_t reserved;
  int64_t batch;        /**< likewise */
  int64_t number;       /**< 0-based over all epochs */
  uint64_t seed;        /**< as in rl_trainer_options */
  const char *augmentation; /**< likewise */
} rl_batch_options;

/**
 * Assembles a batch as a trainer with these options uses it, normalised and augmented, with the code that a
 * trainer on that device runs. The values do not depend on the device.
 *
 * @param images room for `batch` images, float32 [batch][height][width][channels]
 * @param labels room for `batch` values
 * @param count  the images written: fewer than `batch` at the end of an epoch
 */
RL_API rl_status rl_dataset_batch(const rl_dataset *dataset, const rl_batch_options *options, float *images,
                                  int64_t *labels, int64_t *count, rl_error *err);

/* ------------------------------------------------------------------------------------------------------ evaluation */

/** Sums over the images evaluated; divide by `images`. */
typedef struct rl_evaluation {
  uint32_t struct_size;
  int32_t reserved;
  int64_t images;
  int64_t correct;  /**< images whose largest logit is the label's */
  double loss_sum;  /**< sum of cross-entropies */
} rl_evaluation;

/**
 * Evaluates images [first, first + count) in evaluation mode, `batch` at a time.
 *
 * @param logits room for count x classes values, row-major, or NULL
 * @param cancel read before each batch; nonzero ends the call with RL_CANCELLED. May be NULL.
 */
RL_API rl_status rl_network_evaluate(rl_network *network, const rl_dataset *dataset, int64_t first, int64_t count,
                                     int64_t batch, rl_evaluation *result, float *logits, const int32_t *cancel,
                                     rl_error *err);

/* -------------------------------------------------------------------------------------------------------- training */

/**
 * Training on one dataset, with its optimizer, schedule, batch order and augmentation. Borrows its network and its
 * dataset.
 */
typedef struct rl_trainer rl_trainer;

/** Stochastic gradient descent by the update rule of `torch.optim.SGD` (dampening 0). */
#define RL_OPTIMIZER_SGD 0

#define RL_SCHEDULE_CONSTANT 0
/** lr * gamma^(number of milestones <= epoch), epochs counted from 0, as PyTorch's MultiStepLR. */
#define RL_SCHEDULE_MULTISTEP 1
/** lr * (1 + cos(pi * t / epochs)) / 2 with t in epochs, updated each step. */
#define RL_SCHEDULE_COSINE 2

/** [N, H, W, C] in memory, PyTorch's `channels_last`: the faster format on CPUs. */
#define RL_MEMORY_CHANNELS_LAST 0
/** [N, C, H, W] in memory, PyTorch's default: the kernels, and therefore the rounding, of a PyTorch script. */
#define RL_MEMORY_CONTIGUOUS 1

/** On a CUDA device steps are recorded as a CUDA graph and replayed; on a CPU they execute one operation at a time. */
#define RL_STEPS_AUTO 0
/** Every step executes one operation at a time. */
#define RL_STEPS_EAGER 1

/** On a CUDA device the data set is kept there if it fits in addition to the training; else it is streamed, and with the
 *  augmentation `trivial` in any case. */
#define RL_DATA_AUTO 0
/** The data set is kept on the device; RL_OUT_OF_MEMORY where it does not fit, RL_INVALID_ARGUMENT with `trivial`. */
#define RL_DATA_RESIDENT 1
/** The data set is streamed from the host. */
#define RL_DATA_STREAMED 2

typedef struct rl_trainer_options {
  uint32_t struct_size;
  int32_t schedule;        /**< RL_SCHEDULE_* */
  int32_t nesterov;        /**< RL_OPTIMIZER_SGD: Nesterov momentum; needs `momentum` above 0 */
  int32_t shuffle;         /**< a new order every epoch; 0 keeps the dataset's */
  int32_t augment;         /**< 1: where `augmentation` is NULL, "crop(4) flip" */
  int32_t milestone_count;
  int64_t batch;           /**< images in a batch; the last batch of an epoch may be smaller, and is not dropped */
  int64_t epochs;          /**< the length of the schedule, and of the training */
  double lr;
  double momentum;         /**< RL_OPTIMIZER_SGD: in [0, 1) */
  double weight_decay;     /**< on every parameter; RL_OPTIMIZER_SGD: as `torch.optim.SGD` */
  double gamma;            /**< factor at a milestone */
  double label_smoothing;  /**< in [0, 1) */
  double warmup_epochs;    /**< the rate rises linearly over these, on top of the schedule; 0 for none */
  const int64_t *milestones; /**< ascending epochs, counted from 0; 0 lowers the rate from the first step on */
  uint64_t seed;           /**< of batch order, augmentation and dropout */
  int32_t memory_format;   /**< RL_MEMORY_*: the memory format of the network's maps and weights from now on */
  /**
   * 1: on a CUDA device only algorithms with bit-identical results; 0: cuDNN chooses the fastest ones by measurement.
   * On a CPU results are always bit-identical.
   */
  int32_t deterministic;
  int32_t steps;           /**< RL_STEPS_*; ignored on a CPU */
  int32_t data;            /**< RL_DATA_*; ignored on a CPU */
  int32_t optimizer;       /**< RL_OPTIMIZER_* */
  int32_t reserved;
  const char *augmentation; /**< as rl_augmentation_canonicalize accepts it; NULL: as `augment` says */
  /**
   * Parts of the network that do not learn, separated by spaces; may be NULL. A part is named by the name of a layer, or
   * by what that begins with: "stem", "stage2", "stage2.0", "stage2.0.conv1", "head". Its parameters keep their bits, and
   * its batch normalisations normalise by their running statistics, which stay as they are.
   */
  const char *freeze;
  /**
   * Factors on the learning rate of parts, PART=FACTOR separated by spaces, above 0: "stem=0.1 head=10"; may be NULL.
   * Where two parts hold a parameter the longer name counts.
   */
  const char *lr_scale;
} rl_trainer_options;

/** The way in which a trainer executes its steps. */
typedef struct rl_trainer_info {
  uint32_t struct_size;
  int32_t recorded;       /**< 1: a step of full size has been recorded and is replayed */
  int32_t resident;       /**< 1: the data set is on the network's CUDA device */
  int32_t reserved;
  int64_t skipped_steps;  /**< with RL_PRECISION_FP16: updates skipped so far because gradients overflowed */
  double loss_scale;      /**< with RL_PRECISION_FP16: of the next step; else 1 */
  char notice[512];       /**< for display: why steps do not execute as requested; empty where they do */
} rl_trainer_info;

/** The measurements of one step. */
typedef struct rl_step {
  int64_t step;      /**< 1-based over the whole run */
  int64_t epoch;     /**< 1-based */
  int64_t images;    /**< in this batch */
  double loss;       /**< mean cross-entropy of the batch, before the update */
  double grad_norm;  /**< L2 norm over all gradients that exist, before the update, weight decay not included; with
                          RL_PRECISION_FP16 infinite or NaN where the update was skipped */
  double lr;         /**< learning rate of this update */
  double seconds;      /**< wall time of the step, waiting included; on a CUDA device the mean over the steps that were
                            collected together */
  double wait_seconds; /**< the part of `seconds` spent waiting for the batch */
} rl_step;

/** rl_trainer_run returned because it had made `max_steps` steps, or had no room for more records. */
#define RL_STOP_STEPS 0
/** … because `max_millis` had passed. */
#define RL_STOP_TIME 1
/** … because an epoch is complete. */
#define RL_STOP_EPOCH 2
/** … because the last epoch is complete. Further calls return this at once. */
#define RL_STOP_FINISHED 3
/** … because the cancel flag was set. A further call continues the training. */
#define RL_STOP_CANCELLED 4

RL_API rl_status rl_trainer_create(rl_network *network, const rl_dataset *dataset, const rl_trainer_options *options,
                                   rl_trainer **trainer, rl_error *err);
RL_API void rl_trainer_free(rl_trainer *trainer);

RL_API rl_status rl_trainer_describe(const rl_trainer *trainer, rl_trainer_info *info, rl_error *err);

/**
 * Continues the training. Returns at the latest after `max_steps` steps, after the first step that ends later than
 * `max_millis` (0 for no limit), at the end of an epoch, or after the step during which `cancel` became nonzero.
 *
 * On a CUDA device steps are issued ahead of the host, which reads their measurements every few dozen steps: limits,
 * `cancel` and a bad loss take effect there. Where the device runs out of memory the call is RL_OUT_OF_MEMORY, and the
 * message says what would fit; the completed steps are in `steps`, `written` is set, and the trainer can continue after
 * the last of them.
 *
 * On RL_DIVERGED the records up to and including the step with the bad loss are in `steps` and `written` is set; the
 * network's weights are then useless.
 *
 * @param steps   room for `capacity` records, at least 1
 * @param written the records written
 * @param stop    RL_STOP_*
 * @param cancel  may be NULL
 */
RL_API rl_status rl_trainer_run(rl_trainer *trainer, int64_t max_steps, int64_t max_millis, const int32_t *cancel,
                                rl_step *steps, int64_t capacity, int64_t *written, int32_t *stop, rl_error *err);

/** Writes the optimizer's state and the position in the run as a safetensors file, complete or not at all. */
RL_API rl_status rl_trainer_save(const rl_trainer *trainer, const char *path, rl_error *err);

/**
 * Restores what rl_trainer_save wrote. With the network's checkpoint loaded and equal options, the following steps are
 * those that the saved run would have made, bit for bit on the same machine and thread count. First load the network's
 * checkpoint that was saved at the same step: with other weights in the network the call is RL_CORRUPT_DATA, and the
 * trainer does not change.
 */
RL_API rl_status rl_trainer_load(rl_trainer *trainer, const char *path, rl_error *err);

/* ----------------------------------------------------------------------------------------------------- diagnostics */

/** One row of the table of metrics. `docs/diagnostics.md` has the formulas. */
typedef struct rl_metric_row {
  char name[32];     /**< for example "effective_rank" */
  char probe[32];    /**< the probe that measures it, for example "spectrum" */
  char summary[128]; /**< one line of description */
  char source[192];  /**< the paper or text it comes from */
  int32_t probe_bit; /**< its RL_PROBE_* */
  int32_t per_layer; /**< 1: one value a layer, of those it is defined for; 0: one value a network */
  int32_t positive;  /**< 1: a magnitude or ratio above 0, to be summarised by its logarithm */
  int32_t reserved;
} rl_metric_row;

/**
 * Copies up to `capacity` rows of the table of metrics to `rows` (may be NULL for 0) and sets `count` to the rows there
 * are. The index of a row is the metric's number.
 */
RL_API rl_status rl_metric_table(rl_metric_row *rows, int64_t capacity, int64_t *count, rl_error *err);

#define RL_PROBE_ACTIVATIONS 1
#define RL_PROBE_GRADIENTS 2
#define RL_PROBE_SPECTRUM 4
#define RL_PROBE_SENSITIVITY 8
#define RL_PROBE_SHATTERING 16
#define RL_PROBE_JACOBIAN 32
#define RL_PROBE_MICROBATCH 64
#define RL_PROBE_NTK 128
#define RL_PROBE_HESSIAN 256
#define RL_PROBE_PROXIES 512
#define RL_PROBE_COORDINATES 1024

/** Batch normalisation by the batch's statistics; the running ones do not change. */
#define RL_BN_TRAIN 0
/** Batch normalisation by the running statistics. */
#define RL_BN_EVAL 1

/** The probes to run, and the images to run them on. */
typedef struct rl_probe_options {
  uint32_t struct_size;
  int32_t probes;  /**< a set of RL_PROBE_*, at least one */
  int32_t bn_mode; /**< RL_BN_* */
  int32_t float64; /**< 1: compute in float64, from the same float32 weights */
  uint64_t seed;   /**< of perturbations, cotangents and signs */
  int64_t first;   /**< the batch is images [first, first + count) of the input */
  int64_t count;   /**< at least 2; RL_PROBE_MICROBATCH and RL_PROBE_NTK need 16 */
  double eps;      /**< relative size of the perturbation of RL_PROBE_SENSITIVITY, above 0 */
  double lr;       /**< learning rate of RL_PROBE_COORDINATES, above 0 */
} rl_probe_options;

/** One measured number. */
typedef struct rl_measure {
  int32_t metric; /**< row of rl_metric_table */
  int32_t layer;  /**< index in rl_network_layers; -1 for the network */
  double value;   /**< NaN where the metric is not defined, for example a ratio with denominator 0 */
} rl_measure;

/**
 * Runs probes on a network and one batch. The network is restored bit for bit.
 *
 * @param measures room for `capacity` records; (layers + 1) x (rows of rl_metric_table) is always enough. With less
 *                 the call fails before it computes anything.
 * @param count    the records written
 * @param cancel   read between passes; nonzero ends the call with RL_CANCELLED. May be NULL.
 */
RL_API rl_status rl_network_probe(rl_network *network, const rl_dataset *input, const rl_probe_options *options,
                                  rl_measure *measures, int64_t capacity, int64_t *count, const int32_t *cancel,
                                  rl_error *err);

/** The bins of distributions, and the images to take them from. */
typedef struct rl_histogram_options {
  uint32_t struct_size;
  int32_t bn_mode; /**< RL_BN_* */
  int64_t first;   /**< the batch is images [first, first + count) of the input */
  int64_t count;   /**< at least 2 */
  int64_t bins;    /**< bins of equal width, 1 to 65536 */
  double low;      /**< lower edge of the first */
  double high;     /**< upper edge of the last, above `low` */
} rl_histogram_options;

/** The distribution of one layer's outputs, except its bins, which have an array of their own. NaN is not counted. */
typedef struct rl_histogram {
  int32_t layer; /**< index in rl_network_layers */
  int32_t reserved;
  int64_t below; /**< values under `low` */
  int64_t above; /**< values over `high` */
} rl_histogram;

/**
 * Computes the distributions of the outputs of the blocks, in the order of execution. The network is restored bit for
 * bit.
 *
 * @param rows     room for `capacity` records; as many as rl_network_layers has block outputs are needed. With less the
 *                 call fails before it computes anything.
 * @param counts   room for capacity x bins values: the bins of record i begin at i x bins
 * @param count    the records written
 * @param cancel   nonzero ends the call with RL_CANCELLED. May be NULL.
 */
RL_API rl_status rl_network_histograms(rl_network *network, const rl_dataset *input,
                                       const rl_histogram_options *options, rl_histogram *rows, int64_t *counts,
                                       int64_t capacity, int64_t *count, const int32_t *cancel, rl_error *err);

/** The row of the notebook's `analyze_model`, with its columns in their order, and NaN where it has NaN. */
typedef struct rl_notebook_row {
  uint32_t struct_size;
  int32_t reserved;
  int64_t layers_tracked;
  double mean_of_means;
  double mean_of_stds;
  double min_std;
  double max_std;
  double relu_zero_fraction_mean;
  double relu_zero_fraction_max;
  double loss;
  double grad_norm_first_conv;
  double grad_norm_last_linear;
  double grad_norm_global;
  double first_last_ratio;
  double logit_difference; /**< logit_diff_L2_mean */
} rl_notebook_row;

/**
 * Repeats the notebook's `analyze_model`, in its order and in PyTorch's contiguous format: activations in evaluation
 * mode, gradients of the cross-entropy in training mode, which changes the running statistics, and the change of the
 * logits in evaluation mode with the changed statistics. The network is restored bit for bit.
 *
 * @param input images [first, first + count) and their labels
 * @param noise images added to those of `input` with the same number, times `noise_scale`; its labels are not used
 */
RL_API rl_status rl_network_analyze_as_notebook(rl_network *network, const rl_dataset *input, const rl_dataset *noise,
                                                double noise_scale, int64_t first, int64_t count,
                                                rl_notebook_row *row, rl_error *err);

/* ------------------------------------------------------------------------------------------------------- measuring */

/** The peak performance of this machine, as measured. */
typedef struct rl_machine_limits {
  uint32_t struct_size;
  int32_t threads;          /**< CPU threads that it was measured with: those of one operation */
  double convolution_gflops; /**< 1e9 floating-point operations a second, two for each multiply-accumulate */
  double copy_gbps;         /**< 1e9 bytes a second, read and written both counted */
} rl_machine_limits;

/**
 * Measures the limits on the CPU, which takes a second or two: the best of several 3 x 3 convolutions of the shapes of
 * the networks here (forward, batch 128, channels-last, float32, no gradients), each the median of repeated calls, and
 * a copy between two buffers too large for any cache.
 */
RL_API rl_status rl_runtime_measure_limits(rl_machine_limits *limits, rl_error *err);

#define RL_PHASE_FORWARD 0
#define RL_PHASE_BACKWARD 1
/** Gradient norm and update. */
#define RL_PHASE_OPTIMIZER 2
/** Outside of the others. */
#define RL_PHASE_OTHER 3

/** The part is an operation. */
#define RL_PART_OPERATION 0
/** The part is the time spent waiting for the batch. */
#define RL_PART_WAIT 1
/** The part is the time outside all others; the overhead of profiling is included. */
#define RL_PART_REST 2

/** A part of the time of a training step: one operation in one phase, or time outside operations. */
typedef struct rl_step_part {
  char name[64];  /**< as LibTorch records it, for example "aten::convolution_backward" */
  double seconds; /**< wall time a step, without that of operations that it calls */
  double calls;   /**< a step; 0 for RL_PART_REST */
  int32_t phase;  /**< RL_PHASE_* */
  int32_t kind;   /**< RL_PART_* */
} rl_step_part;

/**
 * Makes training steps, as rl_trainer_run does, and measures how their wall time is spent: an operation's seconds are
 * those of the calling thread, however many threads share the work. The seconds of all rows add up to those of a step. A
 * step takes a little longer than without profiling. For networks on the CPU only; elsewhere RL_UNSUPPORTED.
 *
 * @param steps    at least 1, at most those that are left of the run
 * @param parts    room for `capacity` rows, at least 2: RL_PART_WAIT, RL_PART_REST, then the operations, the longest first.
 *                 The seconds of operations for which there is no room are in RL_PART_REST.
 * @param count    the rows written
 * @param step_seconds wall time of one step
 */
RL_API rl_status rl_trainer_profile(rl_trainer *trainer, int64_t steps, rl_step_part *parts, int64_t capacity,
                                    int64_t *count, double *step_seconds, rl_error *err);

/**
 * Measures the time to assemble batches one after another on the calling thread, with the code that a trainer runs on a
 * separate thread. A first batch is not timed: it warms up the memory.
 *
 * @param batch   images in each, at least 1; the last of an epoch may have fewer
 * @param batches at least 1
 * @param shuffle 1: a new order every epoch, its making included; 0: the dataset's order
 * @param augmentation as in rl_trainer_options; NULL for none
 * @param seed    of order and augmentation
 * @param images  those of all timed batches
 * @param seconds wall time of all timed batches
 */
RL_API rl_status rl_dataset_assemble(const rl_dataset *dataset, int64_t batch, int64_t batches, int32_t shuffle,
                                     const char *augmentation, uint64_t seed, int64_t *images, double *seconds,
                                     rl_error *err);

#ifdef __cplusplus
}
#endif

#endif /* RESLAB_RESLAB_H */
