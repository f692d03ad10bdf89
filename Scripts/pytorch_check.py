"""Compares `nonsmooth run` with PyTorch on networks beyond those of the tests' fixtures.

For each network below and each of seven seeds: initial weights from our own initialization, then a few
steps on the same images by us, and by PyTorch in float32 and float64. Ours should agree with float64 within
twice PyTorch's own float32 error (or 2e-6 of the largest loss, where that is more). A value within a rounding
of a kink, or a gradient near 0 under Adam, takes the other side now and then in either program, and lifts that
run's error by orders of magnitude; so medians over the seeds are compared. (VGG19 with batch norm and ReLU,
16 more seeds: such an event within five steps in 14 runs of ours and in 14 of PyTorch's.) The last cases go
through a few images twice, in the batches of PyTorch's own loader, so that epochs end with short ones. Exit
status 1 on a difference.

Usage: python Scripts/pytorch_check.py NONSMOOTH CIFAR10_FOLDER     (needs torch and safetensors)
"""
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from safetensors.torch import load_file

WIDTHS = {
    "vgg11": "16 M 32 M 32 32 M 64 64 M 64 64 M",
    "vgg13": "16 16 M 32 32 M 32 32 M 64 64 M 64 64 M",
    "vgg19": "16 16 M 32 32 M 32 32 32 32 M 64 64 64 64 M 64 64 64 64 M",
    "vgg16": "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M",
}
# Network, optimizer, l1, batch, and how many images; None for enough that none comes twice.
CASES = [
    ({"architecture": "vgg11", "activation": "relu"}, {"name": "sgd", "learningRate": 0.02, "momentum": 0.9}, 0, 16, None),
    ({"architecture": "vgg13", "activation": "gelu", "batchNorm": True}, {"name": "adam", "learningRate": 0.001}, 0, 7, None),
    ({"architecture": "vgg13", "activation": "relu", "pooling": "max"}, {"name": "rmsprop", "learningRate": 0.0005}, 0.001, 5, None),
    ({"architecture": "vgg19", "activation": "relu", "batchNorm": True}, {"name": "sgd", "learningRate": 0.05, "momentum": 0.9, "weightDecay": 5e-4}, 0, 32, None),
    ({"architecture": "vgg16", "activation": "relu", "widthMultiplier": 0.125, "hidden": 100, "classes": 17, "dropout": 0}, {"name": "adam", "learningRate": 0.0005}, 0.002, 12, None),
    ({"architecture": "vgg16", "activation": "gelu", "pooling": "average", "widthMultiplier": 0.0625, "hidden": 33, "classes": 10, "dropout": 0}, {"name": "sgd", "learningRate": 0.003}, 2, 3, None),
    ({"architecture": "vgg16", "activation": "relu", "batchNorm": True, "widthMultiplier": 0.0625, "hidden": 64, "classes": 1000, "dropout": 0}, {"name": "rmsprop", "learningRate": 0.0005}, 0.002, 9, None),
    ({"architecture": "vgg11", "activation": "gelu", "batchNorm": True}, {"name": "sgd", "learningRate": 0.02, "momentum": 0.9}, 0, 4, 10),
    ({"architecture": "vgg16", "activation": "relu", "widthMultiplier": 0.0625, "hidden": 64, "classes": 10, "dropout": 0}, {"name": "adam", "learningRate": 0.0005}, 0.002, 7, 15),
    ({"architecture": "vgg11", "activation": "relu", "batchNorm": True}, {"name": "sgd", "learningRate": 0.005}, 0, 1, 3),
    ({"architecture": "vgg13", "activation": "relu"}, {"name": "sgd", "learningRate": 0.02}, 0, 64, 11),
    ({"architecture": "vgg13", "activation": "relu"}, {"name": "adam", "learningRate": 0.001}, 0, 64, 11),
]
STEPS = 5
SEEDS = 7


def build(spec):
    architecture = spec["architecture"]
    large = architecture == "vgg16"
    pooling = spec.get("pooling", "max" if large else "average")
    act = nn.ReLU if spec["activation"] == "relu" else nn.GELU
    layers, channels = [], 3
    for item in WIDTHS[architecture].split():
        if item == "M":
            layers.append(nn.MaxPool2d(2, 2) if pooling == "max" else nn.AvgPool2d(2, 2))
            continue
        width = int(int(item) * (spec["widthMultiplier"] if large else 1))
        layers.append(nn.Conv2d(channels, width, 3, padding=1))
        if spec.get("batchNorm"):
            layers.append(nn.BatchNorm2d(width))
        layers.append(act())
        channels = width
    network = nn.Module()
    network.features = nn.Sequential(*layers)
    if large:
        hidden = spec["hidden"]
        network.classifier = nn.Sequential(
            nn.Linear(channels * 49, hidden), act(), nn.Dropout(0), nn.Linear(hidden, hidden), act(),
            nn.Dropout(0), nn.Linear(hidden, spec["classes"]))
        network.forward = lambda x: network.classifier(F.adaptive_avg_pool2d(network.features(x), 7).flatten(1))
    else:
        network.classifier = nn.Linear(64, 10)
        network.forward = lambda x: network.classifier(network.features(x).flatten(1))
    return network


