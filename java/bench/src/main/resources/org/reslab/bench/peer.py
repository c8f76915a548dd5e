# SPDX-License-Identifier: Apache-2.0
"""PyTorch's side of `reslab bench`: the same networks and the same steps, in the ways that people run them.

usage: python peer.py SETTINGS, a JSON object with the keys of `WorkerSettings`. Modes:

  notebook  the notebook's loop: NCHW, DataLoader with two worker processes, `loss.item()` each step, and a gradient norm
            that calls `.item()` for each parameter. Its transforms are torchvision's (random crop with padding 4, flip,
            to float, normalise); torchvision need not be installed, so they are written here with torch, an image at a
            time, as torchvision does them.
  tuned     NHWC, images resident as finished tensors, SGD with fused=True, gradients set to None, one norm call.
  compile   the same with torch.compile(mode="max-autotune") on the model.
  evaluate  NHWC, resident images, evaluation mode under torch.inference_mode; loss and hits are read once a round.
  analyze   the notebook's analysis of plain, basic and preact with one seed: statistics of every layer's output, norms of
            gradients, sensitivity of the logits. A round analyses the three once.

Device and precision. tuned, compile and evaluate compute on any device, the others on the CPU. On a CUDA device images lie
in its memory, cudnn.benchmark is on, and a round ends when the device has finished. fp32 switches TensorFloat-32 off, which
PyTorch has on for convolutions; tf32, for CUDA devices, switches it on for products of matrices, too. bf16 and fp16 are
autocast, in training with GradScaler for fp16. analyze computes in fp32.

The warm-up is a round or, on a CUDA device, as many as hold WARM_UP_STEPS steps: torch.compile compiles in the first step,
and records CUDA graphs in some after it.

Prints one JSON object a line. The first says that it is ready, or unavailable and why. Then each line "round" on
standard input makes one round of steps and is answered with its images and seconds. The end of the input ends it.
Between rounds no thread of it spins (OMP_WAIT_POLICY=PASSIVE, set by whoever starts it), so that it can wait while
another contender runs.
"""

import json
import os
import sys
import time
import traceback

# Nothing but answers may go to standard output, whatever a library prints.
ANSWERS = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

NOTEBOOK_WORKERS = 2
NOTEBOOK_EPOCH = 50_000  # images of CIFAR-10; fewer are stored, and used again
PADDING = 4
NOTEBOOK_SIDE = 32  # of CIFAR's images
WARM_UP_STEPS = 30
MEAN = (0.4914, 0.4822, 0.4465)
DEVIATION = (0.2023, 0.1994, 0.2010)


class Unavailable(Exception):
    """What is asked for is not here; the message says why."""


def answer(**values):
    ANSWERS.write(json.dumps(values) + "\n")
    ANSWERS.flush()


try:
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError as failure:
    answer(unavailable=f"{sys.executable} cannot import torch ({failure})")
    sys.exit(0)


def conv3(in_ch, out_ch, stride=1):
    return nn.Conv2d(in_ch, out_ch, 3, stride=stride, padding=1, bias=False)


def shortcut_needed(in_ch, out_ch, stride):
    return stride != 1 or in_ch != out_ch


class Plain(nn.Module):
    pre_activation = False

    def __init__(self, in_ch, out_ch, stride):
        super().__init__()
        self.net = nn.Sequential(
            conv3(in_ch, out_ch, stride), nn.BatchNorm2d(out_ch), nn.ReLU(inplace=True),
            conv3(out_ch, out_ch), nn.BatchNorm2d(out_ch), nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.net(x)


class Basic(nn.Module):
    pre_activation = False

    def __init__(self, in_ch, out_ch, stride):
        super().__init__()
        self.conv1 = conv3(in_ch, out_ch, stride)
        self.bn1 = nn.BatchNorm2d(out_ch)
        self.conv2 = conv3(out_ch, out_ch)
        self.bn2 = nn.BatchNorm2d(out_ch)
        self.relu = nn.ReLU(inplace=True)
        self.down = nn.Identity()
        if shortcut_needed(in_ch, out_ch, stride):
            self.down = nn.Sequential(
                nn.Conv2d(in_ch, out_ch, 1, stride=stride, bias=False), nn.BatchNorm2d(out_ch))

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(out)) + self.down(x))


