// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <c10/util/Exception.h>

#include <cmath>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "abi/guard.hpp"
#include "catch.hpp"
#include "reslab/reslab.h"
#include "support.hpp"

// Errors in the C ABI of data, training, evaluation and files.

using namespace reslab::test;
using Catch::Matchers::ContainsSubstring;

// A struct of two fields that has grown by a third.
struct Grown {
  uint32_t struct_size;
  int32_t old;
  int64_t added;
};
template <>
inline constexpr size_t reslab::abi::kFirstSize<Grown> = 8;

namespace {

/// Expects `call(&error)` to fail with `status` and a message that contains `part`.
template <typename Call>
void require_fails(rl_status status, const std::string& part, Call&& call) {
  rl_error error{};
  error.struct_size = sizeof(error);
  const rl_status outcome = call(&error);
  INFO(error.message);
  REQUIRE(outcome == status);
  REQUIRE(error.code == status);
  REQUIRE_THAT(std::string(error.message), ContainsSubstring(part));
  // Without an error struct the status is the same.
  REQUIRE(call(nullptr) == status);
}

int64_t live(int32_t kind) {
  int64_t count = -1;
  REQUIRE(rl_runtime_live_handles(kind, &count, nullptr) == RL_OK);
  return count;
}

rl_trainer_options small_options() {
  rl_trainer_options options{};
  options.struct_size = sizeof(options);
  options.schedule = RL_SCHEDULE_CONSTANT;
  options.shuffle = 1;
  options.augment = 1;
  options.batch = 16;
  options.epochs = 2;
  options.lr = 0.1;
  options.momentum = 0.9;
  options.weight_decay = 5e-4;
  options.gamma = 0.1;
  return options;
}

/// One handle of each kind, freed in an order that `trainer_last` turns round.
struct Handles {
  rl_network* network = nullptr;
  rl_dataset* dataset = nullptr;
  rl_trainer* trainer = nullptr;
  bool trainer_last = false;

  explicit Handles(const rl_trainer_options& options = small_options()) {
    static constexpr int64_t kLayers[] = {1, 1, 1};
    rl_network_options network_options{};
    network_options.struct_size = sizeof(network_options);
    network_options.classes = 10;
    network_options.final_norm = RL_FINAL_NORM_DEFAULT;
    network_options.net = "tinynet";
    network_options.block = "basic";
    network_options.base = 8;
    network_options.layers = kLayers;
    network_options.layer_count = 3;
    REQUIRE(rl_network_create(&network_options, &network, nullptr) == RL_OK);
    REQUIRE(rl_dataset_create_synthetic(40, 10, 1, nullptr, &dataset, nullptr) == RL_OK);
    REQUIRE(rl_trainer_create(network, dataset, &options, &trainer, nullptr) == RL_OK);
  }
  ~Handles() {
    if (!trainer_last) rl_trainer_free(trainer);
    rl_network_free(network);
    rl_dataset_free(dataset);
    if (trainer_last) rl_trainer_free(trainer);
  }
};

/// While it lives no file of this process may grow beyond `bytes`, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

}  // namespace

