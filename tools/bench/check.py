"""The 2:4 check in Python, three ways, each timed by itself: python3 check.py FILE TYPE ROWS COLUMNS. Prints milliseconds as JSON.

The first way walks through rows and blocks as the script of TensorFlow's toolkit does (is_pruned_m_by_n of its tutorial), in our own words.
"""

import json
import sys
import time

import numpy as np

path, element_type, rows, columns = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
weights = np.fromfile(path, dtype={"FLOAT32": np.float32, "INT8": np.int8}[element_type]).reshape(rows, columns)
zeros, of = 2, 4


def double_loop(matrix):
    for row in matrix:
        for start in range(0, len(row), of):
            block = row[start : start + of]
            missing = of - len(block)
            if len(block) - np.count_nonzero(block) + missing < zeros:
                return False
    return True


def plain(matrix):
    return bool(((matrix.reshape(-1, of) != 0).sum(1) <= of - zeros).all())


def column_sums(matrix):
    nonzero = (matrix.reshape(-1) != 0).view(np.uint8)
    counts = nonzero[0::4] + nonzero[1::4] + nonzero[2::4] + nonzero[3::4]
    return bool(counts.max() <= of - zeros)


def packed_sums(matrix):
    # The four flags of a block as a 32-bit number. The product has their sum in its top byte.
    flags = (matrix.reshape(-1) != 0).view(np.uint32)
    return bool(((flags * np.uint32(0x01010101)) >> np.uint32(24)).max() <= of - zeros)


def milliseconds(check, matrix, rounds):
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        assert check(matrix)
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times)[len(times) // 2]


# The loop over a large matrix takes minutes, so it gets only some rows.
loop_rows = min(rows, 1024)
result = {
    "double loop": milliseconds(double_loop, weights[:loop_rows], 1),
    "loop rows": loop_rows,
    "plain": milliseconds(plain, weights, 7),
    "four column sums": milliseconds(column_sums, weights, 7),
    "packed sums": milliseconds(packed_sums, weights, 7),
}
print(json.dumps(result))
