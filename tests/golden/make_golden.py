# SPDX-License-Identifier: Apache-2.0
"""Makes golden.tsv, the reference values that the tests compare ResLab with, or checks it. README.md says how."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

from reference_nets import BLOCKS, build
from reference_training import batches, logits_of, normalise, read_records, train

HERE = Path(__file__).resolve().parent
FIXTURE = HERE.parent / "data" / "cifar10-small"
GOLDEN = HERE / "golden.tsv"
TORCH = "2.13.0"

LOGIT_IMAGES = 8
# Five epochs of three full batches and one of 8 images: both milestones lie inside.
PROTOCOL = dict(steps=20, batch=64, epochs=5)
# README.md says why networks with ReLU are compared at a smaller learning rate.
# Of the same run; a bfloat16 step takes seconds on most CPUs.
BF16_STEPS = 3
SMOOTH_LR = 0.1
RELU_LR = 1e-4

NOTEBOOK_BLOCKS = ("plain", "plain-valid", "basic", "preact", "preact-noskip")
FAMILY_NETS = (("resnet-20", "basic"), ("resnet-20", "preact"), ("resnet-29", "bottleneck"),
               ("resnet-29", "preact-bottleneck"), ("wrn-10-2", "preact"))
SMOOTH_BLOCKS = ("plain[act=silu]", "basic[act=silu]", "preact[act=silu]", "basic[norm=gn, act=silu]")


class Row(NamedTuple):
    """One line of the file: what was measured (case, quantity, key), and the values as text."""

    case: str
    quantity: str
    key: str
    values: tuple[str, ...]

    def line(self) -> str:
        return "\t".join((self.case, self.quantity, self.key, *self.values))


def fnv1a(tensor: Tensor) -> str:
    """64-bit FNV-1a of a tensor's elements, row-major and little-endian."""
    value = 0xCBF29CE484222325
    for byte in tensor.detach().contiguous().numpy().tobytes():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def shape_text(tensor: Tensor) -> str:
    return "x".join(map(str, tensor.shape)) or "scalar"


def single(values: Iterable[float]) -> tuple[str, ...]:
    """float32 values in digits that give them back exactly."""
    return tuple(f"{value:.9g}" for value in values)


def double(values: Iterable[float]) -> tuple[str, ...]:
    """float64 values in the shortest digits that give them back exactly."""
    return tuple(repr(float(value)) for value in values)


def case_name(net: str, block: str, init: str = "default", seed: int = 0) -> str:
    return f"{net}/{block}/{init}/{seed}"


def fingerprints(case: str, model: nn.Module) -> Iterator[Row]:
    yield Row(case, "parameters", "-", (str(sum(p.numel() for p in model.parameters())),))
    for name, tensor in model.state_dict().items():
        yield Row(case, "fingerprint", name, (shape_text(tensor), fnv1a(tensor)))


def logit_rows(case: str, quantity: str, logits: Tensor) -> Iterator[Row]:
    for index, row in enumerate(logits.tolist()):
        yield Row(case, quantity, f"{index:02d}", single(row))


def initial_rows(test_images: Tensor) -> Iterator[Row]:
    cases = [("tinynet", block, "default") for block in BLOCKS]
    cases += [("tinynet", "basic", init) for init in ("he-fan-in", "he-fan-out")]
    cases += [(net, block, "default") for net, block in FAMILY_NETS]
    for net, block, init in cases:
        model = build(net, block, init=init)
        case = case_name(net, block, init)
        yield from fingerprints(case, model)
        yield from logit_rows(case, "logits", logits_of(model, test_images))
    for block in NOTEBOOK_BLOCKS:
        yield from fingerprints(case_name("tinynet", block, seed=1), build("tinynet", block, seed=1))


def trajectory_rows(images: Tensor, labels: Tensor, test_images: Tensor) -> Iterator[Row]:
    for block in NOTEBOOK_BLOCKS + SMOOTH_BLOCKS:
        smooth = block in SMOOTH_BLOCKS
        case = case_name("tinynet", block)
        model = build("tinynet", block)
        for step in train(model, images, labels, lr=SMOOTH_LR if smooth else RELU_LR, **PROTOCOL):
            yield Row(case, "step" if smooth else "step_relu", f"{step.step:02d}",
                      double((step.loss, step.grad_norm, step.lr)))
        if smooth:
            yield from logit_rows(case, "trained_logits", logits_of(model, test_images))


def bf16_rows(images: Tensor, labels: Tensor) -> Iterator[Row]:
    model = build("tinynet", "basic")
    for step in train(model, images, labels, lr=RELU_LR, autocast=torch.bfloat16, **{**PROTOCOL, "steps": BF16_STEPS}):
        yield Row(case_name("tinynet", "basic"), "step_bf16", f"{step.step:02d}",
                  double((step.loss, step.grad_norm, step.lr)))


