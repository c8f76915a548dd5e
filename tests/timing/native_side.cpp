// SPDX-License-Identifier: Apache-2.0
//
// The native side of the native-vs-Java timing: builds a network, trains it and saves its weights with the C++ classes,
// without a JVM and without the C ABI. The other side is JavaSide.java, which makes the same run through the Java API;
// read the two side by side.
//
// usage: native_side block=TEXT steps=N warmup=N batch=N images=N threads=N weights=FILE
//
// Prints one line of name=value: what SideReport.java reads.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "data/dataset.hpp"
#include "nn/network.hpp"
#include "runtime/device.hpp"
#include "runtime/error.hpp"
#include "train/checkpoint.hpp"
#include "train/trainer.hpp"

namespace {

using reslab::ErrorKind;
using reslab::fail;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// The arguments by name, each given once.
class Arguments {
 public:
  Arguments(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
      const std::string argument = argv[i];
      const size_t equals = argument.find('=');
      if (equals == std::string::npos) {
        fail(ErrorKind::kInvalidArgument, "argument '", argument, "' has no '=', expected name=value");
      }
      values_[argument.substr(0, equals)] = argument.substr(equals + 1);
    }
  }

  const std::string& text(const char* name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) fail(ErrorKind::kInvalidArgument, "no argument ", name, "=…, which is needed");
    return found->second;
  }

  int64_t number(const char* name) const {
    const std::string& value = text(name);
    char* end = nullptr;
    const long long number = std::strtoll(value.c_str(), &end, 10);
    if (value.empty() || *end != '\0' || number < 0) {
      fail(ErrorKind::kInvalidArgument, name, " is '", value, "', expected a number of at least 0");
    }
    return number;
  }

 private:
  std::map<std::string, std::string> values_;
};

/// The largest resident set that this process has had.
int64_t peak_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::strtoll(line.c_str() + 6, nullptr, 10);
  }
  fail(ErrorKind::kUnsupported, "/proc/self/status has no line VmHWM, which tells the peak of memory");
}

/// Trains `count` steps, over the ends of epochs.
void train(reslab::Trainer& trainer, int64_t count, std::vector<reslab::StepRecord>* records) {
  const size_t end = records->size() + static_cast<size_t>(count);
  while (records->size() < end) {
    trainer.run({.max_steps = static_cast<int64_t>(end - records->size())}, records);
  }
}

struct Sizes {
  int64_t steps;
  int64_t warmup;
  int64_t batch;
  int64_t images;
};

/// A run that counts for nothing, but has everything in the process called once.
constexpr Sizes kFirstRun{.steps = 2, .warmup = 1, .batch = 2, .images = 4};

struct Measured {
  double run_seconds;
  double steps_seconds;
  std::vector<reslab::StepRecord> records;
};

/// One whole run: network, data, every step, weights saved, everything released.
Measured run(const std::string& block, const Sizes& sizes, const std::string& weights) {
  reslab::NetworkOptions net;
  net.net = "tinynet";
  net.block = block;
  reslab::TrainerOptions options;
  options.schedule.kind = reslab::Schedule::kConstant;
  options.schedule.lr = 0.01;
  options.schedule.epochs = (sizes.steps * sizes.batch + sizes.images - 1) / sizes.images;
  options.batch = sizes.batch;

  const auto start = Clock::now();
  Measured measured{};
  {
    const auto network = std::make_shared<reslab::Network>(net);
    const auto dataset = reslab::Dataset::synthetic(sizes.images, 10, 0);
    reslab::Trainer trainer(network, dataset, options);
    train(trainer, sizes.warmup, &measured.records);
    const auto warm = Clock::now();
    train(trainer, sizes.steps - sizes.warmup, &measured.records);
    measured.steps_seconds = seconds_since(warm);
    reslab::save_network(*network, weights);
  }
  measured.run_seconds = seconds_since(start);
  return measured;
}

void print_values(const char* name, const std::vector<reslab::StepRecord>& records, double reslab::StepRecord::*value) {
  std::printf(" %s=", name);
  for (size_t i = 0; i < records.size(); ++i) std::printf("%s%a", i == 0 ? "" : ",", records[i].*value);
}

void run(const Arguments& arguments) {
  const std::string& block = arguments.text("block");
  const std::string& weights = arguments.text("weights");
  reslab::set_threads(arguments.number("threads"));
  run(block, kFirstRun, weights);
  const Measured measured = run(block,
                                {.steps = arguments.number("steps"),
                                 .warmup = arguments.number("warmup"),
                                 .batch = arguments.number("batch"),
                                 .images = arguments.number("images")},
                                weights);
  std::printf("run_seconds=%.9f steps_seconds=%.9f peak_kib=%lld", measured.run_seconds, measured.steps_seconds,
              static_cast<long long>(peak_kib()));
  print_values("losses", measured.records, &reslab::StepRecord::loss);
  print_values("grad_norms", measured.records, &reslab::StepRecord::grad_norm);
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  int status = EXIT_SUCCESS;
  // Not on the main thread, as the JVM does not run Java's main on it either: the main thread allocates from glibc's
  // main arena, every other from one of its own, which gives memory back less readily. The two differ by more than what
  // is to be measured here.
  std::thread work([&] {
    try {
      run(Arguments(argc, argv));
    } catch (const std::exception& error) {
      std::fprintf(stderr, "native_side: %s\n", error.what());
      status = EXIT_FAILURE;
    }
  });
  work.join();
  return status;
}
