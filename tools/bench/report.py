"""The 2:4 check of all weight tensors of a float32 model, vectorised: python3 report.py MODEL PLACES (JSON: start, rows, columns of each)."""

import hashlib
import json
import sys

import numpy as np

path, places = sys.argv[1], json.loads(sys.argv[2])
data = open(path, "rb").read()
report = {"sha256": hashlib.sha256(data).hexdigest(), "tensors": []}
for place in places:
    rows, columns = place["rows"], place["columns"]
    nonzero = np.frombuffer(data, np.float32, rows * columns, place["start"]).reshape(rows, columns) != 0
    padded = np.pad(nonzero, ((0, 0), (0, -columns % 4)))
    counts = padded.reshape(rows, -1, 4).view(np.uint8)
    counts = counts[..., 0] + counts[..., 1] + counts[..., 2] + counts[..., 3]
    packed = np.packbits(nonzero, axis=None, bitorder="little")
    report["tensors"].append(
        {
            "nonzeros": int(nonzero.sum()),
            "blocks": int(counts.size),
            "conformingBlocks": int((counts <= 2).sum()),
            "maskSha256": hashlib.sha256(packed.tobytes()).hexdigest(),
        }
    )
print(json.dumps(report))