class PreAct(nn.Module):
    pre_activation = True

    def __init__(self, in_ch, out_ch, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(in_ch)
        self.conv1 = conv3(in_ch, out_ch, stride)
        self.bn2 = nn.BatchNorm2d(out_ch)
        self.conv2 = conv3(out_ch, out_ch)
        self.relu = nn.ReLU(inplace=True)
        self.down = None
        if shortcut_needed(in_ch, out_ch, stride):
            self.down = nn.Conv2d(in_ch, out_ch, 1, stride=stride, bias=False)

    def forward(self, x):
        pre = self.relu(self.bn1(x))
        out = self.conv2(self.relu(self.bn2(self.conv1(pre))))
        return out + (x if self.down is None else self.down(pre))


BLOCKS = {"plain": Plain, "basic": Basic, "preact": PreAct}


class Net(nn.Module):
    def __init__(self, block, stem, depth, stem_norm, final_norm, classes):
        super().__init__()
        layers = [conv3(3, stem)]
        if stem_norm:
            layers += [nn.BatchNorm2d(stem), nn.ReLU(inplace=True)]
        in_ch = stem
        for stage, out_ch in enumerate((stem, 2 * stem, 4 * stem)):
            for index in range(depth):
                layers.append(block(in_ch, out_ch, 2 if stage > 0 and index == 0 else 1))
                in_ch = out_ch
        if final_norm:
            layers += [nn.BatchNorm2d(in_ch), nn.ReLU(inplace=True)]
        layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(in_ch, classes)]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


def torchvision_models():
    """torchvision's networks, or None where it is not installed."""
    # A torchvision that was built for CUDA beside a PyTorch for CPUs finds two operators missing that no model here uses.
    schemas = torch.library.Library("torchvision", "DEF")
    for schema in ("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
                   "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"):
        try:
            schemas.define(schema)
        except RuntimeError:
            pass  # it has them itself
    try:
        from torchvision import models
    except ImportError:
        return None
    return models


def build(settings):
    """tinynet or resnet-N of a block as ResLab builds them, or a network of torchvision by its name."""
    torch.manual_seed(settings["seed"])
    if settings["net"] != "tinynet" and not settings["net"].startswith("resnet-"):
        models = torchvision_models()
        if models is None:
            raise Unavailable(f"{sys.executable} has no torchvision, which has the network {settings['net']}")
        if not hasattr(models, settings["net"]):
            raise Unavailable(f"torchvision has no network {settings['net']}")
        return getattr(models, settings["net"])(num_classes=10)
    if settings["block"] not in BLOCKS:
        raise Unavailable(f"the block {settings['block']} is not written for PyTorch here: {', '.join(BLOCKS)} are")
    block = BLOCKS[settings["block"]]
    base = settings["width"]
    if settings["net"] == "tinynet":
        return Net(block, base or 32, 2, True, False, 10)
    depth = (int(settings["net"].removeprefix("resnet-")) - 2) // 6
    return Net(block, base or 16, depth, not block.pre_activation, block.pre_activation, 10)


class NotebookImages(torch.utils.data.Dataset):
    """Images of bytes, each cropped, flipped and normalised when it is asked for."""

    def __init__(self, count):
        generator = torch.Generator().manual_seed(0)
        self.images = torch.randint(0, 256, (count, 3, NOTEBOOK_SIDE, NOTEBOOK_SIDE), dtype=torch.uint8, generator=generator)
        self.labels = torch.randint(0, 10, (count,), generator=generator).tolist()
        self.mean = torch.tensor(MEAN).view(3, 1, 1)
        self.deviation = torch.tensor(DEVIATION).view(3, 1, 1)

    def __len__(self):
        return NOTEBOOK_EPOCH

    def __getitem__(self, index):
        index %= len(self.labels)
        padded = F.pad(self.images[index], [PADDING] * 4)
        top, left = torch.randint(0, 2 * PADDING + 1, (2,)).tolist()
        image = padded[:, top:top + NOTEBOOK_SIDE, left:left + NOTEBOOK_SIDE]
        if torch.rand(1).item() < 0.5:
            image = image.flip(-1)
        return image.float().div(255).sub_(self.mean).div_(self.deviation), self.labels[index]


AUTOCAST = {"fp32": None, "tf32": None, "bf16": torch.bfloat16, "fp16": torch.float16}
CPU_MODES = ("notebook", "analyze")


def require_possible(settings):
    """Raises ValueError for what this script does not do, as asked for."""
    device, precision, mode = settings["device"], settings["precision"], settings["mode"]
    on_cuda = torch.device(device).type == "cuda"
    if precision not in AUTOCAST:
        raise ValueError(f"the precision is '{precision}', expected one of {', '.join(AUTOCAST)}")
    if precision == "tf32" and not on_cuda:
        raise ValueError(f"the precision tf32 is for CUDA devices, and the device is {device}")
    if on_cuda and mode in CPU_MODES:
        raise ValueError(f"the mode {mode} is for the CPU, and the device is {device}")
    if mode == "analyze" and precision != "fp32":
        raise ValueError(f"the mode analyze computes in fp32, and the precision is {precision}")