def train(spec, optimizer, l1, batches, weights, images, labels, dtype):
    network = build(spec)
    network.load_state_dict(weights, strict=False)
    network = network.to(dtype)
    settings = dict(lr=optimizer["learningRate"], weight_decay=optimizer.get("weightDecay", 0))
    if optimizer["name"] == "sgd":
        rule = torch.optim.SGD(network.parameters(), momentum=optimizer.get("momentum", 0), **settings)
    else:
        rule = {"adam": torch.optim.Adam, "rmsprop": torch.optim.RMSprop}[optimizer["name"]](network.parameters(), **settings)
    losses = []
    for part in batches:
        x = (images[part].to(torch.float64) / 127.5 - 1).to(dtype)
        rule.zero_grad()
        loss = F.cross_entropy(network.forward(x), labels[part])
        loss = loss + l1 * sum(p.abs().sum() for p in network.parameters())
        losses.append(loss.item())
        loss.backward()
        rule.step()
    return losses


def main():
    program, folder = sys.argv[1:3]
    data = torch.frombuffer(bytearray((pathlib.Path(folder) / "data_batch_1.bin").read_bytes()), dtype=torch.uint8).view(-1, 3073)
    labels, images = data[:, 0].long(), data[:, 1:].view(-1, 3, 32, 32)
    failed = 0
    for network, optimizer, l1, batch, limit in CASES:
        errors, theirs, scale = [], [], 0.0
        for seed in range(1, SEEDS + 1):
            ours, exact, single = compare(program, folder, network, optimizer, l1, batch, limit, seed, images, labels)
            assert len(ours) == STEPS, f"{len(ours)} losses, expected {STEPS}"
            errors.append(max(abs(a - b) for a, b in zip(ours, exact)))
            theirs.append(max(abs(a - b) for a, b in zip(single, exact)))
            scale = max(scale, *map(abs, exact))
        allowed = max(2 * statistics.median(theirs), 2e-6 * scale)
        is_close = statistics.median(errors) <= allowed
        failed += not is_close
        print(f"{'ok' if is_close else 'DIFFERENT':9} {json.dumps(network)} {optimizer['name']} l1 {l1} batch {batch}{f' of {limit}' if limit else ''}: "
              f"ours {', '.join(f'{e:.1e}' for e in errors)}; PyTorch {', '.join(f'{e:.1e}' for e in theirs)}", flush=True)
    sys.exit(1 if failed else 0)


def loader_batches(limit, batch):
    """The first STEPS batches of a loader in file order that is started again each epoch."""
    loader = DataLoader(range(limit or batch * STEPS), batch_size=batch)
    batches = []
    while len(batches) < STEPS:
        batches += list(loader)
    return batches[:STEPS]


def compare(program, folder, network, optimizer, l1, batch, limit, seed, images, labels):
    """The losses of our run, and of PyTorch in float64 and float32."""
    batches = loader_batches(limit, batch)
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)

        def run(name, **extra):
            spec = {"kind": "training", "network": network,
                    "dataset": {"name": "cifar10", "path": str(pathlib.Path(folder).resolve()), "normalization": "half"} | ({"limit": limit} if limit else {}),
                    "batchSize": batch, "optimizer": optimizer, "l1Strength": l1, "seed": seed, **extra}
            (place / f"{name}.json").write_text(json.dumps(spec))
            subprocess.run([program, "run", str(place / f"{name}.json"), "--output", str(place / name)], check=True, capture_output=True)

        run("start", initialization="he", steps=0)
        start = place / "start" / "weights.safetensors"
        run("steps", initialWeights=str(start), steps=STEPS)
        ours = [json.loads(line)["loss"] for line in (place / "steps" / "metrics.jsonl").read_text().splitlines()]
        weights = load_file(str(start))
    return (ours, train(network, optimizer, l1, batches, weights, images, labels, torch.float64),
            train(network, optimizer, l1, batches, weights, images, labels, torch.float32))


main()