TEST_CASE("The C ABI trains, evaluates and frees in any order", "[faults]") {
  for (const bool trainer_last : {false, true}) {
    Handles handles;
    handles.trainer_last = trainer_last;
    REQUIRE(live(RL_HANDLE_DATASET) == 1);
    REQUIRE(live(RL_HANDLE_TRAINER) == 1);

    std::vector<rl_step> steps(2);
    int64_t written = 0;
    int32_t stop = -1;
    const auto run = [&] {
      return rl_trainer_run(handles.trainer, 100, 0, nullptr, steps.data(), 2, &written, &stop, nullptr);
    };
    REQUIRE(run() == RL_OK);
    REQUIRE(written == 2);
    REQUIRE(stop == RL_STOP_STEPS);
    REQUIRE(steps[1].step == 2);
    REQUIRE(steps[1].images == 16);
    REQUIRE(std::isfinite(steps[1].loss));
    REQUIRE(run() == RL_OK);
    REQUIRE(written == 1);
    REQUIRE(stop == RL_STOP_EPOCH);

    rl_evaluation result{};
    result.struct_size = sizeof(result);
    std::vector<float> logits(400, NAN);
    REQUIRE(rl_network_evaluate(handles.network, handles.dataset, 0, 40, 16, &result, logits.data(), nullptr,
                                nullptr) == RL_OK);
    REQUIRE(result.images == 40);
    REQUIRE(std::isfinite(logits.back()));

    rl_dataset_info info{};
    info.struct_size = sizeof(info);
    REQUIRE(rl_dataset_describe(handles.dataset, &info, nullptr) == RL_OK);
    REQUIRE((info.images == 40 && info.classes == 10 && info.channels == 3 && info.height == 32 && info.width == 32));
    int64_t label = -1;
    REQUIRE(rl_dataset_labels(handles.dataset, 39, 1, &label, nullptr) == RL_OK);
    REQUIRE((label >= 0 && label < 10));
  }
  REQUIRE(live(RL_HANDLE_NETWORK) == 0);
  REQUIRE(live(RL_HANDLE_DATASET) == 0);
  REQUIRE(live(RL_HANDLE_TRAINER) == 0);
  rl_dataset_free(nullptr);
  rl_trainer_free(nullptr);
}

TEST_CASE("NULL is an error that names the argument", "[faults]") {
  Handles handles;
  rl_dataset* dataset = nullptr;
  const char* files[] = {nullptr};
  const rl_trainer_options options = small_options();
  rl_trainer* trainer = nullptr;
  rl_step step{};
  int64_t number = 0;
  int32_t stop = 0;
  rl_evaluation evaluation{};
  evaluation.struct_size = sizeof(evaluation);
  const auto null = [](const char* name, auto call) { require_fails(RL_INVALID_ARGUMENT, name, call); };

  null("files is NULL", [&](rl_error* e) { return rl_dataset_open(0, nullptr, 1, 0, nullptr, &dataset, e); });
  null("files[0] is NULL", [&](rl_error* e) { return rl_dataset_open(0, files, 1, 0, nullptr, &dataset, e); });
  null("file_count is 0", [&](rl_error* e) { return rl_dataset_open(0, files, 0, 0, nullptr, &dataset, e); });
  null("format is 7", [&](rl_error* e) { return rl_dataset_open(7, files, 1, 0, nullptr, &dataset, e); });
  null("dataset is NULL", [&](rl_error* e) { return rl_dataset_open(0, files, 1, 0, nullptr, nullptr, e); });
  null("dataset is NULL", [&](rl_error* e) { return rl_dataset_create_synthetic(1, 10, 0, nullptr, nullptr, e); });
  null("dataset is NULL", [&](rl_error* e) { return rl_dataset_describe(nullptr, nullptr, e); });
  null("info is NULL", [&](rl_error* e) { return rl_dataset_describe(handles.dataset, nullptr, e); });
  null("labels is NULL", [&](rl_error* e) { return rl_dataset_labels(handles.dataset, 0, 1, nullptr, e); });
  null("network is NULL",
       [&](rl_error* e) { return rl_trainer_create(nullptr, handles.dataset, &options, &trainer, e); });
  null("dataset is NULL",
       [&](rl_error* e) { return rl_trainer_create(handles.network, nullptr, &options, &trainer, e); });
  null("options is NULL",
       [&](rl_error* e) { return rl_trainer_create(handles.network, handles.dataset, nullptr, &trainer, e); });
  null("trainer is NULL",
       [&](rl_error* e) { return rl_trainer_create(handles.network, handles.dataset, &options, nullptr, e); });
  null("trainer is NULL",
       [&](rl_error* e) { return rl_trainer_run(nullptr, 1, 0, nullptr, &step, 1, &number, &stop, e); });
  null("steps is NULL",
       [&](rl_error* e) { return rl_trainer_run(handles.trainer, 1, 0, nullptr, nullptr, 1, &number, &stop, e); });
  null("written is NULL",
       [&](rl_error* e) { return rl_trainer_run(handles.trainer, 1, 0, nullptr, &step, 1, nullptr, &stop, e); });
  null("stop is NULL",
       [&](rl_error* e) { return rl_trainer_run(handles.trainer, 1, 0, nullptr, &step, 1, &number, nullptr, e); });
  null("capacity is 0",
       [&](rl_error* e) { return rl_trainer_run(handles.trainer, 1, 0, nullptr, &step, 0, &number, &stop, e); });
  null("path is NULL", [&](rl_error* e) { return rl_trainer_save(handles.trainer, nullptr, e); });
  null("path is NULL", [&](rl_error* e) { return rl_trainer_load(handles.trainer, nullptr, e); });
  null("path is NULL", [&](rl_error* e) { return rl_network_save(handles.network, nullptr, RL_NAMES_NET, e); });
  null("path is NULL",
       [&](rl_error* e) { return rl_network_load(handles.network, nullptr, RL_HEAD_LOADED, nullptr, 0, e); });
  null("path is NULL", [&](rl_error* e) { return rl_checkpoint_write(nullptr, nullptr, 0, e); });
  null("path is NULL", [&](rl_error* e) { return rl_checkpoint_metadata(nullptr, nullptr, 0, &number, e); });
  null("tensors is NULL", [&](rl_error* e) { return rl_checkpoint_write("x", nullptr, 1, e); });
  null("result is NULL", [&](rl_error* e) {
    return rl_network_evaluate(handles.network, handles.dataset, 0, 1, 1, nullptr, nullptr, nullptr, e);
  });
  null("dataset is NULL", [&](rl_error* e) {
    return rl_network_evaluate(handles.network, nullptr, 0, 1, 1, &evaluation, nullptr, nullptr, e);
  });
  REQUIRE(live(RL_HANDLE_TRAINER) == 1);
  REQUIRE(live(RL_HANDLE_DATASET) == 1);
}

