# SPDX-License-Identifier: Apache-2.0
"""Makes probes.tsv, the reference values of the diagnostics, or checks it. README.md says how."""

import argparse
import math
import sys
from collections.abc import Iterable, Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

import reference_probes as probes
from make_golden import FAMILY_NETS, FIXTURE, HERE, NOTEBOOK_BLOCKS, TORCH, Row, case_name, check, parse
from reference_nets import BLOCKS, Net, PreActNoSkip, build
from reference_probes import formula, formula_signs
from reference_training import grad_norm, normalise, read_records

PROBES = HERE / "probes.tsv"
IMAGES = 16
BASE = 8
EPS = 1e-3
COORDINATE_LR = 0.05
RAYLEIGH_STEPS = 5
NOTEBOOK_NOISE = 0.1  # the notebook's 1e-3 moves float32 logits of a plain net by less than their rounding
# The formula's offset of each tensor that a definition draws at random.
OFFSETS = dict(cotangent=1.0, direction=2.0, orthogonal=3.0, signs=4.0, vector=5.0, noise=6.0)


def digits(values: Iterable[float], figures: int = 11) -> tuple[str, ...]:
    return tuple("nan" if math.isnan(value) else f"{value:.{figures}g}" for value in values)


def small_net(block: str) -> Net:
    """tinynet of base 8 at seed 0, float32 weights computed with in float64."""
    torch.manual_seed(0)
    model = Net(BLOCKS[block], BASE, [BASE, 2 * BASE, 4 * BASE], 2, True, False, 10)
    return model.double()


def network_rows(case: str, values: dict[str, float]) -> Iterator[Row]:
    for metric, value in values.items():
        yield Row(case, "network", metric, digits([value]))


def layer_rows(case: str, quantity: str, layers: dict[str, dict[str, float]]) -> Iterator[Row]:
    for layer, values in layers.items():
        yield Row(case, quantity, layer, digits(values.values()))


def activation_rows(case: str, model: Net, x: Tensor, y: Tensor) -> Iterator[Row]:
    layers, network = probes.activations(model, x, y)
    with probes.undisturbed(model), torch.no_grad():
        blocks = probes.Forward(model, x).blocks()
    if not model.training:  # block outputs are enough
        layers = {layer.name: layers[layer.name] for layer in blocks}
    yield from layer_rows(case, "activation", layers)
    yield from network_rows(case, network)
    if model.training:
        for layer in blocks:
            yield Row(case, "quantiles", layer.name, digits(probes.quantiles(layer.output), 9))


def gradient_rows(case: str, model: Net, x: Tensor, u: Tensor) -> Iterator[Row]:
    layers, network = probes.gradients(model, x, u)
    for layer, values in layers.items():
        scale = values.pop("gradient_scale", None)
        if values:
            yield Row(case, "gradient", layer, digits(values.values()))
        if scale is not None:
            yield Row(case, "gradient_scale", layer, digits([scale]))
    yield from network_rows(case, network)


def hessian_rows(case: str, model: Net, x: Tensor, y: Tensor) -> Iterator[Row]:
    product = probes.hessian_product(model, x, y)
    size = sum(p.numel() for p in model.parameters())
    start = formula((size,), torch.float64, OFFSETS["vector"])
    signs = formula_signs((size,), torch.float64, OFFSETS["vector"])
    yield from network_rows(case, dict(hessian_top=probes.hessian_top(product, size)))
    yield Row(case, "hessian_rayleigh", "-", digits(probes.rayleigh_quotients(product, start, RAYLEIGH_STEPS)))
    yield Row(case, "hessian_form", "-", digits([(signs @ product(signs)).item()]))


