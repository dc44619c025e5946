#!/usr/bin/env python3
"""Prints the report on a model, version 1, without any code of Prunescope.

    python3 independent_report.py MODEL [NAME] [--pattern Z,N] > MODEL.report.json

MODEL is a .tflite file, a .task or a .litertlm; NAME stands in the report in place of its base name. It was written from the contract of
the report and from notes on the format, not from Prunescope's source, so that an agreement of the two says something. The flatbuffer is
walked without generated code, from the field numbers of the schema alone. Python's standard library only.

To look at 30 MB of weights in a moment, it works on all weights at once, on `flags`: a byte per element, 1 for a weight that is not zero.
Flags of a tensor are made by bytes.translate, one byte of the element after the other, and counted and packed by adding and shifting
whole tensors as one long integer.
"""

import argparse
import hashlib
import io
import json
import os
import struct
import zipfile

# By type code: name, bits, and how a stored number is to be read. Floats are zero whatever their sign, integers at their zero point.
TYPES = {
    0: ("FLOAT32", 32, "float"),
    1: ("FLOAT16", 16, "float"),
    2: ("INT32", 32, "signed"),
    3: ("UINT8", 8, "unsigned"),
    7: ("INT16", 16, "signed"),
    9: ("INT8", 8, "signed"),
    10: ("FLOAT64", 64, "float"),
    17: ("INT4", 4, "signed"),
    18: ("BFLOAT16", 16, "float"),
    19: ("INT2", 2, "signed"),
    20: ("UINT4", 4, "unsigned"),
    21: ("FLOAT8_E4M3FN", 8, "float"),
    22: ("FLOAT8_E5M2", 8, "float"),
}
# No weights come in these, but zero points may.
INTEGER_TYPES = {4: ("INT64", 64, "signed"), 12: ("UINT64", 64, "unsigned"), 15: ("UINT32", 32, "unsigned"), 16: ("UINT16", 16, "unsigned")}
OTHER_TYPES = {5: "STRING", 6: "BOOL", 8: "COMPLEX64", 11: "COMPLEX128", 13: "RESOURCE", 14: "VARIANT"}
OPERATORS = {
    **{3: "CONV_2D", 4: "DEPTHWISE_CONV_2D", 9: "FULLY_CONNECTED", 67: "TRANSPOSE_CONV", 126: "BATCH_MATMUL"},
    132: "CONV_3D",
}
DEQUANTIZE, DENSIFY = 6, 124
BLOCKWISE = 2  # of the union QuantizationDetails


