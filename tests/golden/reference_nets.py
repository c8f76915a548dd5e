# SPDX-License-Identifier: Apache-2.0
"""The reference networks as plain PyTorch modules: the oracle that ResLab's networks are held against.

Attribute names and the order in which submodules are built are a contract. Names make the keys of a checkpoint; the
order decides which random numbers each tensor gets from one seed. Blocks are written out one by one on purpose: an
interpreter like ResLab's own could repeat its mistakes.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

INITS = ("default", "he-fan-in", "he-fan-out")


def conv3(in_ch: int, out_ch: int, stride: int = 1, padding: int = 1) -> nn.Conv2d:
    return nn.Conv2d(in_ch, out_ch, 3, stride=stride, padding=padding, bias=False)


def conv1(in_ch: int, out_ch: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(in_ch, out_ch, 1, stride=stride, bias=False)


def group_norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(8, channels)


def changes_shape(in_ch: int, out_ch: int, stride: int) -> bool:
    return stride != 1 or in_ch != out_ch


class ZeroPad(nn.Module):
    """Shortcut option A of He et al. 2015: every stride-th pixel, and zeros for the channels that the input lacks."""

    def __init__(self, stride: int, missing: int):
        super().__init__()
        self.stride = stride
        self.missing = missing

    def forward(self, x: Tensor) -> Tensor:
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.missing))


class Block(nn.Module):
    """What the networks ask of a block."""

    expansion = 1  # output channels / planes
    norm: Callable[[int], nn.Module] = nn.BatchNorm2d  # of the stem and the final norm
    act: Callable[[], nn.Module] = nn.ReLU
    pre_activation = False  # the block leaves its sum unactivated


class Plain(Block):
    """Convolution, BN, ReLU, twice; no shortcut."""

    padding = 1

    def __init__(self, in_ch: int, planes: int, stride: int):
        super().__init__()
        self.net = nn.Sequential(
            conv3(in_ch, planes, stride, self.padding), nn.BatchNorm2d(planes), self.act(),
            conv3(planes, planes), nn.BatchNorm2d(planes), self.act(),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


class PlainValid(Plain):
    """The same with its first convolution unpadded."""

    padding = 0


class PlainSiLU(Plain):
    act = nn.SiLU


class Basic(Block):
    """Post-activation (v1): ReLU after the addition, projection by 1x1 convolution and BN."""

    def __init__(self, in_ch: int, planes: int, stride: int):
        super().__init__()
        self.conv1 = conv3(in_ch, planes, stride)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = conv3(planes, planes)
        self.bn2 = nn.BatchNorm2d(planes)
        self.down = self.projection(in_ch, planes, stride) if changes_shape(in_ch, planes, stride) else nn.Identity()
        self.activation = self.act()

    def projection(self, in_ch: int, out_ch: int, stride: int) -> nn.Module:
        return nn.Sequential(conv1(in_ch, out_ch, stride), nn.BatchNorm2d(out_ch))

    def branch(self, x: Tensor) -> Tensor:
        return self.bn2(self.conv2(self.activation(self.bn1(self.conv1(x)))))

    def forward(self, x: Tensor) -> Tensor:
        return self.activation(self.branch(x) + self.down(x))


class BasicSiLU(Basic):
    act = nn.SiLU


class BasicZeroInit(Basic):
    """The last BN of the branch starts at zero: the block starts as its shortcut."""

    def __init__(self, in_ch: int, planes: int, stride: int):
        super().__init__(in_ch, planes, stride)
        nn.init.zeros_(self.bn2.weight)


class BasicPad(Basic):
    """v1 with the parameter-free shortcut."""

    def projection(self, in_ch: int, out_ch: int, stride: int) -> nn.Module:
        return ZeroPad(stride, out_ch - in_ch)

class BnAfterAdd(Basic):
    """The last BN after the addition."""

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv2(self.bn1(self.conv1(x)).relu())
        return self.bn2(out + self.down(x)).relu()


class ReluBeforeAdd(Basic):
    """ReLU at the end of the branch, none after the addition."""

    def forward(self, x: Tensor) -> Tensor:
        return self.branch(x).relu() + self.down(x)


class ReluOnlyPreAct(Basic):
    """ReLU before the branch and none after the addition; projection of the activated input, without BN."""

    pre_activation = True

    def projection(self, in_ch: int, out_ch: int, stride: int) -> nn.Module:
        return conv1(in_ch, out_ch, stride)

    def forward(self, x: Tensor) -> Tensor:
        pre = x.relu()
        return self.branch(pre) + (x if isinstance(self.down, nn.Identity) else self.down(pre))


class ConstantScaling(Basic):
    """Branch and shortcut both halved."""

    def forward(self, x: Tensor) -> Tensor:
        return (0.5 * self.branch(x) + 0.5 * self.down(x)).relu()


class ExclusiveGating(Basic):
    """A gate g = sigmoid(conv1(x) + b) lets the branch through, and the shortcut as 1 - g."""

    def __init__(self, in_ch: int, planes: int, stride: int):
        super().__init__(in_ch, planes, stride)
        self.gate = nn.Conv2d(in_ch, planes, 1, stride=stride)
        nn.init.constant_(self.gate.bias, -6.0)

    def forward(self, x: Tensor) -> Tensor:
        gate = self.gate(x).sigmoid()
        return (gate * self.branch(x) + (1 - gate) * self.down(x)).relu()


class ShortcutGating(ExclusiveGating):
    """The same gate on the shortcut alone."""

    def forward(self, x: Tensor) -> Tensor:
        return (self.branch(x) + (1 - self.gate(x).sigmoid()) * self.down(x)).relu()


class ConvShortcut(Basic):
    """A 1x1 convolution and BN as the shortcut of every block."""

    def __init__(self, in_ch: int, planes: int, stride: int):
        super().__init__(in_ch, planes, stride)
        if isinstance(self.down, nn.Identity):
            self.down = self.projection(in_ch, planes, stride)


class DropoutShortcut(Basic):
    """Dropout on the shortcut."""

    def forward(self, x: Tensor) -> Tensor:
        return (self.branch(x) + F.dropout(self.down(x), 0.5, self.training)).relu()


class BasicGroupNormSiLU(Block):
    """v1 with GroupNorm and SiLU."""

    norm = staticmethod(group_norm)
    act = nn.SiLU

    def __init__(self, in_ch: int, planes: int, stride: int):
        super().__init__()
        self.conv1 = conv3(in_ch, planes, stride)
        self.gn1 = group_norm(planes)
        self.conv2 = conv3(planes, planes)
        self.gn2 = group_norm(planes)
        self.down = nn.Identity()
        if changes_shape(in_ch, planes, stride):
            self.down = nn.Sequential(conv1(in_ch, planes, stride), group_norm(planes))

    def forward(self, x: Tensor) -> Tensor:
        out = self.gn2(self.conv2(F.silu(self.gn1(self.conv1(x)))))
        return F.silu(out + self.down(x))


class PreAct(Block):
    """Pre-activation (v2): BN and ReLU before each convolution, projection from the activated input."""

    pre_activation = True
    adds = True

    def __init__(self, in_ch: int, planes: int, stride: int):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(in_ch)
        self.conv1 = conv3(in_ch, planes, stride)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv2 = conv3(planes, planes)
        self.down = conv1(in_ch, planes, stride) if changes_shape(in_ch, planes, stride) else None
        self.activation = self.act()

    def forward(self, x: Tensor) -> Tensor:
        pre = self.activation(self.bn1(x))
        out = self.conv2(self.activation(self.bn2(self.conv1(pre))))
        if not self.adds:
            return out
        return out + (x if self.down is None else self.down(pre))


class PreActSiLU(PreAct):
    act = nn.SiLU


class PreActNoSkip(PreAct):
    """v2 without its addition: `down` exists, gets no gradient and never changes."""

    adds = False


class Bottleneck(Block):
    """Post-activation 1x1, 3x3, 1x1 with the stride on the 3x3 (torchvision's v1.5)."""

    expansion = 4

    def __init__(self, in_ch: int, planes: int, stride: int):
        super().__init__()
        out_ch = planes * self.expansion
        self.conv1 = conv1(in_ch, planes)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = conv3(planes, planes, stride)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = conv1(planes, out_ch)
        self.bn3 = nn.BatchNorm2d(out_ch)
        self.down = nn.Identity()
        if changes_shape(in_ch, out_ch, stride):
            self.down = nn.Sequential(conv1(in_ch, out_ch, stride), nn.BatchNorm2d(out_ch))

    def forward(self, x: Tensor) -> Tensor:
        out = self.bn1(self.conv1(x)).relu()
        out = self.bn2(self.conv2(out)).relu()
        return (self.bn3(self.conv3(out)) + self.down(x)).relu()


class PreActBottleneck(Block):
    """Pre-activation 1x1, 3x3, 1x1."""

    expansion = 4
    pre_activation = True

    def __init__(self, in_ch: int, planes: int, stride: int):
        super().__init__()
        out_ch = planes * self.expansion
        self.bn1 = nn.BatchNorm2d(in_ch)
        self.conv1 = conv1(in_ch, planes)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv2 = conv3(planes, planes, stride)
        self.bn3 = nn.BatchNorm2d(planes)
        self.conv3 = conv1(planes, out_ch)
        self.down = conv1(in_ch, out_ch, stride) if changes_shape(in_ch, out_ch, stride) else None

    def forward(self, x: Tensor) -> Tensor:
        pre = self.bn1(x).relu()
        out = self.conv2(self.bn2(self.conv1(pre)).relu())
        out = self.conv3(self.bn3(out).relu())
        return out + (x if self.down is None else self.down(pre))


BLOCKS: dict[str, type[Block]] = {
    "plain": Plain,
    "plain[act=silu]": PlainSiLU,
    "plain-valid": PlainValid,
    "basic": Basic,
    "basic[act=silu]": BasicSiLU,
    "basic[zero-init]": BasicZeroInit,
    "basic[shortcut=pad]": BasicPad,
    "basic[norm=gn, act=silu]": BasicGroupNormSiLU,
    "preact": PreAct,
    "preact[act=silu]": PreActSiLU,
    "preact-noskip": PreActNoSkip,
    "bottleneck": Bottleneck,
    "preact-bottleneck": PreActBottleneck,
    "bn-after-add": BnAfterAdd,
    "relu-before-add": ReluBeforeAdd,
    "relu-only-preact": ReluOnlyPreAct,
    "constant-scaling": ConstantScaling,
    "exclusive-gating": ExclusiveGating,
    "shortcut-gating": ShortcutGating,
    "conv-shortcut": ConvShortcut,
    "dropout-shortcut": DropoutShortcut,
}


class Net(nn.Module):
    """Stem, three stages of which the second and the third halve the map, final norm where asked for, linear head."""

    def __init__(self, block: type[Block], stem: int, planes: list[int], depth: int, stem_norm: bool, final_norm: bool,
                 classes: int):
        super().__init__()
        self.in_ch = stem
        norm_act = [block.norm(stem), block.act()] if stem_norm else []
        self.stem = nn.Sequential(conv3(3, stem), *norm_act)
        self.stage1 = self._stage(block, planes[0], depth, 1)
        self.stage2 = self._stage(block, planes[1], depth, 2)
        self.stage3 = self._stage(block, planes[2], depth, 2)
        self.final = nn.Sequential(block.norm(self.in_ch), block.act()) if final_norm else nn.Identity()
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(self.in_ch, classes))

    def _stage(self, block: type[Block], planes: int, depth: int, stride: int) -> nn.Sequential:
        blocks = []
        for index in range(depth):
            blocks.append(block(self.in_ch, planes, stride if index == 0 else 1))
            self.in_ch = planes * block.expansion
        return nn.Sequential(*blocks)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.final(self.stage3(self.stage2(self.stage1(self.stem(x))))))


