// SPDX-License-Identifier: Apache-2.0
//
// Compares what our own kernels write with what the host writes, bit for bit. One line a case; exit code 0 where all
// agree, 1 where one does not, 2 where the device cannot be used.
//
//   device_kernel_check [cpu | cuda[:N]]      default: cuda where it can be used, else cpu

#include <torch/types.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "data/batch_assembler.hpp"
#include "data/resident_dataset.hpp"
#include "runtime/device.hpp"
#include "train/assembled_batch.hpp"

using namespace reslab;

namespace {

struct Assembled {
  int64_t count = 0;
  std::vector<float> images;
  std::vector<int64_t> labels;

  Assembled(const Dataset& dataset, int64_t batch)
      : images(static_cast<size_t>(batch * dataset.shape().values())), labels(static_cast<size_t>(batch)) {}
};

/// By the body of the kernel, called in a loop.
Assembled by_kernel_body(const Dataset& dataset, const BatchPlan& plan, int64_t number) {
  const int64_t per_epoch = batches_per_epoch(dataset.images(), plan.batch);
  ResidentDataset resident(dataset, plan, c10::kCPU);
  resident.begin_epoch(number / per_epoch);
  const torch::Tensor position = torch::tensor({number % per_epoch});
  const auto [batch, job] =
      resident.job(position, std::min(plan.batch, dataset.images() - number % per_epoch * plan.batch));
  assemble_on_host(job);
  Assembled result(dataset, plan.batch);
  result.count = job.count;
  std::memcpy(result.images.data(), job.images,
              static_cast<size_t>(job.count * dataset.shape().values()) * sizeof(float));
  std::memcpy(result.labels.data(), job.batch_labels, static_cast<size_t>(job.count) * sizeof(int64_t));
  return result;
}

Assembled on_device(const std::shared_ptr<const Dataset>& dataset, const BatchPlan& plan, int64_t number,
                    c10::Device device) {
  if (!device.is_cuda()) return by_kernel_body(*dataset, plan, number);
  Assembled result(*dataset, plan.batch);
  result.count = assemble_batch(dataset, plan, number, device, result.images.data(), result.labels.data());
  return result;
}

Assembled on_host(const std::shared_ptr<const Dataset>& dataset, const BatchPlan& plan, int64_t number) {
  Assembled result(*dataset, plan.batch);
  result.count = BatchAssembler(dataset, plan).write(number, result.images.data(), result.labels.data());
  return result;
}

bool agree(const Assembled& a, const Assembled& b) {
  return a.count == b.count && a.labels == b.labels &&
         std::memcmp(a.images.data(), b.images.data(), a.images.size() * sizeof(float)) == 0;
}

std::shared_ptr<const Dataset> byte_images(const ImageDescription& description, int64_t images) {
  std::vector<uint8_t> pixels(static_cast<size_t>(images * description.shape.values()));
  std::vector<int64_t> labels(static_cast<size_t>(images));
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>((i * 2654435761u) >> 13);
  for (size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int64_t>(i % 10);
  return Dataset::create(description, 10, Dataset::Pixels::of(std::move(pixels)), std::move(labels));
}

int check_all(c10::Device device) {
  const ImageDescription gray{
      .shape = {.channels = 1, .height = 28, .width = 20}, .mean = {0.25f}, .deviation = {0.5f}};
  int wrong = 0;
  for (const auto& [name, dataset] :
       {std::pair<const char*, std::shared_ptr<const Dataset>>{"bytes", byte_images(cifar10_images(), 1000)},
        {"gray bytes", byte_images(gray, 300)},
        {"values", Dataset::synthetic(300, 10, 1)}}) {
    for (const char* augmentation : {"none", "crop(4) flip", "resized-crop(0.2) flip erase(0.5)"}) {
      for (const int64_t batch : {1, 37, 128}) {
        for (const int64_t number : {0, 2, 41}) {
          const BatchPlan plan{.batch = batch,
                               .epochs = 1,
                               .shuffle = true,
                               .augmentation = Augmentation::parse(augmentation),
                               .seed = 5};
          const bool same = agree(on_device(dataset, plan, number, device), on_host(dataset, plan, number));
          std::printf("assemble %s augment='%s' batch=%ld number=%ld on %s: %s\n", name, augmentation,
                      static_cast<long>(batch), static_cast<long>(number), device.str().c_str(),
                      same ? "same bits" : "DIFFERENT");
          wrong += same ? 0 : 1;
        }
      }
    }
  }
  return wrong;
}

DeviceRequest request(const std::string& text) {
  if (text == "cpu") return {DeviceKind::kCpu, 0};
  if (text == "auto") return {DeviceKind::kAuto, 0};
  if (text == "cuda") return {DeviceKind::kCuda, 0};
  if (text.rfind("cuda:", 0) == 0) return {DeviceKind::kCuda, std::atoi(text.c_str() + 5)};
  throw std::runtime_error("the device is '" + text + "', expected cpu, cuda, cuda:N or auto");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const c10::Device device = resolve_device(request(argc > 1 ? argv[1] : "auto"));
    const int wrong = check_all(device);
    std::printf("%s\n", wrong == 0 ? "all agree" : "some differ");
    return wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "device_kernel_check: %s\n", error.what());
    return 2;
  }
}