def probe_rows(block: str, training: bool, x: Tensor, y: Tensor) -> Iterator[Row]:
    model = small_net(block).train(training)
    case = f"tinynet@{BASE}/{block}/default/0/{'train' if training else 'eval'}"
    n, k = len(x), model.head[-1].out_features
    u = formula((n, k), x.dtype, OFFSETS["cotangent"]) / math.sqrt(n)
    yield from activation_rows(case, model, x, y)
    yield from gradient_rows(case, model, x, u)
    yield from layer_rows(case, "spectrum", probes.spectrum(model, x))
    yield from network_rows(case, probes.sensitivity(model, x, formula(x.shape, x.dtype, OFFSETS["direction"]), EPS))
    yield from network_rows(case, probes.shattering(model, x, u, formula(x.shape, x.dtype, OFFSETS["orthogonal"])))
    yield from network_rows(case, probes.jacobian(model, x, formula_signs((n,), x.dtype, OFFSETS["signs"])))
    yield from network_rows(case, probes.microbatch(model, x, y))
    condition, eigenvalues = probes.ntk(model, x)
    yield from network_rows(case, condition)
    yield Row(case, "ntk_eigenvalues", "-", digits(eigenvalues.tolist()))
    yield from hessian_rows(case, model, x, y)
    yield from network_rows(case, probes.proxies(model, x, y))
    if training:
        for layer, values in probes.coordinates(model, x, y, COORDINATE_LR).items():
            yield Row(case, "coordinates", layer, digits(values))


# The notebook's own diagnostics, float32, with its labels and its noise given.

class NotebookPreAct(PreActNoSkip):
    """The notebook's v2 block: the projection is computed, and seen by hooks, but not added."""

    def forward(self, x: Tensor) -> Tensor:
        pre = self.activation(self.bn1(x))
        if self.down is not None:
            self.down(pre)
        return self.conv2(self.activation(self.bn2(self.conv1(pre))))


def notebook_activations(model: nn.Module, x: Tensor) -> dict[str, float]:
    seen: list[tuple[nn.Module, float, float]] = []

    def hook(module: nn.Module, _, t: Tensor) -> None:
        seen.append((module, t.mean().item(), t.std(unbiased=False).item(), (t == 0).float().mean().item()))

    hooks = [module.register_forward_hook(hook) for module in model.modules()
             if isinstance(module, (nn.Conv2d, nn.BatchNorm2d, nn.ReLU, nn.SiLU, nn.GroupNorm))]
    model.eval()
    with torch.no_grad():
        model(x)
    for handle in hooks:
        handle.remove()
    stds = [std for _, _, std, _ in seen]
    zeros = [zero for module, _, _, zero in seen if isinstance(module, (nn.ReLU, nn.SiLU))]
    return {"layers_tracked": len(seen), "mean(mean)": sum(mean for _, mean, _, _ in seen) / len(seen),
            "mean(std)": sum(stds) / len(stds), "min(std)": min(stds), "max(std)": max(stds),
            "relu_zero_frac_mean": sum(zeros) / len(zeros), "relu_zero_frac_max": max(zeros)}


def notebook_gradients(model: nn.Module, x: Tensor, y: Tensor) -> dict[str, float]:
    """Moves BN's running statistics by one batch, as in the notebook."""
    model.train()
    model.zero_grad(set_to_none=True)
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    first = next(m for m in model.modules() if isinstance(m, nn.Conv2d)).weight.grad.norm(2).item()
    last = [m for m in model.modules() if isinstance(m, nn.Linear)][-1].weight.grad.norm(2).item()
    return {"loss(dummy)": loss.item(), "grad_norm_first_conv": first, "grad_norm_last_linear": last,
            "grad_norm_global": grad_norm(model), "first/last_ratio": first / (last + 1e-12)}


def notebook_sensitivity(model: nn.Module, x: Tensor, noise: Tensor) -> float:
    model.eval()
    with torch.no_grad():
        return (model(x + noise) - model(x)).flatten(1).norm(p=2, dim=1).mean().item()