TEST_CASE("A struct of another size is refused", "[faults]") {
  Handles handles;
  rl_trainer_options options = small_options();
  options.struct_size = 8;
  rl_trainer* trainer = nullptr;
  require_fails(RL_INVALID_ARGUMENT, "options.struct_size is 8, expected 152", [&](rl_error* e) {
    return rl_trainer_create(handles.network, handles.dataset, &options, &trainer, e);
  });
  rl_dataset_info info{};
  require_fails(RL_INVALID_ARGUMENT, "info.struct_size is 0",
                [&](rl_error* e) { return rl_dataset_describe(handles.dataset, &info, e); });
  rl_evaluation evaluation{};
  require_fails(RL_INVALID_ARGUMENT, "result.struct_size is 0", [&](rl_error* e) {
    return rl_network_evaluate(handles.network, handles.dataset, 0, 1, 1, &evaluation, nullptr, nullptr, e);
  });
}

TEST_CASE("A caller of an earlier version is understood, one of a later version is rejected", "[faults]") {
  struct {
    Grown known{8, 5, -1};
    int64_t behind = -2;
  } caller;
  const auto fill = [](Grown& whole) {
    REQUIRE(whole.added == 0);  // the caller's bytes from there on are not its struct
    whole.old += 1;
    whole.added = 7;
  };
  REQUIRE(reslab::abi::sized(&caller.known, "options").old == 5);
  REQUIRE(reslab::abi::sized(&caller.known, "options").added == 0);
  reslab::abi::answer(&caller.known, "info", fill);
  REQUIRE(caller.known.old == 6);
  REQUIRE(caller.known.added == -1);

  caller.known.struct_size = sizeof(Grown);
  REQUIRE(reslab::abi::sized(&caller.known, "options").added == -1);
  caller.known.added = 0;
  reslab::abi::answer(&caller.known, "info", fill);
  REQUIRE(caller.known.added == 7);
  REQUIRE(caller.known.struct_size == sizeof(Grown));

  const auto refused = [&](uint32_t size, const std::string& part) {
    caller.known.struct_size = size;
    require_error(reslab::ErrorKind::kInvalidArgument, {"options.struct_size is " + std::to_string(size), part},
                  [&] { reslab::abi::sized(&caller.known, "options"); });
  };
  refused(0, "set it to the struct's size");
  refused(4, "set it to the struct's size");
  refused(12, "set it to the struct's size");
  refused(24, "expected 16: the caller was built against a newer reslab.h");
  REQUIRE(caller.behind == -2);

  Handles handles;
  rl_trainer_options options = small_options();
  options.struct_size = sizeof(options) + 8;
  rl_trainer* trainer = nullptr;
  require_fails(
      RL_INVALID_ARGUMENT, "options.struct_size is 160, expected 152: the caller was built against a newer",
      [&](rl_error* e) { return rl_trainer_create(handles.network, handles.dataset, &options, &trainer, e); });

  // Of ABI 4, which knew neither `steps` nor `data`: what lies behind its struct is not read.
  options.struct_size = offsetof(rl_trainer_options, steps);
  options.steps = -1;
  options.data = -1;
  rl_error error{};
  error.struct_size = sizeof(error);
  REQUIRE(rl_trainer_create(handles.network, handles.dataset, &options, &trainer, &error) == RL_OK);
  rl_trainer_free(trainer);

  // Of ABI 5, which had no choice of optimizer.
  options = small_options();
  options.struct_size = offsetof(rl_trainer_options, optimizer);
  options.optimizer = -1;
  REQUIRE(rl_trainer_create(handles.network, handles.dataset, &options, &trainer, &error) == RL_OK);
  rl_trainer_free(trainer);
}

