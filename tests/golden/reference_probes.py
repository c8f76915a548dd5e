# SPDX-License-Identifier: Apache-2.0
"""Every metric of docs/diagnostics.md in plain PyTorch: the oracle that ResLab's probes are held against.

A probe takes a model of reference_nets, a batch, and whatever the definition draws at random, so that two
implementations can be given the same. It returns numbers, leaves parameters and running statistics as they were, and
computes in the model's dtype; statistics are taken in float64. The model's own mode, `train()` or `eval()`, is the BN
mode. NaN is "undefined".
"""

import copy
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from reference_nets import Basic, Net, Plain, PreAct

NAN = float("nan")
QUANTILES = (0.01, 0.05, 0.25, 0.50, 0.75, 0.95, 0.99)
QUANTILE_VALUES = 16384
GOLDEN_SECTION = 0.6180339887498949
MICROBATCHES = 8
NTK_SAMPLES = 16
NORMS = (nn.BatchNorm2d, nn.GroupNorm)


@dataclass
class Layer:
    """One layer of a forward pass, with its tensors in the graph."""

    name: str
    type: str
    output: Tensor
    stage: int = 0  # 1-based; 0 outside the stages
    module: nn.Module | None = None
    input: Tensor | None = None
    block_output: bool = False
    on_shortcut: bool = False
    addends: tuple[Tensor, Tensor] | None = None  # of an Add: what the branch and what the shortcut contribute


class Forward:
    """A forward pass layer by layer, each kind of block written out in the order in which ResLab executes it."""

    def __init__(self, model: Net, x: Tensor):
        self.layers: list[Layer] = []
        self.stage = 0
        x = self.sequence("stem", model.stem, x)
        for self.stage, blocks in enumerate((model.stage1, model.stage2, model.stage3), start=1):
            for index, block in enumerate(blocks):
                x = self.block(f"stage{self.stage}.{index}.", block, x)
        self.stage = 0
        if isinstance(model.final, nn.Sequential):
            x = self.sequence("final", model.final, x)
        self.logits = self.sequence("head", model.head, x)

    def apply(self, name: str, module: nn.Module, x: Tensor, **more) -> Tensor:
        y = module(x)
        self.layers.append(Layer(name, type(module).__name__, y, self.stage, module, x, **more))
        return y

    def sequence(self, name: str, modules: nn.Sequential, x: Tensor, **more) -> Tensor:
        for index, module in enumerate(modules):
            x = self.apply(f"{name}.{index}", module, x, **more)
        return x

    def shortcut(self, name: str, down: nn.Module | None, x: Tensor) -> Tensor:
        if down is None or isinstance(down, nn.Identity):
            return x
        if isinstance(down, nn.Sequential):
            return self.sequence(name + "down", down, x, on_shortcut=True)
        return self.apply(name + "down", down, x, on_shortcut=True)

    def add(self, name: str, branch: Tensor, shortcut: Tensor) -> Tensor:
        total = branch + shortcut
        self.layers.append(Layer(name + "add", "Add", total, self.stage, None, branch, addends=(branch, shortcut)))
        return total

    def block(self, name: str, block: nn.Module, x: Tensor) -> Tensor:
        if isinstance(block, Plain):
            y = self.sequence(name + "net", block.net, x)
        elif isinstance(block, PreAct):
            pre = self.apply(name + "bn1", block.bn1, x)
            pre = self.apply(name + "relu1", block.activation, pre)
            y = self.apply(name + "conv1", block.conv1, pre)
            y = self.apply(name + "bn2", block.bn2, y)
            y = self.apply(name + "relu2", block.activation, y)
            y = self.apply(name + "conv2", block.conv2, y)
            last = self.layers[-1]
            # Computed even where it is not added: an observer sees it.
            shortcut = self.shortcut(name, block.down, x if block.down is None else pre)
            if not block.adds:
                last.block_output = True
                return y
            y = self.add(name, y, shortcut)
        elif type(block) is Basic or type(block).forward is Basic.forward:
            y = self.apply(name + "conv1", block.conv1, x)
            y = self.apply(name + "bn1", block.bn1, y)
            y = self.apply(name + "relu1", block.activation, y)
            y = self.apply(name + "conv2", block.conv2, y)
            y = self.apply(name + "bn2", block.bn2, y)
            y = self.add(name, y, self.shortcut(name, block.down, x))
            y = self.apply(name + "relu2", block.activation, y)
        else:
            raise NotImplementedError(f"no layer by layer pass for block {type(block).__name__}")
        self.layers[-1].block_output = True
        return y

    def of_type(self, *types: type) -> list[Layer]:
        return [layer for layer in self.layers if isinstance(layer.module, types)]

    def blocks(self) -> list[Layer]:
        return [layer for layer in self.layers if layer.block_output]

    def main_path(self) -> list[Layer]:
        """The convolutions inside the stages, without the shortcuts'."""
        return [layer for layer in self.of_type(nn.Conv2d) if layer.stage > 0 and not layer.on_shortcut]