def build(net: str, block: str, seed: int = 0, init: str = "default", classes: int = 10) -> Net:
    """Builds "tinynet", "resnet-N" or "wrn-D-K" of a named block with PyTorch's generator at `seed`."""
    if block not in BLOCKS:
        raise ValueError(f"no reference for block '{block}'; there are: {', '.join(BLOCKS)}")
    if init not in INITS:
        raise ValueError(f"no reference for init '{init}'; there are: {', '.join(INITS)}")
    cls = BLOCKS[block]
    torch.manual_seed(seed)
    family, *numbers = net.split("-")
    if family == "tinynet" and not numbers:
        model = Net(cls, 32, [32, 64, 128], 2, True, False, classes)
    elif family == "resnet" and len(numbers) == 1:
        depth = (int(numbers[0]) - 2) // (9 if cls.expansion == 4 else 6)
        model = Net(cls, 16, [16, 32, 64], depth, not cls.pre_activation, cls.pre_activation, classes)
    elif family == "wrn" and len(numbers) == 2:
        width = int(numbers[1])
        depth = (int(numbers[0]) - 4) // 6
        planes = [16 * width, 32 * width, 64 * width]
        model = Net(cls, 16, planes, depth, not cls.pre_activation, cls.pre_activation, classes)
    else:
        raise ValueError(f"no reference for net '{net}'; there are: tinynet, resnet-N, wrn-D-K")
    if init != "default":
        mode = "fan_in" if init == "he-fan-in" else "fan_out"
        for module in model.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode=mode, nonlinearity="relu")
    return model