TEST_CASE("Trainer options are checked by name", "[faults]") {
  Handles handles;
  const auto refused = [&](const std::string& part, auto change) {
    rl_trainer_options options = small_options();
    change(options);
    rl_trainer* trainer = nullptr;
    require_fails(RL_INVALID_ARGUMENT, part, [&](rl_error* e) {
      return rl_trainer_create(handles.network, handles.dataset, &options, &trainer, e);
    });
    REQUIRE(trainer == nullptr);
  };
  refused("options.schedule is 9", [](auto& o) { o.schedule = 9; });
  refused("options.optimizer is 1", [](auto& o) { o.optimizer = 1; });
  refused("options.nesterov is 2", [](auto& o) { o.nesterov = 2; });
  refused("options.memory_format is 2", [](auto& o) { o.memory_format = 2; });
  refused("options.milestone_count is -1", [](auto& o) { o.milestone_count = -1; });
  refused("options.milestones is NULL", [](auto& o) { o.milestone_count = 1; });
  refused("batch is 0", [](auto& o) { o.batch = 0; });
  refused("lr is -1", [](auto& o) { o.lr = -1; });
}

TEST_CASE("A handle serves its own thread alone", "[faults]") {
  Handles handles;
  std::thread([&] {
    rl_step step{};
    int64_t number = 0;
    int32_t stop = 0;
    rl_evaluation evaluation{};
    evaluation.struct_size = sizeof(evaluation);
    const auto wrong = [](const char* noun, auto call) { require_fails(RL_WRONG_THREAD, noun, call); };
    wrong("this trainer",
          [&](rl_error* e) { return rl_trainer_run(handles.trainer, 1, 0, nullptr, &step, 1, &number, &stop, e); });
    wrong("this trainer", [&](rl_error* e) { return rl_trainer_save(handles.trainer, "/dev/null", e); });
    wrong("this dataset", [&](rl_error* e) { return rl_dataset_labels(handles.dataset, 0, 1, &number, e); });
    wrong("this network", [&](rl_error* e) { return rl_network_save(handles.network, "/dev/null", RL_NAMES_NET, e); });
    wrong("this network", [&](rl_error* e) {
      return rl_network_evaluate(handles.network, handles.dataset, 0, 1, 1, &evaluation, nullptr, nullptr, e);
    });
  }).join();

  // Only freeing is allowed from anywhere.
  rl_dataset* dataset = nullptr;
  REQUIRE(rl_dataset_create_synthetic(1, 10, 0, nullptr, &dataset, nullptr) == RL_OK);
  std::thread([&] { rl_dataset_free(dataset); }).join();
  REQUIRE(live(RL_HANDLE_DATASET) == 1);
}