@contextmanager
def undisturbed(model: nn.Module) -> Iterator[None]:
    """Lets a pass change copies of the buffers: graphs that outlive it keep what they saw."""
    own = [(module, name, buffer) for module in model.modules() for name, buffer in module._buffers.items()]
    for module, name, buffer in own:
        module._buffers[name] = buffer.clone()
    try:
        yield
    finally:
        for module, name, buffer in own:
            module._buffers[name] = buffer


def ratio(above: float, below: float) -> float:
    return above / below if below != 0 else NAN


def gradients_of(scalar: Tensor, tensors: list[Tensor], **options) -> list[Tensor]:
    """Derivatives of `scalar`, zeros where it does not depend on a tensor."""
    found = torch.autograd.grad(scalar, tensors, allow_unused=True, **options)
    return [torch.zeros_like(t) if g is None else g for t, g in zip(tensors, found)]


def flat(tensors: list[Tensor]) -> Tensor:
    return torch.cat([t.reshape(-1) for t in tensors]).double()


def norm(tensor: Tensor) -> float:
    return tensor.double().norm().item()


# Activations

def channel_matrix(t: Tensor) -> Tensor:
    """[samples and positions, channels] in float64, of a map [N, C, H, W] or features [N, C]."""
    t = t.detach().double()
    return t if t.dim() == 2 else t.permute(0, 2, 3, 1).reshape(-1, t.shape[1])


def acv(t: Tensor) -> float:
    return channel_matrix(t).var(0, unbiased=False).mean().item()


def acsm(t: Tensor) -> float:
    return channel_matrix(t).mean(0).square().mean().item()


def quantiles(t: Tensor) -> list[float]:
    values = t.detach().double().contiguous().view(-1)  # row-major, whatever the memory format
    if values.numel() > QUANTILE_VALUES:
        turns = GOLDEN_SECTION * torch.arange(1, QUANTILE_VALUES + 1, dtype=torch.float64)
        values = values[(values.numel() * (turns - turns.floor())).floor().long()]
    return torch.quantile(values, torch.tensor(QUANTILES, dtype=torch.float64)).tolist()


def output_statistics(layer: Layer) -> dict[str, float]:
    t = layer.output.detach().double()
    stats = dict(mean=t.mean().item(), std=t.std(unbiased=False).item(), min=t.min().item(), max=t.max().item(),
                 zero_fraction=(t == 0).double().mean().item(), acv=acv(t), acsm=acsm(t))
    stats["dead_channels"] = NAN
    if layer.type == "ReLU":
        stats["dead_channels"] = (channel_matrix(t) == 0).all(0).double().mean().item()
    return stats