def missing_device(settings):
    """Why this PyTorch cannot use the device, None where it can."""
    device = torch.device(settings["device"])
    found = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if device.type != "cuda" or (device.index or 0) < found:
        return None
    return f"PyTorch {torch.__version__} of {sys.executable} sees {found} CUDA devices, and the device is {device}"


def use_device(settings):
    """Sets what holds for the whole process."""
    if torch.device(settings["device"]).type == "cuda":
        torch.cuda.set_device(settings["device"])
        torch.backends.cudnn.benchmark = True
        torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = settings["precision"] == "tf32"


def finish(settings):
    """Waits until the device has done what was asked of it."""
    if torch.device(settings["device"]).type == "cuda":
        torch.cuda.synchronize(settings["device"])


def autocast(settings):
    dtype = AUTOCAST[settings["precision"]]
    return torch.autocast(torch.device(settings["device"]).type, dtype=dtype, enabled=dtype is not None)


def scaler(settings):
    """One that does nothing where the precision needs none."""
    return torch.amp.GradScaler(torch.device(settings["device"]).type, enabled=settings["precision"] == "fp16")


def resident_images(settings):
    count = settings["batch"] * settings["steps"]
    generator = torch.Generator().manual_seed(0)
    side = settings["size"]
    images = torch.randn(count, 3, side, side, generator=generator).contiguous(memory_format=torch.channels_last)
    labels = torch.randint(0, 10, (count,), generator=generator)
    return images.to(settings["device"]), labels.to(settings["device"])


def sgd(model, **options):
    return torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4, **options)


def notebook_norm(model):
    total = 0.0
    for p in model.parameters():
        if p.grad is None:
            continue
        total += p.grad.data.norm(2).item() ** 2
    return total ** 0.5


def notebook(settings):
    """Returns a function that makes one round as the notebook's `train_model` does, and its model."""
    model = build(settings).train()
    optimizer = sgd(model)
    scale = scaler(settings)
    images = NotebookImages(min(NOTEBOOK_EPOCH, max(5_000, settings["batch"])))
    loader = torch.utils.data.DataLoader(
        images, batch_size=settings["batch"], shuffle=True, num_workers=NOTEBOOK_WORKERS)

    def forever():
        while True:
            yield from loader

    # One iterator for all rounds: the start of its processes belongs to an epoch of 391 steps, not to a round of ten.
    batches = forever()

    def one_round():
        total = seen = 0
        for _ in range(settings["steps"]):
            x, y = next(batches)
            optimizer.zero_grad(set_to_none=True)
            with autocast(settings):
                loss = F.cross_entropy(model(x), y)
            scale.scale(loss).backward()
            scale.unscale_(optimizer)
            notebook_norm(model)
            scale.step(optimizer)
            scale.update()
            total += loss.item()
            seen += len(y)
        return seen

    return one_round, model


def tuned(settings, compiled=False):
    model = build(settings).to(settings["device"], memory_format=torch.channels_last).train()
    step_model = torch.compile(model, mode="max-autotune") if compiled else model
    optimizer = sgd(model, fused=True)
    scale = scaler(settings)
    parameters = list(model.parameters())
    images, labels = resident_images(settings)
    batch = settings["batch"]

    def one_round():
        for step in range(settings["steps"]):
            x = images[step * batch:(step + 1) * batch]
            y = labels[step * batch:(step + 1) * batch]
            optimizer.zero_grad(set_to_none=True)
            with autocast(settings):
                loss = F.cross_entropy(step_model(x), y)
            scale.scale(loss).backward()
            scale.unscale_(optimizer)
            torch.nn.utils.get_total_norm([p.grad for p in parameters])
            scale.step(optimizer)
            scale.update()
        return len(labels)

    return one_round, model


def evaluate(settings):
    model = build(settings).to(settings["device"], memory_format=torch.channels_last).eval()
    images, labels = resident_images(settings)
    batch = settings["batch"]

    def one_round():
        correct = loss = torch.zeros((), device=settings["device"])
        with torch.inference_mode(), autocast(settings):
            for first in range(0, len(labels), batch):
                y = labels[first:first + batch]
                logits = model(images[first:first + batch])
                loss = loss + F.cross_entropy(logits, y, reduction="sum")
                correct = correct + (logits.argmax(1) == y).sum()
        loss.item(), correct.item()
        return len(labels)

    return one_round, model