def notebook_rows(block: str, x: Tensor, y: Tensor) -> Iterator[Row]:
    """analyze_model's row, in its order: the sensitivity is measured after the gradient's pass moved the statistics."""
    model = build("tinynet", block)
    if block == "preact-noskip":
        for module in model.modules():
            if isinstance(module, PreActNoSkip):
                module.__class__ = NotebookPreAct
    noise = NOTEBOOK_NOISE * formula(x.shape, x.dtype, OFFSETS["noise"])
    values: dict[str, float] = {"params": sum(p.numel() for p in model.parameters())}
    values |= notebook_activations(model, x)
    untouched = notebook_sensitivity(model, x, noise)
    values |= notebook_gradients(model, x, y)
    values["logit_diff_L2_mean"] = notebook_sensitivity(model, x, noise)
    values["logit_diff_L2_mean(untouched)"] = untouched
    for column, value in values.items():
        yield Row(case_name("tinynet", block), "notebook", column, digits([value], 8))


# FLOPs as PyTorch counts them

def flops(model: nn.Module) -> tuple[int, int]:
    """Of the forward and of the backward pass, for one image in training mode."""
    x, y = torch.zeros(1, 3, 32, 32), torch.zeros(1, dtype=torch.int64)
    model.train()
    with FlopCounterMode(display=False) as counter:
        loss = F.cross_entropy(model(x), y)
        forward = counter.get_total_flops()
        loss.backward()
    return forward, counter.get_total_flops() - forward


def flop_rows() -> Iterator[Row]:
    for net, block in (*(("tinynet", block) for block in BLOCKS), *FAMILY_NETS):
        yield Row(case_name(net, block), "flops", "-", tuple(map(str, flops(build(net, block)))))


def all_rows() -> list[Row]:
    raw, labels = read_records(FIXTURE / "test_batch.bin", IMAGES)
    images = normalise(raw)
    rows = [Row("meta", "torch", "version", (TORCH,))]
    rows += [Row("meta", "formula", name, (repr(offset),)) for name, offset in OFFSETS.items()]
    rows += [Row("meta", "probes", key, (repr(value),)) for key, value in
             (("images", IMAGES), ("eps", EPS), ("coordinate_lr", COORDINATE_LR), ("noise", NOTEBOOK_NOISE))]
    for block in NOTEBOOK_BLOCKS:
        for training in (True, False):
            rows += probe_rows(block, training, images.double(), labels)
        rows += notebook_rows(block, images, labels)
    return sorted([*rows, *flop_rows()])


# Largest difference, relative to the largest value of the row. float64 values agree far better than this.
TOLERANCE = {"notebook": 2e-5}
DEFAULT_TOLERANCE = 1e-8
# Differences of float32 logits, of which rounding alone makes some.
LOGIT_ROUNDING = 1e-7
EXACT = ("meta", "flops")


def differs(stored: Row, made: Row) -> bool:
    if stored.case in EXACT or stored.quantity in EXACT or len(stored.values) != len(made.values):
        return stored != made
    pairs = [(float(a), float(b)) for a, b in zip(stored.values, made.values)]
    if any(math.isnan(a) != math.isnan(b) for a, b in pairs):
        return True
    defined = [(a, b) for a, b in pairs if not math.isnan(a)]
    bound = TOLERANCE.get(stored.quantity, DEFAULT_TOLERANCE) * max((abs(a) for a, _ in defined), default=0.0)
    if stored.key.startswith("logit_diff"):
        bound += LOGIT_ROUNDING
    return any(abs(a - b) > bound for a, b in defined)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with probes.tsv instead of writing it")
    arguments = parser.parse_args()
    if torch.__version__.split("+")[0] != TORCH:
        print(f"PyTorch {torch.__version__} found, expected {TORCH}: golden values are tied to it", file=sys.stderr)
        return 2
    rows = all_rows()
    if arguments.check:
        differences = check(parse(PROBES.read_text()), rows, differs)
        print(f"{len(rows)} rows, {differences} differences")
        return 1 if differences else 0
    PROBES.write_text("".join(row.line() + "\n" for row in rows))
    print(f"{PROBES}: {len(rows)} rows, {PROBES.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