def activations(model: Net, x: Tensor, y: Tensor) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Per layer, and of the network."""
    with undisturbed(model), torch.no_grad():
        passed = Forward(model, x)
    layers = {}
    for layer in passed.layers:
        layers[layer.name] = output_statistics(layer)
        if layer.addends:
            branch, shortcut = map(acv, layer.addends)
            layers[layer.name] |= dict(branch_acv=branch, branch_ratio=ratio(branch, shortcut))
    loss = F.cross_entropy(passed.logits.double(), y).item()
    last = passed.blocks()[-1].output.double().flatten(1)
    lengths = last.square().mean(1) / x.double().flatten(1).square().mean(1)
    return layers, dict(initial_loss=loss, loss_excess=loss - math.log(passed.logits.shape[1]),
                        length_ratio=lengths.mean().item())


# Gradients

def amplification(layers: list[Layer], norms: list[float]) -> float:
    """exp of minus the slope of ln norm against the layer's number among `layers`.

    One intercept for each place within the blocks of each stage.
    """
    if any(value <= 0 for value in norms):
        return NAN
    groups: dict[tuple[int, int], list[tuple[int, float]]] = {}
    place, block = 0, ""
    for number, (layer, value) in enumerate(zip(layers, norms)):
        owner = ".".join(layer.name.split(".")[:2])  # "stage1.0"
        place, block = (place + 1 if owner == block else 0), owner
        groups.setdefault((layer.stage, place), []).append((number, math.log(value)))
    covariance = variance = 0.0
    for points in groups.values():
        mean_number = sum(number for number, _ in points) / len(points)
        mean_log = sum(log for _, log in points) / len(points)
        covariance += sum((number - mean_number) * (log - mean_log) for number, log in points)
        variance += sum((number - mean_number) ** 2 for number, _ in points)
    return math.exp(-covariance / variance) if variance > 0 else NAN


def saved_bytes(passed: Forward) -> int:
    """Bytes a sample of the distinct tensors that the backward pass reads, at four bytes an element."""
    read = {}
    for layer in passed.layers:
        if isinstance(layer.module, (nn.Conv2d, nn.Linear, nn.SiLU, nn.GELU, *NORMS)):
            read[id(layer.input)] = layer.input
        elif isinstance(layer.module, (nn.ReLU, nn.Sigmoid)):
            read[id(layer.output)] = layer.output
    return 4 * sum(tensor.numel() // tensor.shape[0] for tensor in read.values())


def gradients(model: Net, x: Tensor, u: Tensor) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """`u`, [N, K], is the cotangent with its factor 1 / √N."""
    x = x.detach().clone().requires_grad_(True)
    with undisturbed(model):
        passed = Forward(model, x)
        logits = passed.logits
        s = (u * logits).sum()
        weighted = passed.of_type(nn.Conv2d, nn.Linear)
        blocks = passed.blocks()
        parameters = list(model.parameters())
        found = gradients_of(s, [x, *(layer.output for layer in weighted), *(layer.output for layer in blocks),
                                 *(layer.module.weight for layer in weighted), *parameters])
    dx, rest = found[0], found[1:]
    dz, rest = rest[:len(weighted)], rest[len(weighted):]
    dh, rest = rest[:len(blocks)], rest[len(blocks):]
    dw, dp = rest[:len(weighted)], rest[len(weighted):]

    layers: dict[str, dict[str, float]] = {}
    for layer, z_gradient, gradient in zip(weighted, dz, dw):
        weight, g = norm(layer.module.weight), norm(gradient)
        layers[layer.name] = dict(output_gradient=norm(z_gradient), weight_norm=weight, weight_gradient=g,
                                  relative_gradient=ratio(g, weight), scale_free_gradient=weight * g)
    for layer, gradient in zip(blocks, dh):
        per_sample = layer.output[0].numel()
        scale = norm(gradient) / math.sqrt(per_sample) * ratio(norm(layer.output), norm(logits))
        layers.setdefault(layer.name, {})["gradient_scale"] = scale

    main = passed.main_path()
    inside = [layer for layer in main if layer.module.kernel_size == (3, 3)]
    network = dict(
        nlc=nonlinearity_coefficient(x, logits, dx),
        gradient_norm=flat(dp).norm().item(),
        saved_bytes=saved_bytes(passed),
        gradient_amplification=amplification(main, [layers[layer.name]["output_gradient"] for layer in main]),
        scale_free_spread=ratio(layers[inside[0].name]["scale_free_gradient"],
                                layers[inside[-1].name]["scale_free_gradient"]) if inside else NAN)
    return layers, network


def nonlinearity_coefficient(x: Tensor, logits: Tensor, dx: Tensor) -> float:
    inputs, outputs = x.detach().double().flatten(1), logits.detach().double()
    products = dx.double().flatten(1) @ (inputs - inputs.mean(0)).T
    spread = (outputs - outputs.mean(0)).square().sum().item() / len(outputs)
    return math.sqrt(ratio(products.square().sum().item() / len(inputs), spread))


# Spectrum

def centred_spectrum(rows: Tensor) -> Tensor:
    """Eigenvalues, largest first, of the covariance of the rows."""
    centred = rows - rows.mean(0)
    return torch.linalg.eigvalsh(centred.T @ centred / len(rows)).clamp_min(0).flip(0)


def effective_rank(spectrum: Tensor) -> float:
    if spectrum.sum() <= 0:
        return NAN
    share = spectrum / spectrum.sum()
    share = share[share > 0]
    return torch.exp(-(share * share.log()).sum()).item()


def saturation(spectrum: Tensor) -> float:
    if spectrum.sum() <= 0:
        return NAN
    reached = spectrum.cumsum(0) >= 0.99 * spectrum.sum()
    return (1 + int(reached.int().argmax())) / len(spectrum)


def sample_cosine(h: Tensor) -> float:
    rows = h.detach().double().flatten(1)
    lengths = rows.norm(dim=1)
    if (lengths == 0).any():
        return NAN
    cosines = rows @ rows.T / (lengths[:, None] * lengths)
    count = len(rows)
    return ((cosines.sum() - cosines.trace()) / (count * (count - 1))).item()


def spectrum(model: Net, x: Tensor) -> dict[str, dict[str, float]]:
    with undisturbed(model), torch.no_grad():
        passed = Forward(model, x)
    result = {}
    for layer in passed.blocks():
        pooled = layer.output.double().mean((2, 3))
        result[layer.name] = dict(sample_cosine=sample_cosine(layer.output),
                                  effective_rank=effective_rank(centred_spectrum(pooled)),
                                  saturation=saturation(centred_spectrum(channel_matrix(layer.output))))
    for layer in passed.of_type(nn.Flatten):
        result[layer.name] = dict(sample_cosine=sample_cosine(layer.output),
                                  effective_rank=effective_rank(centred_spectrum(layer.output.double())))
    return result


# Sensitivity and shattering

def per_sample(values: Tensor) -> Tensor:
    return values.view(-1, 1, 1, 1)


def lengths(t: Tensor) -> Tensor:
    return per_sample(t.flatten(1).norm(dim=1))


def sensitivity(model: Net, x: Tensor, d: Tensor, eps: float) -> dict[str, float]:
    """`d` is any direction for each sample; its length is set here. What is added in float32 is not quite d."""
    d = d * (eps * lengths(x) / lengths(d))
    with undisturbed(model), torch.no_grad():
        at_x, near, far = (model(point).double() for point in (x, x + d, x + 2 * d))
    spread = norm(at_x - at_x.mean(0))
    return dict(relative_sensitivity=ratio(norm(near - at_x), spread) / (norm(d) / norm(x)),
                relative_sensitivity_2eps=ratio(norm(far - at_x), spread) / (2 * norm(d) / norm(x)))


def input_gradient(model: Net, x: Tensor, u: Tensor) -> Tensor:
    x = x.detach().clone().requires_grad_(True)
    return torch.autograd.grad((u * model(x)).sum(), x)[0].double()


def shattering(model: Net, x: Tensor, u: Tensor, e: Tensor, cosine: float = 0.9) -> dict[str, float]:
    """`e` is any direction for each sample; it is made orthogonal to x here."""
    e = e - per_sample((e * x).flatten(1).sum(1)) / lengths(x) ** 2 * x
    other = cosine * x + math.sqrt(1 - cosine ** 2) * lengths(x) / lengths(e) * e
    with undisturbed(model):
        g, h = (input_gradient(model, point, u).flatten(1) for point in (x, other))
    products = g.norm(dim=1) * h.norm(dim=1)
    if (products == 0).any():
        return dict(input_gradient_cosine=NAN)
    return dict(input_gradient_cosine=((g * h).sum(1) / products).mean().item())


# Jacobian

def jacobian(model: Net, x: Tensor, signs: Tensor) -> dict[str, float]:
    """`signs`, [N], are +1 or -1: row k of sample i is taken with the cotangent signs[i] on logit k."""
    x = x.detach().clone().requires_grad_(True)
    with undisturbed(model):
        logits = model(x)
        rows = []
        for k in range(logits.shape[1]):
            s = (signs * logits[:, k]).sum()
            rows.append(torch.autograd.grad(s, x, retain_graph=True)[0].double().flatten(1))
    values = torch.linalg.svdvals(torch.stack(rows, 1))
    if (values == 0).any():
        return dict(jacobian_max=NAN, jacobian_min=NAN)
    return dict(jacobian_max=values[:, 0].log().mean().exp().item(),
                jacobian_min=values[:, -1].log().mean().exp().item())


# Gradients of parts of the batch

def loss_gradient(model: Net, x: Tensor, y: Tensor) -> Tensor:
    """Of the mean cross-entropy, by all parameters, in one row."""
    return flat(gradients_of(F.cross_entropy(model(x), y), list(model.parameters())))


def microbatch(model: Net, x: Tensor, y: Tensor) -> dict[str, float]:
    size = len(x) // MICROBATCHES
    with undisturbed(model):
        g = torch.stack([loss_gradient(model, x[k * size:(k + 1) * size], y[k * size:(k + 1) * size])
                         for k in range(MICROBATCHES)])
    unit = g / g.norm(dim=1, keepdim=True)
    cosines = (unit @ unit.T)[tuple(torch.triu_indices(MICROBATCHES, MICROBATCHES, 1))]
    mean = g.mean(0)
    noise = (g - mean).square().sum().item() / (MICROBATCHES - 1)
    signal = mean.square().sum().item() - noise / MICROBATCHES
    snr = ratio(signal, noise) if signal > 0 else NAN
    return dict(gradient_min_cosine=cosines.min().item(), gradient_mean_cosine=cosines.mean().item(), gradient_snr=snr,
                noise_scale=ratio(size, snr))


def ntk(model: Net, x: Tensor) -> tuple[dict[str, float], Tensor]:
    """The metric, and the eigenvalues, smallest first. The batch is its first 16 samples."""
    with undisturbed(model):
        logits = model(x[:NTK_SAMPLES])
        parameters = list(model.parameters())
        g = torch.stack([flat(gradients_of(row.sum(), parameters, retain_graph=True)) for row in logits])
    values = torch.linalg.eigvalsh(g @ g.T)
    smallest, largest = values[0].item(), values[-1].item()
    rounding = NTK_SAMPLES * torch.finfo(x.dtype).eps * largest
    return dict(ntk_condition=largest / smallest if smallest > rounding else NAN), values


# Hessian

def hessian_product(model: Net, x: Tensor, y: Tensor) -> Callable[[Tensor], Tensor]:
    """v -> Hv, H the Hessian of the mean cross-entropy by all parameters, in the order of `model.parameters()`."""
    parameters = list(model.parameters())
    with undisturbed(model):
        loss = F.cross_entropy(model(x), y)
    g = torch.cat([t.reshape(-1) for t in gradients_of(loss, parameters, create_graph=True)])
    return lambda v: flat(gradients_of((g * v).sum(), parameters, retain_graph=True))


def rayleigh_quotients(product: Callable[[Tensor], Tensor], v: Tensor, steps: int) -> list[float]:
    """Of the power iteration from `v`: v·Hv / v·v before each of `steps` multiplications."""
    found = []
    for _ in range(steps):
        v = v / v.norm()
        hv = product(v)
        found.append((v @ hv).item())
        v = hv
    return found


def hessian_top(product: Callable[[Tensor], Tensor], size: int) -> float:
    """The largest eigenvalue, by Lanczos to 1e-10."""
    from scipy.sparse.linalg import LinearOperator, eigsh
    operator = LinearOperator((size, size), matvec=lambda v: product(torch.from_numpy(v).view(-1)).numpy(),
                              dtype="float64")
    start = formula((size,), torch.float64).numpy()
    return float(eigsh(operator, k=1, which="LA", v0=start, tol=1e-10, return_eigenvectors=False)[0])


# Proxies

def proxies(model: Net, x: Tensor, y: Tensor) -> dict[str, float]:
    weights = [m.weight for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    with undisturbed(model):
        passed = Forward(model, x)
        g = gradients_of(F.cross_entropy(passed.logits, y), weights)
        ones = torch.ones_like(passed.logits)
        jacobian_rows = input_gradient(model, x, ones).flatten(1)
    codes = torch.cat([(layer.output > 0).flatten(1) for layer in passed.of_type(nn.ReLU)], 1).double()
    agreements = codes @ codes.T + (1 - codes) @ (1 - codes).T
    sign, log_det = torch.linalg.slogdet(agreements)
    correlations = torch.linalg.eigvalsh(torch.corrcoef(jacobian_rows)) + 1e-5
    return dict(proxy_grad_norm=sum(map(norm, g)),
                proxy_snip=sum((w.double() * t.double()).abs().sum().item() for w, t in zip(weights, g)),
                proxy_synflow=synflow(model),
                proxy_nwot=log_det.item() if sign > 0 else NAN,
                proxy_jacob_cov=-(correlations.log() + 1 / correlations).sum().item())


def synflow(model: Net) -> float:
    positive = copy.deepcopy(model).double().eval()
    with torch.no_grad():
        for parameter in positive.parameters():
            parameter.abs_()
    output = positive(torch.ones(1, 3, 32, 32, dtype=torch.float64)).sum()
    weights = [m.weight for m in positive.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    total = sum((w * g).sum().item() for w, g in zip(weights, gradients_of(output, weights)))
    return math.log10(total) if total > 0 else NAN


# Coordinates

def coordinates(model: Net, x: Tensor, y: Tensor, lr: float) -> dict[str, list[float]]:
    """Mean absolute values after 0 … 4 steps of plain SGD."""
    student = copy.deepcopy(model)
    found: dict[str, list[float]] = {}
    for _ in range(5):
        passed = Forward(student, x)
        for layer in passed.blocks():
            found.setdefault(layer.name, []).append(layer.output.detach().double().abs().mean().item())
        found.setdefault("logits", []).append(passed.logits.detach().double().abs().mean().item())
        parameters = list(student.parameters())
        steps = gradients_of(F.cross_entropy(passed.logits, y), parameters)
        with torch.no_grad():
            for parameter, step in zip(parameters, steps):
                parameter -= lr * step
    return found


# What the definitions draw at random, by a formula

def formula(shape: tuple[int, ...], dtype: torch.dtype, offset: float = 1.0) -> Tensor:
    """cos(offset + 12.9898 i) of the row-major index i, computed in float64."""
    index = torch.arange(math.prod(shape), dtype=torch.float64)
    return torch.cos(offset + 12.9898 * index).view(shape).to(dtype)


def formula_signs(shape: tuple[int, ...], dtype: torch.dtype, offset: float = 1.0) -> Tensor:
    return torch.where(formula(shape, torch.float64, offset) < 0, -1.0, 1.0).to(dtype)