@torch.no_grad()
def activation_statistics(model, images):
    rows = []

    def hook(_module, _inputs, output):
        rows.append((output.mean().item(), output.std(unbiased=False).item(), output.min().item(),
                     output.max().item(), (output == 0).float().mean().item()))

    hooks = [m.register_forward_hook(hook) for m in model.modules()
             if isinstance(m, (nn.Conv2d, nn.BatchNorm2d, nn.ReLU))]
    model.eval()
    model(images)
    for each in hooks:
        each.remove()
    return rows


def gradient_norms(model, images, labels):
    model.train()
    model.zero_grad(set_to_none=True)
    F.cross_entropy(model(images), labels).backward()
    first = next(m for m in model.modules() if isinstance(m, nn.Conv2d)).weight.grad.norm(2).item()
    last = next(m for m in model.modules() if isinstance(m, nn.Linear)).weight.grad.norm(2).item()
    return first, last, notebook_norm(model)


@torch.no_grad()
def sensitivity(model, images, eps=1e-3):
    model.eval()
    noise = torch.randn_like(images) * eps
    return (model(images + noise) - model(images)).flatten(1).norm(p=2, dim=1).mean().item()


def analyze(settings):
    """A round builds and analyses each block's network, as the notebook's `analyze_model` does with a batch of its own."""
    batch = settings["batch"]

    def one_round():
        for block in BLOCKS:
            model = build({**settings, "block": block})
            activation_statistics(model, torch.randn(batch, 3, NOTEBOOK_SIDE, NOTEBOOK_SIDE))
            gradient_norms(model, torch.randn(batch, 3, NOTEBOOK_SIDE, NOTEBOOK_SIDE), torch.randint(0, 10, (batch,)))
            sensitivity(model, torch.randn(batch, 3, NOTEBOOK_SIDE, NOTEBOOK_SIDE))
        return batch * len(BLOCKS)

    return one_round, build(settings)


MODES = {
    "notebook": (notebook, "the notebook's loop: NCHW, DataLoader with 2 workers, .item() for each parameter"),
    "tuned": (tuned, "NHWC, resident tensors, fused=True, one norm call"),
    "compile": (lambda settings: tuned(settings, compiled=True), 'the same with torch.compile(mode="max-autotune")'),
    "analyze": (analyze, "the notebook's analysis of plain, basic and preact, one seed"),
    "evaluate": (evaluate, "torch.inference_mode, NHWC, resident tensors"),
}


def memory(field):
    """VmHWM or VmRSS of this process in bytes; of worker processes nothing is in it."""
    with open("/proc/self/status", encoding="utf-8") as status:
        for line in status:
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024
    raise RuntimeError(f"/proc/self/status has no {field}")


def warm_up(settings, one_round):
    one_round()
    if torch.device(settings["device"]).type == "cuda":
        for _ in range((WARM_UP_STEPS - 1) // settings["steps"]):
            one_round()
    finish(settings)


def serve(settings):
    make, description = MODES[settings["mode"]]
    require_possible(settings)
    missing = missing_device(settings)
    if missing:
        answer(unavailable=missing)
        return
    torch.set_num_threads(settings["threads"])
    use_device(settings)
    try:
        one_round, model = make(settings)
    except Unavailable as failure:
        answer(unavailable=str(failure))
        return
    before = memory("VmRSS")
    try:
        warm_up(settings, one_round)
    except Exception as failure:  # whatever a compiler's back end raises: the peer is then not there, and says why
        if settings["mode"] != "compile":
            raise
        traceback.print_exc()
        reason = (str(failure).strip().splitlines() or [""])[0]
        answer(unavailable=f"torch.compile failed: {type(failure).__name__}: {reason}")
        return
    answer(ready=True, description=description, version=torch.__version__.split("+")[0],
           threads=torch.get_num_threads(), parameters=sum(p.numel() for p in model.parameters()), idle_bytes=before)
    for line in sys.stdin:
        if line.strip() != "round":
            raise ValueError(f"found the request {line.strip()!r}, expected 'round'")
        start = time.perf_counter()
        images = one_round()
        finish(settings)
        seconds = time.perf_counter() - start
        answer(images=images, seconds=seconds, peak_bytes=memory("VmHWM"))


if __name__ == "__main__":
    try:
        serve(json.loads(sys.argv[1]))
    except Exception as failure:  # the other side learns why; the traceback is on standard error
        traceback.print_exc()
        answer(error=f"{type(failure).__name__}: {failure}")
        sys.exit(1)