class Unreadable(Exception):
    """What stands in a report in place of counts."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def product(sizes):
    result = 1
    for size in sizes:
        result *= size
    return result


def checked(value, low, high, code, what):
    if not low <= value <= high:
        raise Unreadable(code, f"{what} is {value}; expected {low} to {high}")
    return value


class Flatbuffer:
    """Tables are given by their position; fields by their number in the schema."""

    def __init__(self, data):
        self.data = data

    def number(self, layout, at):
        size = struct.calcsize("<" + layout)
        if not 0 <= at <= len(self.data) - size:
            raise Unreadable("truncated", f"a number at {at} lies outside of the {len(self.data)} bytes")
        return struct.unpack_from("<" + layout, self.data, at)[0]

    def field(self, table, index):
        """Where a field of a table lies; None when it is not there."""
        vtable = table - self.number("i", table)
        slot = 4 + 2 * index
        offset = self.number("H", vtable + slot) if slot < self.number("H", vtable) else 0
        return table + offset if offset else None

    def scalar(self, table, index, layout, default):
        at = self.field(table, index)
        return default if at is None else self.number(layout, at)

    def follow(self, at):
        return at + self.number("I", at)

    def child(self, table, index):
        at = self.field(table, index)
        return None if at is None else self.follow(at)

    def vector(self, table, index, width):
        """Start and count of a vector of items of `width` bytes; None when it is not there."""
        at = self.child(table, index)
        if at is None:
            return None
        count = self.number("I", at)
        if at + 4 + count * width > len(self.data):
            raise Unreadable("truncated", f"a vector of {count} items at {at} ends outside of the {len(self.data)} bytes")
        return at + 4, count

    def numbers(self, table, index, layout):
        found = self.vector(table, index, struct.calcsize("<" + layout))
        return [] if found is None else list(struct.unpack_from(f"<{found[1]}{layout}", self.data, found[0]))

    def tables(self, table, index):
        start, count = self.vector(table, index, 4) or (0, 0)
        return [self.follow(start + 4 * i) for i in range(count)]

    def text(self, table, index):
        start, count = self.vector(table, index, 1) or (0, 0)
        return bytes(self.data[start : start + count]).decode("utf-8", "replace")


class Model:
    def __init__(self, data, folder):
        self.data = data
        self.folder = folder  # for files that weights lie in; None in a bundle
        self.file = file = Flatbuffer(data)
        self.root = file.number("I", 0)
        codes = file.tables(self.root, 1)
        self.codes = [max(file.scalar(code, 0, "b", 0), file.scalar(code, 3, "i", 0)) for code in codes]
        self.buffers = file.tables(self.root, 4)
        self.subgraphs = file.tables(self.root, 2)

    # Which tensors

    def is_constant(self, tensor):
        file = self.file
        if file.scalar(tensor, 5, "?", False):
            return False  # a variable
        if file.scalar(tensor, 10, "I", 0) != 0:
            return True  # in another file
        index = file.scalar(tensor, 2, "I", 0)
        if index == 0:
            return False
        if index >= len(self.buffers):
            return True  # so that its error is seen
        inline = file.vector(self.buffers[index], 0, 1)
        if inline is not None and inline[1] > 0:
            return True
        if file.scalar(self.buffers[index], 1, "Q", 0) > 1:
            return True
        return file.child(tensor, 6) is not None  # stored sparse, and all zero

    def weights(self, subgraph):
        """By tensor index: the operators that use it, each with whether its last dimension is the input channels."""
        file = self.file
        tensors = file.tables(subgraph, 0)
        operators = [
            (self.codes[file.scalar(at, 0, "I", 0)], file.numbers(at, 1, "i"), file.numbers(at, 2, "i"), at)
            for at in file.tables(subgraph, 3)
        ]
        producers = {output: (code, inputs) for code, inputs, outputs, _ in operators for output in outputs}
        users = {}
        for index, (code, inputs, _, at) in enumerate(operators):
            if code not in OPERATORS or len(inputs) < 2:
                continue
            tensor = inputs[1]
            for _ in range(len(operators) + 1):
                checked(tensor, -1, len(tensors) - 1, "bad-offset", f"a tensor that leads to operator {index}")
                if tensor < 0 or self.is_constant(tensors[tensor]):
                    break
                producer, producer_inputs = producers.get(tensor, (None, []))
                tensor = producer_inputs[0] if producer in (DEQUANTIZE, DENSIFY) and producer_inputs else -1
            if tensor < 0 or not self.is_constant(tensors[tensor]):
                continue
            name = OPERATORS[code]
            last = name not in ("DEPTHWISE_CONV_2D", "CONV_3D")
            if name == "BATCH_MATMUL":
                options = file.child(at, 4)
                last = options is not None and file.scalar(options, 1, "?", False)  # adj_y
            users.setdefault(tensor, []).append((index, name, last))
        return tensors, users

    # Where their bytes lie

    def stored_bytes(self, tensor):
        file = self.file
        external = file.scalar(tensor, 10, "I", 0)
        if external != 0:
            return self.external_bytes(external)
        index = file.scalar(tensor, 2, "I", 0)
        if index >= len(self.buffers):
            raise Unreadable("bad-offset", f"it names buffer {index} of {len(self.buffers)}")
        buffer = self.buffers[index]
        start, size = file.vector(buffer, 0, 1) or (0, 0)
        if size == 0:
            start, size = file.scalar(buffer, 1, "Q", 0), file.scalar(buffer, 2, "Q", 0)
            if start <= 1:
                return b""  # a placeholder, not a position
            if start + size > len(self.data):
                raise Unreadable("truncated", f"its bytes {start} to {start + size} lie after the end, {len(self.data)}")
        return bytes(self.data[start : start + size])

    def external_bytes(self, wanted):
        file = self.file
        names = [file.text(group, 0) for group in file.tables(self.root, 8)]
        for entry in file.tables(self.root, 9):
            if file.scalar(entry, 0, "I", 0) != wanted:
                continue
            group = checked(file.scalar(entry, 1, "I", 0), 0, len(names) - 1, "bad-offset", "the group of its external buffer")
            start, size = file.scalar(entry, 2, "Q", 0), file.scalar(entry, 3, "Q", 0)
            name = names[group]
            path = os.path.join(self.folder or "", name)
            if self.folder is None or name != os.path.basename(name) or not os.path.isfile(path):
                raise Unreadable("external-missing", f"its bytes lie in {name}")
            checked(start + size, 0, os.path.getsize(path), "truncated", f"the end of its bytes in {name}")
            with open(path, "rb") as opened:
                opened.seek(start)
                return opened.read(size)
        raise Unreadable("bad-offset", f"there is no external buffer {wanted}")

    # What is not zero

    def zero_points(self, tensor, tensors, shape):
        """A list, and the number of elements in a row that share one of its entries; the list repeats to the end of the tensor."""
        file = self.file
        quantization = file.child(tensor, 4)
        if quantization is None:
            return [0], 1
        if file.scalar(quantization, 4, "B", 0) == BLOCKWISE:
            details = file.child(quantization, 5)
            index, block = file.scalar(details, 1, "i", -1), file.scalar(details, 2, "i", 0)
            if index < 0:
                return [0], 1
            checked(index, 0, len(tensors) - 1, "bad-offset", "the tensor of its zero points")
            columns = shape[-1] if shape else 1
            if block <= 0 or columns % block:
                raise Unreadable("bad-shape", f"blocks of {block} do not fill rows of {columns}")
            return self.values(tensors[index], product(shape) // block), block
        found = file.numbers(quantization, 3, "q")
        if len(found) <= 1:
            return found or [0], 1
        dimension = checked(file.scalar(quantization, 6, "i", 0), 0, len(shape) - 1, "bad-shape", "the quantized dimension")
        if len(found) != shape[dimension]:
            raise Unreadable("bad-shape", f"{len(found)} zero points for dimension {dimension} of {shape}")
        return found, product(shape[dimension + 1 :])

    def values(self, tensor, count):
        """The integers of a tensor."""
        code = self.file.scalar(tensor, 1, "b", 0)
        _, bits, kind = {**TYPES, **INTEGER_TYPES}.get(code, ("", 0, ""))
        if kind not in ("signed", "unsigned"):
            raise Unreadable("unsupported-type", f"zero points of type {type_name(code)}")
        data = self.stored_bytes(tensor)
        if len(data) * 8 < count * bits:
            raise Unreadable("truncated", f"{count} zero points of {bits} bits in {len(data)} bytes")
        result = []
        for element in range(count):
            first = element * bits
            value = int.from_bytes(data[first // 8 : (first + bits + 7) // 8], "little") >> first % 8 & (1 << bits) - 1
            result.append(value - (1 << bits) if kind == "signed" and value >> bits - 1 else value)
        return result

    def flags(self, tensor, tensors, shape):
        code = self.file.scalar(tensor, 1, "b", 0)
        if code not in TYPES:
            raise Unreadable("unsupported-type", f"elements of type {type_name(code)}")
        _, bits, kind = TYPES[code]
        elements = product(shape)
        sparse = self.file.child(tensor, 6) is not None
        data = self.stored_bytes(tensor)
        if not sparse and len(data) * 8 < elements * bits:
            raise Unreadable("truncated", f"{elements} elements of {bits} bits in {len(data)} bytes")
        if elements == 0:
            return b""
        points, run = ([0], 1) if kind == "float" else self.zero_points(tensor, tensors, shape)
        if not sparse:
            return channel_flags(data, elements, bits, kind, points, run)
        places = self.sparse_places(tensor, shape)
        if len(data) * 8 < len(places) * bits:
            raise Unreadable("bad-sparsity", f"{len(places)} stored values of {bits} bits in {len(data)} bytes")
        by_point = {point: value_flags(data, len(places), bits, kind, point) for point in set(points)}
        result = bytearray(elements)
        for value, place in enumerate(places):
            result[place] = by_point[points[place // run % len(points)]][value]
        return bytes(result)

    def sparse_places(self, tensor, shape):
        """Of a stored-sparse tensor: for each stored value, in the order of storage, the number of its element."""
        file = self.file
        sparsity = file.child(tensor, 6)
        order, block_map, levels = file.numbers(sparsity, 0, "i"), file.numbers(sparsity, 1, "i"), file.tables(sparsity, 2)
        rank = len(shape)
        if len(levels) != len(order) or sorted(order) != list(range(rank + len(block_map))):
            raise Unreadable("bad-sparsity", f"{len(levels)} levels, traversed as {order}, for {shape} with blocks {block_map}")
        if len(set(block_map)) != len(block_map) or not all(0 <= dimension < rank for dimension in block_map):
            raise Unreadable("bad-sparsity", f"blocks of dimensions {block_map} of {shape}")
        dense_size = {dimension: file.scalar(level, 1, "i", 0) for dimension, level in zip(order, levels)}
        # By dimension, block dimensions last: its size, and what a step along it adds to the number of the element.
        sizes = list(shape)
        steps = [product(shape[dimension + 1 :]) for dimension in range(rank)]
        for number, dimension in enumerate(block_map):
            block = dense_size[rank + number]
            if block <= 0 or shape[dimension] % block:
                raise Unreadable("bad-sparsity", f"blocks of {block} in dimension {dimension} of {shape}")
            sizes[dimension] //= block
            sizes.append(block)
            steps.append(steps[dimension])
            steps[dimension] *= block
        # A node is known by its place in this list, which is the position that the next level's segments go by.
        nodes = [0]
        for dimension, level in zip(order, levels):
            size, step = sizes[dimension], steps[dimension]
            if file.scalar(level, 0, "b", 0) == 0:
                checked(dense_size[dimension], size, size, "bad-sparsity", f"the level of dimension {dimension}")
                nodes = [node + index * step for node in nodes for index in range(size)]
                continue
            segments, indices = self.index_vector(level, 2), self.index_vector(level, 4)
            if len(segments) <= len(nodes) or segments[0] != 0:
                raise Unreadable("bad-sparsity", f"{len(segments)} segments, from {segments[:1]}, for {len(nodes)} nodes")
            ends = segments[1 : len(nodes) + 1]
            if any(end < start for start, end in zip(segments, ends)) or segments[len(nodes)] > len(indices):
                raise Unreadable("bad-sparsity", "the segments descend or leave the indices")
            used = indices[: segments[len(nodes)]]
            if used and not 0 <= min(used) <= max(used) < size:
                raise Unreadable("bad-sparsity", f"an index outside of dimension {dimension} of {size}")
            nodes = [
                node + index * step
                for node, start, end in zip(nodes, segments, ends)
                for index in indices[start:end]
            ]
        return nodes

    def index_vector(self, level, index):
        kind = self.file.scalar(level, index, "B", 0)
        table = self.file.child(level, index + 1)
        if kind not in (1, 2, 3) or table is None:
            raise Unreadable("bad-sparsity", "a compressed level without its segments or indices")
        return self.file.numbers(table, 0, {1: "i", 2: "H", 3: "B"}[kind])

    # The report

    def tensor_report(self, subgraph_number, index, tensors, users, pattern):
        file, tensor = self.file, tensors[index]
        shape = file.numbers(tensor, 0, "i")
        report = {
            "subgraph": subgraph_number,
            "tensor": index,
            "name": file.text(tensor, 3),
            "operators": [{"index": operator, "code": code} for operator, code, _ in users],
            "shape": shape,
            "type": type_name(file.scalar(tensor, 1, "b", 0)),
            "encoding": "dense" if file.child(tensor, 6) is None else "sparse",
        }
        try:
            if any(size < 0 for size in shape):
                raise Unreadable("bad-shape", f"shape {shape}")
            checked(product(shape), 0, 2**53 - 1, "bad-shape", "its number of elements")
            flags = self.flags(tensor, tensors, shape)
            columns = shape[-1] if shape else 1
            return {**report, **counts(flags, columns, any(last for _, _, last in users), pattern)}
        except Unreadable as error:
            return {**report, "error": {"code": error.code, "message": str(error)}}

    def report(self, name, pattern):
        tensors = []
        for number, subgraph in enumerate(self.subgraphs):
            all_tensors, users = self.weights(subgraph)
            for index in sorted(users):
                tensors.append(self.tensor_report(number, index, all_tensors, users[index], pattern))
        return {
            "reportVersion": 1,
            "model": {"name": name, "bytes": len(self.data), "sha256": hashlib.sha256(self.data).hexdigest()},
            "pattern": {"zeros": pattern[0], "of": pattern[1]},
            "tensors": tensors,
        }


def type_name(code):
    known = TYPES.get(code) or INTEGER_TYPES.get(code)
    return known[0] if known else OTHER_TYPES.get(code, f"TYPE_{code}")


def value_flags(data, count, bits, kind, zero_point):
    """Flags of `count` elements that all have the same zero point."""
    if kind != "float":
        low = -(1 << bits - 1) if kind == "signed" else 0
        if not low <= zero_point < low + (1 << bits):
            return b"\1" * count  # no stored number equals it
    zero = zero_point & (1 << bits) - 1
    if bits < 8:
        each = 8 // bits  # elements in a byte, the first in the lowest bits
        result = bytearray(-(-count // each) * each)
        for place in range(each):
            differs = bytes((byte >> place * bits & (1 << bits) - 1) != zero for byte in range(256))
            result[place::each] = data[: len(result) // each].translate(differs)
        return bytes(result[:count])
    width = bits // 8
    joined = 0
    for place in range(width):
        mask = 0x7F if kind == "float" and place == width - 1 else 0xFF  # all but the sign
        differs = bytes((byte ^ zero >> 8 * place) & mask != 0 for byte in range(256))
        joined |= int.from_bytes(data[place : count * width : width].translate(differs), "little")
    return joined.to_bytes(count, "little")


def channel_flags(data, count, bits, kind, points, run):
    """Flags of `count` elements, of which `run` in a row share a zero point of the list, which repeats."""
    by_point = {point: value_flags(data, count, bits, kind, point) for point in set(points)}
    if len(by_point) == 1:
        return by_point[points[0]]
    result = bytearray(count)
    if run == 1:
        for channel, point in enumerate(points):
            result[channel :: len(points)] = by_point[point][channel :: len(points)]
    else:
        for number, start in enumerate(range(0, count, run)):
            result[start : start + run] = by_point[points[number % len(points)]][start : start + run]
    return bytes(result)


def counts(flags, columns, input_channels_last, pattern):
    zeros, of = pattern
    elements = len(flags)
    rows = elements // columns if columns else 0
    # Rows filled up with zeros to a multiple of `of`, so that every block is as long as the others.
    per_row = -(-columns // of)
    padded = bytearray(rows * per_row * of)
    if per_row * of == columns:
        padded[:] = flags
    elif columns < rows:
        for column in range(columns):
            padded[column :: per_row * of] = flags[column::columns]
    else:
        for row in range(rows):
            padded[row * per_row * of : row * per_row * of + columns] = flags[row * columns : (row + 1) * columns]
    blocks = rows * per_row
    in_block = sum(int.from_bytes(padded[place::of], "little") for place in range(of)).to_bytes(blocks, "little")
    conforming = in_block.translate(bytes(count <= of - zeros for count in range(256))).count(1)
    mask = sum(int.from_bytes(flags[place::8], "little") << place for place in range(8))
    reason = None
    if columns <= of - zeros:
        reason = "short-rows"
    elif not input_channels_last:
        reason = "not-input-channels"
    return {
        **{"elements": elements, "nonzeros": flags.count(1), "blocks": blocks, "conformingBlocks": conforming},
        **{"conforms": blocks == conforming, "trivial": reason is not None},
        **({"trivialBecause": reason} if reason else {}),
        "maskSha256": hashlib.sha256(mask.to_bytes(-(-elements // 8), "little")).hexdigest(),
    }


def bundle_members(name, data):
    """Name and bytes of what is in a bundle."""
    if data[:8] == b"LITERTLM":
        file = Flatbuffer(data[32 : struct.unpack_from("<Q", data, 24)[0]])
        sections = file.child(file.number("I", 0), 1)
        for number, section in enumerate(file.tables(sections, 0)):
            start, end = file.scalar(section, 1, "Q", 0), file.scalar(section, 2, "Q", 0)
            if not start <= end <= len(data):
                raise Unreadable("bad-bundle", f"section {number} at {start} to {end} of {len(data)} bytes")
            yield f"{name}/section{number}.tflite", data[start:end]
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                if not member.is_dir():
                    yield f"{name}/{member.filename}", archive.read(member)


def is_model(data):
    return data[4:8] == b"TFL3"


def is_bundle(data):
    # MediaPipe's writer puts zeros before a member's header, the first one included, so that its data begins at a multiple of 4.
    return data[:64].lstrip(b"\0").startswith(b"PK\3\4") or data[:8] == b"LITERTLM"


def bundle_reports(name, data, pattern):
    for member_name, member in bundle_members(name, data):
        if is_model(member):
            yield model_report(member_name, member, None, pattern)
        elif is_bundle(member):
            yield from bundle_reports(member_name, member, pattern)


def model_report(name, data, folder, pattern):
    try:
        return Model(data, folder).report(name, pattern)
    except Unreadable as error:
        return failure(name, error.code, str(error))


def failure(name, code, message):
    return {"model": {"name": name}, "error": {"code": code, "message": message}}


def report_on(path, name, pattern):
    with open(path, "rb") as opened:
        data = opened.read()
    if is_model(data):
        return model_report(name, data, os.path.dirname(path) or ".", pattern)
    if not is_bundle(data):
        return failure(name, "not-tflite", "no TFL3 at byte 4")
    try:
        reports = list(bundle_reports(name, data, pattern))
    except (zipfile.BadZipFile, struct.error, Unreadable) as error:
        reports = [failure(name, "bad-bundle", str(error))]
    return reports or [failure(name, "bad-bundle", "a bundle without a model")]


def pattern_of(text):
    zeros, of = map(int, text.split(","))
    if not 1 <= zeros < of <= 64:
        raise ValueError(text)
    return zeros, of


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("model")
    arguments.add_argument("name", nargs="?")
    arguments.add_argument("--pattern", type=pattern_of, default=(2, 4), metavar="Z,N")
    given = arguments.parse_args()
    report = report_on(given.model, given.name or os.path.basename(given.model), given.pattern)
    print(json.dumps(report, indent=2, ensure_ascii=False))