TEST_CASE("A diverged run hands out its steps", "[faults]") {
  rl_trainer_options options = small_options();
  options.lr = 1e30;
  options.epochs = 100;
  Handles handles(options);
  std::vector<rl_step> steps(50);
  rl_error error{};
  error.struct_size = sizeof(error);
  rl_status status = RL_OK;
  int64_t written = -1;
  int32_t stop = -1;
  // An epoch has three steps; divergence may take a second one.
  for (int call = 0; call < 3 && status == RL_OK; ++call) {
    status = rl_trainer_run(handles.trainer, 50, 0, nullptr, steps.data(), 50, &written, &stop, &error);
  }
  REQUIRE(status == RL_DIVERGED);
  REQUIRE_THAT(std::string(error.message), ContainsSubstring("training diverged at step"));
  REQUIRE(written >= 1);
  REQUIRE_FALSE(std::isfinite(steps[written - 1].loss));
}

TEST_CASE("A cancelled evaluation leaves its result alone", "[faults]") {
  Handles handles;
  rl_evaluation result{};
  result.struct_size = sizeof(result);
  result.images = -5;
  const int32_t cancel = 1;
  require_fails(RL_CANCELLED, "after 0 of 40", [&](rl_error* e) {
    return rl_network_evaluate(handles.network, handles.dataset, 0, 40, 8, &result, nullptr, &cancel, e);
  });
  REQUIRE(result.images == -5);
}

TEST_CASE("A full disk leaves nothing half-written and keeps what was there", "[faults]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("w.safetensors");
  Handles handles;
  std::vector<rl_step> steps(1);
  int64_t written = 0;
  int32_t stop = 0;
  REQUIRE(rl_trainer_run(handles.trainer, 1, 0, nullptr, steps.data(), 1, &written, &stop, nullptr) == RL_OK);
  const auto save_network = [&](rl_error* e) {
    return rl_network_save(handles.network, path.c_str(), RL_NAMES_NET, e);
  };
  const auto save_trainer = [&](rl_error* e) { return rl_trainer_save(handles.trainer, path.c_str(), e); };
  const std::vector<float> values(4096);
  const int64_t shape[] = {4096};
  const rl_tensor_view view{"logits", shape, values.data(), 1, RL_DTYPE_FLOAT32};
  const auto write = [&](rl_error* e) { return rl_checkpoint_write(path.c_str(), &view, 1, e); };
  {
    const FullDisk full(10000);
    require_fails(RL_IO_ERROR, path, save_network);
    require_fails(RL_IO_ERROR, "File too large", save_trainer);
    require_fails(RL_IO_ERROR, "nothing was written", write);
  }
  REQUIRE(folder.entries() == 0);

  REQUIRE(save_network(nullptr) == RL_OK);
  const std::string before = read_bytes(path);
  {
    const FullDisk full(10000);
    require_fails(RL_IO_ERROR, path, save_network);
  }
  REQUIRE(read_bytes(path) == before);
  REQUIRE(folder.entries() == 1);
}

TEST_CASE("A place that cannot be written is an I/O error", "[faults]") {
  const TemporaryFolder folder;
  Handles handles;
  const auto save_to = [&](const std::string& path, const std::string& part) {
    require_fails(RL_IO_ERROR, part,
                  [&](rl_error* e) { return rl_network_save(handles.network, path.c_str(), RL_NAMES_NET, e); });
  };
  save_to(folder.file("absent/w"), "No such file or directory");
  save_to("/proc/w", "/proc/w");
  REQUIRE(::mkdir(folder.file("folder").c_str(), 0755) == 0);
  save_to(folder.file("folder"), "it is a folder");
  REQUIRE(::mkfifo(folder.file("pipe").c_str(), 0644) == 0);
  save_to(folder.file("pipe"), "expected a regular file or a new name");
  REQUIRE(std::filesystem::is_fifo(folder.file("pipe")));
  REQUIRE(::unlink(folder.file("pipe").c_str()) == 0);
  REQUIRE(folder.entries() == 1);
  if (::geteuid() != 0) {  // root may write anywhere
    REQUIRE(::chmod(folder.string().c_str(), 0555) == 0);
    save_to(folder.file("w"), "Permission denied");
    REQUIRE(::chmod(folder.string().c_str(), 0755) == 0);
  }
}

