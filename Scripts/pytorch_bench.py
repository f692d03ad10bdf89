#!/usr/bin/env python3
"""Times PyTorch's training step of one network, for `nonsmooth bench`.

    pytorch_bench.py [--threads N] [--steps N] [--warm-up N] [--modes M,M] SPECIFICATION
    pytorch_bench.py --version

SPECIFICATION is the JSON of a run (`nonsmooth run`), of which the network, the batch size, the optimizer
and l1Strength are used; images and labels are random and stay in memory. Modes: eager (N C H W),
channelsLast (eager, N H W C) and compiled (torch.compile, N H W C). Prints one JSON object: the median
milliseconds of a step by mode, the number of parameters, and the largest memory of this process before
anything was compiled, since the compiler's own memory is no cost of training.
"""

import argparse
import gc
import json
import platform
import resource
import statistics
import sys
import time

try:
    import torch
    from torch import nn
except ImportError as error:
    sys.exit(f"torch: {error}")

NARROW = {
    "vgg11": [16, 0, 32, 0, 32, 32, 0, 64, 64, 0, 64, 64, 0],
    "vgg13": [16, 16, 0, 32, 32, 0, 32, 32, 0, 64, 64, 0, 64, 64, 0],
    "vgg19": [16, 16, 0, 32, 32, 0, *[32] * 4, 0, *[64] * 4, 0, *[64] * 4, 0],
}
VGG16 = [64, 64, 0, 128, 128, 0, *[256] * 3, 0, *[512] * 3, 0, *[512] * 3, 0]


def build(network):
    """The network of a run's specification, with PyTorch's own modules and initialization."""
    activation = {"relu": nn.ReLU, "gelu": nn.GELU}[network["activation"]]
    pooling = {"average": nn.AvgPool2d, "max": nn.MaxPool2d}[network["pooling"]]
    is_large = network["architecture"] == "vgg16"
    widths = NARROW.get(network["architecture"])
    if is_large:
        widths = [int(width * network["widthMultiplier"]) for width in VGG16]
    modules, channels = [], 3
    for width in widths:  # 0 stands for pooling
        if width == 0:
            modules.append(pooling(2))
            continue
        modules.append(nn.Conv2d(channels, width, kernel_size=3, padding=1))
        if network["batchNorm"]:
            modules.append(nn.BatchNorm2d(width))
        modules.append(activation())
        channels = width
    if not is_large:
        return nn.Sequential(*modules, nn.Flatten(), nn.Linear(channels, network["classes"]))
    modules += [nn.AdaptiveAvgPool2d(7), nn.Flatten()]
    inputs = channels * 49
    for _ in range(2):
        modules += [nn.Linear(inputs, network["hidden"]), activation()]
        if network["dropout"] > 0:
            modules.append(nn.Dropout(network["dropout"]))
        inputs = network["hidden"]
    return nn.Sequential(*modules, nn.Linear(inputs, network["classes"]))


def make_optimizer(description, parameters):
    """The optimizer of a run's specification, with the fields that apply to it."""
    common = {"lr": description["learningRate"], "weight_decay": description["weightDecay"]}
    if description["name"] == "sgd":
        return torch.optim.SGD(parameters, momentum=description["momentum"], **common)
    common["eps"] = description["epsilon"]
    if description["name"] == "rmsprop":
        return torch.optim.RMSprop(parameters, alpha=description["decay"], **common)
    return torch.optim.Adam(
        parameters, betas=(description["beta1"], description["beta2"]), **common)


def make_step(specification, mode):
    """A function that takes one training step, and the number of parameters."""
    batch, strength = specification["batchSize"], specification["l1Strength"]
    model = build(specification["network"])
    images = torch.randn(batch, 3, 32, 32)
    labels = torch.randint(0, min(10, specification["network"]["classes"]), (batch,))
    if mode != "eager":
        model = model.to(memory_format=torch.channels_last)
        images = images.to(memory_format=torch.channels_last)
    parameters = list(model.parameters())
    optimizer = make_optimizer(specification["optimizer"], parameters)
    run = torch.compile(model) if mode == "compiled" else model
    cross_entropy = nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        loss = cross_entropy(run(images), labels)
        if strength:
            loss = loss + strength * sum(p.abs().sum() for p in parameters)
        loss.backward()
        optimizer.step()

    return step, sum(p.numel() for p in parameters)


def median_milliseconds(step, steps, warm_up):
    for _ in range(warm_up):
        step()
    times = []
    for _ in range(steps):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def peak_memory_bytes():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def main():
    parser = argparse.ArgumentParser(description="Times PyTorch's training step of one network.")
    parser.add_argument("specification", nargs="?", help="the JSON of a run")
    parser.add_argument("--version", action="store_true", help="print torch's version as JSON")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--steps", type=int, default=15)
    parser.add_argument("--warm-up", type=int, default=3)
    parser.add_argument("--modes", default="eager,channelsLast,compiled")
    options = parser.parse_args()
    if options.version:
        capability = torch.backends.cpu.get_cpu_capability()
        version = {"torch": str(torch.__version__), "python": platform.python_version()}
        print(json.dumps(version | {"capability": capability}))
        return
    if options.specification is None:
        parser.error("the following arguments are required: specification")
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    specification = json.loads(options.specification)
    result = {"milliseconds": {}, "peakMemoryBytes": 0}
    # Compiled last, so that the memory of the others can be told apart.
    for mode in sorted(options.modes.split(","), key=lambda mode: mode == "compiled"):
        step, result["parameters"] = make_step(specification, mode)
        result["milliseconds"][mode] = median_milliseconds(step, options.steps, options.warm_up)
        if mode != "compiled":
            result["peakMemoryBytes"] = peak_memory_bytes()
        # One network at a time: the next mode's must not lie beside it.
        del step
        gc.collect()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