def schedule_rows() -> Iterator[Row]:
    """Learning rate of each epoch from 0.1, by PyTorch's own schedulers."""
    for epochs in range(1, 11):
        def rates(make) -> tuple[str, ...]:
            optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
            scheduler = make(optimizer)
            values = []
            for _ in range(epochs):
                values.append(optimizer.param_groups[0]["lr"])
                optimizer.step()
                scheduler.step()
            return double(values)

        milestones = [int(0.6 * epochs), int(0.85 * epochs)]
        multistep = torch.optim.lr_scheduler.MultiStepLR
        cosine = torch.optim.lr_scheduler.CosineAnnealingLR
        yield Row("schedule", "multistep", f"{epochs:02d}", rates(lambda o: multistep(o, milestones, gamma=0.1)))
        yield Row("schedule", "cosine", f"{epochs:02d}", rates(lambda o: cosine(o, T_max=epochs)))


def data_rows(images: Tensor, labels: Tensor) -> Iterator[Row]:
    for channel in range(3):
        for y, x in ((0, 0), (0, 31), (15, 16), (31, 31)):
            yield Row("data", "pixel", f"0/{channel}/{y:02d}/{x:02d}", single([images[0, channel, y, x].item()]))
    for index, (x, y) in enumerate(batches(images, labels, 64)):
        yield Row("data", "batch64", str(index), (shape_text(x), fnv1a(x), fnv1a(y)))


def meta_rows() -> Iterator[Row]:
    yield Row("meta", "torch", "version", (TORCH,))
    yield Row("meta", "torch", "cpu", (torch.backends.cpu.get_cpu_capability(),))
    for key, value in (*PROTOCOL.items(), ("lr", SMOOTH_LR), ("lr_relu", RELU_LR)):
        yield Row("meta", "trajectory", key, (repr(value),))


def all_rows() -> list[Row]:
    train_images, train_labels = read_records(FIXTURE / "data_batch_1.bin")
    test_images, _ = read_records(FIXTURE / "test_batch.bin", LOGIT_IMAGES)
    images, tests = normalise(train_images), normalise(test_images)
    return sorted([*meta_rows(), *data_rows(images, train_labels), *schedule_rows(), *initial_rows(tests),
                   *trajectory_rows(images, train_labels, tests), *bf16_rows(images, train_labels)])


def parse(text: str) -> list[Row]:
    fields = (line.split("\t") for line in text.splitlines())
    return [Row(case, quantity, key, tuple(values)) for case, quantity, key, *values in fields]


# Largest relative difference per quantity: of each value, or of the largest one for a row of logits. What is not listed
# must be equal.
LOGIT_TOLERANCE = {"logits": 1e-5, "trained_logits": 5e-3}
STEP_TOLERANCE = {"step": (1e-3, 1e-3, 1e-12), "step_relu": (1e-3, 2e-2, 1e-12), "step_bf16": (1e-3, 2e-2, 1e-12)}


def differs(stored: Row, made: Row) -> bool:
    if (stored.case, stored.key) == ("meta", "cpu"):
        return False
    if stored.quantity in LOGIT_TOLERANCE:
        scale = max(abs(float(value)) for value in stored.values)
        bounds = [LOGIT_TOLERANCE[stored.quantity] * scale] * len(stored.values)
    elif stored.quantity in STEP_TOLERANCE:
        bounds = [t * abs(float(value)) for t, value in zip(STEP_TOLERANCE[stored.quantity], stored.values)]
    else:
        return stored != made
    pairs = zip(stored.values, made.values, bounds, strict=True)
    return any(not abs(float(a) - float(b)) <= bound for a, b, bound in pairs)


def check(stored_rows: list[Row], made_rows: list[Row], differs: Callable[[Row, Row], bool]) -> int:
    """Prints what differs between stored rows and rows just made; the number of differences."""
    stored = {row[:3]: row for row in stored_rows}
    made = {row[:3]: row for row in made_rows}
    count = 0
    for key in sorted(stored.keys() | made.keys()):
        if key not in made:
            problem = "is stored but not made any more"
        elif key not in stored:
            problem = "is made but not stored"
        elif differs(stored[key], made[key]):
            problem = f"is stored as {' '.join(stored[key].values)} but made as {' '.join(made[key].values)}"
        else:
            continue
        count += 1
        print(f"{' '.join(key)} {problem}", file=sys.stderr)
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with golden.tsv instead of writing it")
    arguments = parser.parse_args()
    if torch.__version__.split("+")[0] != TORCH:
        print(f"PyTorch {torch.__version__} found, expected {TORCH}: golden values are tied to it", file=sys.stderr)
        return 2
    torch.set_num_threads(2)
    rows = all_rows()
    if arguments.check:
        differences = check(parse(GOLDEN.read_text()), rows, differs)
        print(f"{len(rows)} rows, {differences} differences")
        return 1 if differences else 0
    GOLDEN.write_text("".join(row.line() + "\n" for row in rows))
    print(f"{GOLDEN}: {len(rows)} rows, {GOLDEN.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