TEST_CASE("A link is followed, and what it leads to is replaced", "[faults]") {
  const TemporaryFolder folder;
  Handles handles;
  const std::string target = folder.file("target");
  REQUIRE(::mkdir(folder.file("links").c_str(), 0755) == 0);
  const std::string absolute = folder.file("links/absolute");
  const std::string relative = folder.file("links/relative");
  std::filesystem::create_symlink(target, absolute);
  std::filesystem::create_symlink("absolute", relative);
  for (const std::string& path : {relative, absolute}) {
    CAPTURE(path);
    REQUIRE(rl_network_save(handles.network, path.c_str(), RL_NAMES_NET, nullptr) == RL_OK);
    REQUIRE(std::filesystem::is_symlink(path));
    REQUIRE(std::filesystem::is_regular_file(std::filesystem::symlink_status(target)));
    REQUIRE(rl_network_load(handles.network, target.c_str(), RL_HEAD_LOADED, nullptr, 0, nullptr) == RL_OK);
    REQUIRE(::unlink(target.c_str()) == 0);
  }
  std::filesystem::create_symlink("endless", folder.file("endless"));
  require_fails(RL_IO_ERROR, "endless", [&](rl_error* e) {
    return rl_network_save(handles.network, folder.file("endless").c_str(), RL_NAMES_NET, e);
  });
}

TEST_CASE("Messages are text that a terminal may show", "[faults]") {
  Handles handles;
  rl_error error{};
  error.struct_size = sizeof(error);
  REQUIRE(rl_network_load(handles.network, "a\x1b[2J\xff\xc2\x9b\tc\u00e7", RL_HEAD_LOADED, nullptr, 0, &error) ==
          RL_IO_ERROR);
  REQUIRE_THAT(error.message, Catch::Matchers::ContainsSubstring("'a\\x1b[2J\xef\xbf\xbd\\x9b\tc\u00e7'"));

  rl_network_options options{};
  options.struct_size = sizeof(options);
  options.net = "tinynet";
  options.block = "basic";
  options.block_name = "\xff";
  options.classes = 10;
  rl_network* network = nullptr;
  require_fails(RL_INVALID_ARGUMENT, "expected UTF-8",
                [&](rl_error* e) { return rl_network_create(&options, &network, e); });
}

TEST_CASE("A load says what it converted, cut to the caller's buffer", "[faults]") {
  const TemporaryFolder folder;
  Handles handles;
  const std::string path = folder.file("w");
  REQUIRE(rl_network_save(handles.network, path.c_str(), RL_NAMES_NET, nullptr) == RL_OK);
  char notice[64] = "before";
  REQUIRE(rl_network_load(handles.network, path.c_str(), RL_HEAD_LOADED, notice, sizeof(notice), nullptr) == RL_OK);
  REQUIRE(std::string(notice).empty());
  require_fails(RL_INVALID_ARGUMENT, "capacity is -1", [&](rl_error* e) {
    return rl_network_load(handles.network, path.c_str(), RL_HEAD_LOADED, notice, -1, e);
  });
  require_fails(RL_INVALID_ARGUMENT, "notice is NULL", [&](rl_error* e) {
    return rl_network_load(handles.network, path.c_str(), RL_HEAD_LOADED, nullptr, 8, e);
  });
}

