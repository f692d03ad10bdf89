#!/usr/bin/env python3
"""Makes the files beside it: the first 5,000 training and 1,000 test images of Fashion-MNIST.

Usage: python3 make-subset.py [FOLDER]

FOLDER holds the four .gz files of Fashion-MNIST; by default the one that Debian's package
dataset-fashion-mnist installs. The output is gzip'd IDX without a date or a name inside, so that the
same images give the same bytes.
"""

import gzip
import pathlib
import struct
import sys

COUNTS = {"train": 5000, "t10k": 1000}


def main():
    source = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/datasets/fashion-mnist")
    target = pathlib.Path(__file__).resolve().parent
    for split, count in COUNTS.items():
        for kind, header_size, item_size in [("images-idx3", 16, 28 * 28), ("labels-idx1", 8, 1)]:
            name = f"{split}-{kind}-ubyte.gz"
            data = gzip.decompress((source / name).read_bytes())
            header = data[:4] + struct.pack(">I", count) + data[8:header_size]
            body = data[header_size : header_size + count * item_size]
            assert len(body) == count * item_size, f"{name} holds fewer than {count} items"
            (target / name).write_bytes(gzip.compress(header + body, 9, mtime=0))
            print(f"{name}: {(target / name).stat().st_size} bytes")


if __name__ == "__main__":
    main()