TEST_CASE("Metadata and tensors cross the border", "[faults]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("x");
  const float value = 2.5f;
  const int64_t shape[] = {1};
  rl_tensor_view view{"logits", shape, &value, 1, RL_DTYPE_FLOAT32};
  REQUIRE(rl_checkpoint_write(path.c_str(), &view, 1, nullptr) == RL_OK);
  char entries[16] = "";
  int64_t needed = 0;
  REQUIRE(rl_checkpoint_metadata(path.c_str(), entries, sizeof(entries), &needed, nullptr) == RL_OK);
  REQUIRE(needed == 1);
  REQUIRE(entries[0] == '\0');

  Handles handles;
  REQUIRE(rl_network_save(handles.network, path.c_str(), RL_NAMES_NET, nullptr) == RL_OK);
  REQUIRE(rl_checkpoint_metadata(path.c_str(), entries, sizeof(entries), &needed, nullptr) == RL_OK);
  REQUIRE(std::string(entries, sizeof(entries)) == std::string("format\0pt\0resla\0", 16));
  std::string whole(needed, 'x');
  REQUIRE(rl_checkpoint_metadata(path.c_str(), whole.data(), needed, &needed, nullptr) == RL_OK);
  REQUIRE(whole.back() == '\0');
  REQUIRE_THAT(whole, ContainsSubstring(std::string("\0reslab.block\0basic\0", 20)));

  const std::string header = R"({"__metadata__":{"note":"a\u0000b"}})";
  std::ofstream(folder.file("nul"), std::ios::binary)
      << static_cast<char>(header.size()) << std::string(7, '\0') << header;
  require_fails(RL_CORRUPT_DATA, "the metadata hold a NUL", [&](rl_error* e) {
    return rl_checkpoint_metadata(folder.file("nul").c_str(), entries, sizeof(entries), &needed, e);
  });

  const auto refused = [&](const std::string& part, auto change) {
    rl_tensor_view bad = view;
    change(bad);
    require_fails(RL_INVALID_ARGUMENT, part,
                  [&](rl_error* e) { return rl_checkpoint_write(path.c_str(), &bad, 1, e); });
  };
  refused("tensors[0].name is NULL", [](auto& v) { v.name = nullptr; });
  refused("tensors[0].shape is NULL", [](auto& v) { v.shape = nullptr; });
  refused("tensors[0].ndim is -1", [](auto& v) { v.ndim = -1; });
  refused("tensors[0].dtype is 5", [](auto& v) { v.dtype = 5; });
  refused("'logits' is NULL", [](auto& v) { v.data = nullptr; });
  require_fails(RL_INVALID_ARGUMENT, "count is -1",
                [&](rl_error* e) { return rl_checkpoint_write(path.c_str(), &view, -1, e); });
}

TEST_CASE("A failure of LibTorch has the class of its cause", "[faults]") {
  const c10::SourceLocation here{"f", "file", 1};
  const auto fails = [](rl_status status, const std::string& part, const auto& failure) {
    require_fails(status, part, [&](rl_error* e) { return reslab::abi::guarded(e, [&] { throw failure; }); });
  };
  fails(RL_DEVICE_ERROR, "unspecified launch failure",
        c10::AcceleratorError(here, 719, "CUDA error: unspecified launch failure"));
  fails(RL_OUT_OF_MEMORY, "out of memory", c10::AcceleratorError(here, 2, "CUDA error: out of memory"));
  fails(RL_OUT_OF_MEMORY, "tried", c10::OutOfMemoryError(here, "tried to allocate 1 GiB"));
  fails(RL_OUT_OF_MEMORY, "not enough", c10::Error(here, "DefaultCPUAllocator: not enough memory: you tried"));
  fails(RL_DEVICE_ERROR, "CUBLAS", c10::Error(here, "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `f`"));
  fails(RL_OUT_OF_MEMORY, "CUBLAS", c10::Error(here, "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `f`"));
  fails(RL_DEVICE_ERROR, "cuDNN", c10::Error(here, "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"));
  fails(RL_INTERNAL, "sizes", c10::Error(here, "sizes do not match"));
  fails(RL_OUT_OF_MEMORY, "out of memory", std::bad_alloc());
  fails(RL_INTERNAL, "unknown type", 7);
}

TEST_CASE("Text is cut between characters", "[faults]") {
  const std::string text = "a\xC3\xA9z";  // "aéz"
  const auto cut = [&](int64_t capacity) {
    std::string buffer(8, '#');
    int64_t needed = 0;
    reslab::abi::copy_text(text, buffer.data(), capacity, &needed);
    REQUIRE(needed == 5);
    REQUIRE(buffer.substr(static_cast<size_t>(capacity)) == std::string(8 - static_cast<size_t>(capacity), '#'));
    return std::string(buffer.c_str());
  };
  REQUIRE(cut(1).empty());
  REQUIRE(cut(2) == "a");
  REQUIRE(cut(3) == "a");
  REQUIRE(cut(4) == "a\xC3\xA9");
  REQUIRE(cut(5) == text);

  char record[3];
  reslab::abi::copy_fixed(text, record);
  REQUIRE(std::string(record, sizeof(record)) == std::string("a\0\0", 3));

  rl_error error{};
  error.struct_size = sizeof(error);
  std::string message(RL_ERROR_MESSAGE_SIZE - 2, 'x');
  reslab::abi::report(&error, RL_INTERNAL, message + "\xC3\xA9");
  REQUIRE(error.message == message);
}
