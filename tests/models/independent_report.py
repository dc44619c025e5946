#!/usr/bin/env python3
"""Prints the report on a model, version 1, without any code of Prunescope.

    python3 independent_report.py MODEL [NAME] [--pattern Z,N] > MODEL.report.json

MODEL is a .tflite file, a .task or a .litertlm. NAME replaces its base name in the report. The script was written from the contract of the
report, notes on the format, and the sources of LiteRT, LiteRT-LM and TensorFlow Lite Micro, not from Prunescope's source. So an agreement
of the two is evidence. It reads the FlatBuffer without generated code, with the field numbers of the schema. It needs only Python's
standard library.

To read 30 MB of weights fast, it works on all weights at once, on `flags`: a byte per element, 1 for a weight that is not zero.
Flags of a tensor are made by bytes.translate, one byte of the element after the other, and counted and packed by adding and shifting
complete tensors as one long integer.
"""

import argparse
import collections
import functools
import hashlib
import io
import json
import mmap
import os
import struct
import zipfile

# By type code: name, bits, and how to read a stored number. Floats are zero with either sign, integers at their zero point.
TYPES = {
    0: ("FLOAT32", 32, "float"),
    1: ("FLOAT16", 16, "float"),
    2: ("INT32", 32, "signed"),
    3: ("UINT8", 8, "unsigned"),
    4: ("INT64", 64, "signed"),
    6: ("BOOL", 8, "unsigned"),
    7: ("INT16", 16, "signed"),
    9: ("INT8", 8, "signed"),
    10: ("FLOAT64", 64, "float"),
    12: ("UINT64", 64, "unsigned"),
    15: ("UINT32", 32, "unsigned"),
    16: ("UINT16", 16, "unsigned"),
    17: ("INT4", 4, "signed"),
    18: ("BFLOAT16", 16, "float"),
    19: ("INT2", 2, "signed"),
    20: ("UINT4", 4, "unsigned"),
    21: ("FLOAT8_E4M3FN", 8, "float"),
    22: ("FLOAT8_E5M2", 8, "float"),
}
OTHER_TYPES = {5: "STRING", 8: "COMPLEX64", 11: "COMPLEX128", 13: "RESOURCE", 14: "VARIANT"}

# BuiltinOperator of the schema, from code 0.
OPERATORS = """
ADD AVERAGE_POOL_2D CONCATENATION CONV_2D DEPTHWISE_CONV_2D DEPTH_TO_SPACE DEQUANTIZE EMBEDDING_LOOKUP FLOOR FULLY_CONNECTED
HASHTABLE_LOOKUP L2_NORMALIZATION L2_POOL_2D LOCAL_RESPONSE_NORMALIZATION LOGISTIC LSH_PROJECTION LSTM MAX_POOL_2D MUL RELU
RELU_N1_TO_1 RELU6 RESHAPE RESIZE_BILINEAR RNN SOFTMAX SPACE_TO_DEPTH SVDF TANH CONCAT_EMBEDDINGS
SKIP_GRAM CALL CUSTOM EMBEDDING_LOOKUP_SPARSE PAD UNIDIRECTIONAL_SEQUENCE_RNN GATHER BATCH_TO_SPACE_ND SPACE_TO_BATCH_ND TRANSPOSE
MEAN SUB DIV SQUEEZE UNIDIRECTIONAL_SEQUENCE_LSTM STRIDED_SLICE BIDIRECTIONAL_SEQUENCE_RNN EXP TOPK_V2 SPLIT
LOG_SOFTMAX DELEGATE BIDIRECTIONAL_SEQUENCE_LSTM CAST PRELU MAXIMUM ARG_MAX MINIMUM LESS NEG
PADV2 GREATER GREATER_EQUAL LESS_EQUAL SELECT SLICE SIN TRANSPOSE_CONV SPARSE_TO_DENSE TILE
EXPAND_DIMS EQUAL NOT_EQUAL LOG SUM SQRT RSQRT SHAPE POW ARG_MIN
FAKE_QUANT REDUCE_PROD REDUCE_MAX PACK LOGICAL_OR ONE_HOT LOGICAL_AND LOGICAL_NOT UNPACK REDUCE_MIN
FLOOR_DIV REDUCE_ANY SQUARE ZEROS_LIKE FILL FLOOR_MOD RANGE RESIZE_NEAREST_NEIGHBOR LEAKY_RELU SQUARED_DIFFERENCE
MIRROR_PAD ABS SPLIT_V UNIQUE CEIL REVERSE_V2 ADD_N GATHER_ND COS WHERE
RANK ELU REVERSE_SEQUENCE MATRIX_DIAG QUANTIZE MATRIX_SET_DIAG ROUND HARD_SWISH IF WHILE
NON_MAX_SUPPRESSION_V4 NON_MAX_SUPPRESSION_V5 SCATTER_ND SELECT_V2 DENSIFY SEGMENT_SUM BATCH_MATMUL
PLACEHOLDER_FOR_GREATER_OP_CODES CUMSUM CALL_ONCE
BROADCAST_TO RFFT2D CONV_3D IMAG REAL COMPLEX_ABS HASHTABLE HASHTABLE_FIND HASHTABLE_IMPORT HASHTABLE_SIZE
REDUCE_ALL CONV_3D_TRANSPOSE VAR_HANDLE READ_VARIABLE ASSIGN_VARIABLE BROADCAST_ARGS RANDOM_STANDARD_NORMAL BUCKETIZE RANDOM_UNIFORM
MULTINOMIAL
GELU DYNAMIC_UPDATE_SLICE RELU_0_TO_1 UNSORTED_SEGMENT_PROD UNSORTED_SEGMENT_MAX UNSORTED_SEGMENT_SUM ATAN2 UNSORTED_SEGMENT_MIN SIGN BITCAST
BITWISE_XOR RIGHT_SHIFT STABLEHLO_LOGISTIC STABLEHLO_ADD STABLEHLO_DIVIDE STABLEHLO_MULTIPLY STABLEHLO_MAXIMUM STABLEHLO_RESHAPE
STABLEHLO_CLAMP STABLEHLO_CONCATENATE
STABLEHLO_BROADCAST_IN_DIM STABLEHLO_CONVOLUTION STABLEHLO_SLICE STABLEHLO_CUSTOM_CALL STABLEHLO_REDUCE STABLEHLO_ABS STABLEHLO_AND
STABLEHLO_COSINE STABLEHLO_EXPONENTIAL STABLEHLO_FLOOR
STABLEHLO_LOG STABLEHLO_MINIMUM STABLEHLO_NEGATE STABLEHLO_OR STABLEHLO_POWER STABLEHLO_REMAINDER STABLEHLO_RSQRT STABLEHLO_SELECT
STABLEHLO_SUBTRACT STABLEHLO_TANH
STABLEHLO_SCATTER STABLEHLO_COMPARE STABLEHLO_CONVERT STABLEHLO_DYNAMIC_SLICE STABLEHLO_DYNAMIC_UPDATE_SLICE STABLEHLO_PAD STABLEHLO_IOTA
STABLEHLO_DOT_GENERAL STABLEHLO_REDUCE_WINDOW STABLEHLO_SORT
STABLEHLO_WHILE STABLEHLO_GATHER STABLEHLO_TRANSPOSE DILATE STABLEHLO_RNG_BIT_GENERATOR REDUCE_WINDOW STABLEHLO_COMPOSITE
STABLEHLO_SHIFT_LEFT STABLEHLO_CBRT STABLEHLO_CASE
""".split()


def inputs_of(*numbers):
    """Weight inputs whose last dimension is the input channels."""
    return dict.fromkeys(numbers, True)


# By operator: its weight inputs, each with whether the last dimension is the input channels. LSTM and BATCH_MATMUL depend on options.
OPTION_TYPES = {"FULLY_CONNECTED": 8, "LSTM": 14, "BATCH_MATMUL": 101}
LSTM_INPUTS = inputs_of(*range(1, 9), 16)
WEIGHT_INPUTS = {
    **dict.fromkeys(("CONV_2D", "FULLY_CONNECTED", "TRANSPOSE_CONV", "CUSTOM:Convolution2DTransposeBias"), inputs_of(1)),
    **dict.fromkeys(("DEPTHWISE_CONV_2D", "CONV_3D", "CONV_3D_TRANSPOSE", "EMBEDDING_LOOKUP"), {1: False}),
    "GATHER": {0: False},
    "SVDF": {1: True, 2: False},
    "UNIDIRECTIONAL_SEQUENCE_LSTM": LSTM_INPUTS,
    "BIDIRECTIONAL_SEQUENCE_LSTM": {**LSTM_INPUTS, **inputs_of(*range(18, 26), 33, *range(40, 48))},
    **dict.fromkeys(("RNN", "UNIDIRECTIONAL_SEQUENCE_RNN"), inputs_of(1, 2)),
    "BIDIRECTIONAL_SEQUENCE_RNN": inputs_of(1, 2, 4, 5, 10, 11),
}
FOLLOWED = ("DEQUANTIZE", "DENSIFY", "CAST", "QUANTIZE", "RESHAPE", "TRANSPOSE")
DECODE = "CUSTOM:TFLM_DECODE"
NOT_GATHERED = ("STRING", "INT32", "INT64")
BLOCKWISE, MULTI_AXIS = 2, 3  # of the union QuantizationDetails
# The element types that TensorFlow Lite Micro decodes.
MICRO_TYPES = ("BOOL", "FLOAT32", "INT8", "INT16", "INT32", "INT64")

Operator = collections.namedtuple("Operator", "name inputs outputs options")
# An operator that uses a tensor: its place, its code, whether the last dimension is the input channels, its weights_format.
Use = collections.namedtuple("Use", "index code last format")


class Unreadable(Exception):
    """An error that a report has in place of counts."""

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
            raise Unreadable("truncated", f"a number at {at} is outside of the {len(self.data)} bytes")
        return struct.unpack_from("<" + layout, self.data, at)[0]

    def field(self, table, index):
        """Position of a field of a table; None when it is not there."""
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
    def __init__(self, data, external_file):
        """`external_file` gives the bytes of an external buffer group by its name, or None when there are none."""
        self.data = data
        self.external_file = external_file
        self.file = file = Flatbuffer(data)
        self.root = file.number("I", 0)
        if file.scalar(self.root, 0, "I", 0) == 0 and file.field(self.root, 2) is None:
            raise Unreadable("bad-offset", "the root table has no version and no subgraphs")
        self.codes = [self.code_name(code) for code in file.tables(self.root, 1)]
        self.buffers = file.tables(self.root, 4)
        self.subgraphs = file.tables(self.root, 2)
        self.lookup_tables = self.compression_metadata()

    def code_name(self, operator_code):
        code = max(self.file.scalar(operator_code, 0, "b", 0), self.file.scalar(operator_code, 3, "i", 0))
        if not 0 <= code < len(OPERATORS):
            return f"UNKNOWN_{code}"
        return "CUSTOM:" + self.file.text(operator_code, 1) if OPERATORS[code] == "CUSTOM" else OPERATORS[code]

    def compression_metadata(self):
        """By subgraph and tensor: the buffer of its value table and the bits of an index. See tflite-micro, compression/metadata.fbs."""
        file = self.file
        for entry in file.tables(self.root, 6):
            if file.text(entry, 0) == "COMPRESSION_METADATA":
                try:
                    return lookup_tables_of(Flatbuffer(self.buffer_bytes(file.scalar(entry, 1, "I", 0))))
                except Unreadable:
                    # Tensors that it would name are then too short to be read as dense, so no count is wrong.
                    return {}
        return {}

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

    def operators(self, subgraph):
        file = self.file
        result = []
        for at in file.tables(subgraph, 3):
            code = checked(file.scalar(at, 0, "I", 0), 0, len(self.codes) - 1, "bad-offset", "the code of an operator")
            name = self.codes[code]
            # Like the runtime: options of another type than that of the operator are not read.
            options = file.child(at, 4) if file.scalar(at, 3, "B", 0) == OPTION_TYPES.get(name) else None
            result.append(Operator(name, file.numbers(at, 1, "i"), file.numbers(at, 2, "i"), options))
        return result

    def weight_inputs(self, operator):
        """Its weight inputs, each with whether the last dimension is the input channels."""

        def option(number, layout):
            return 0 if operator.options is None else self.file.scalar(operator.options, number, layout, 0)

        if operator.name == "LSTM":
            return inputs_of(2) if option(3, "b") == 1 else LSTM_INPUTS
        if operator.name == "BATCH_MATMUL":
            return {0: not option(0, "B"), 1: bool(option(1, "B"))}  # adj_x, adj_y
        if operator.name == "BIDIRECTIONAL_SEQUENCE_RNN" and len(operator.inputs) > 7:
            return {**WEIGHT_INPUTS[operator.name], 6: True}  # after the hidden state, which the first version does not have
        return WEIGHT_INPUTS.get(operator.name, {})

    def weights(self, tensors, operators):
        """By tensor index: the operators that use it, and, behind TFLM_DECODE, the pair of tensors that it is decoded from."""
        producers = {output: operator for operator in operators for output in operator.outputs}
        users, pairs = {}, {}
        for index, operator in enumerate(operators):
            for number, last in self.weight_inputs(operator).items():
                if number >= len(operator.inputs):
                    continue
                found = self.follow_back(operator.inputs[number], tensors, producers, index)
                if found is None:
                    continue
                tensor, keeps_last, pair = found
                if operator.name == "GATHER" and not self.is_gathered(tensors[tensor]):
                    continue
                weights_format = 0
                if operator.name == "FULLY_CONNECTED" and operator.options is not None:
                    weights_format = self.file.scalar(operator.options, 1, "b", 0)
                users.setdefault(tensor, []).append(Use(index, operator.name, last and keeps_last, weights_format))
                if pair is not None:
                    pairs[tensor] = pair
        return users, pairs

    def is_gathered(self, tensor):
        return len(self.file.numbers(tensor, 0, "i")) >= 2 and type_name(self.file.scalar(tensor, 1, "b", 0)) not in NOT_GATHERED

    def follow_back(self, tensor, tensors, producers, index):
        """
        The constant that an input leads to, whether its last dimension is still the last one there, and None.
        Or the output of TFLM_DECODE that it leads to, and its pair of tensors. None when it leads to neither.
        """
        keeps_last = True
        for _ in range(len(producers) + 1):
            checked(tensor, -1, len(tensors) - 1, "bad-offset", f"a tensor that leads to operator {index}")
            if tensor < 0:
                return None
            if self.is_constant(tensors[tensor]):
                return tensor, keeps_last, None
            producer = producers.get(tensor)
            if producer is not None and producer.name == DECODE:
                first = 2 * producer.outputs.index(tensor)
                return tensor, keeps_last, tuple(producer.inputs[first : first + 2])
            if producer is None or producer.name not in FOLLOWED or not producer.inputs:
                return None
            source = checked(producer.inputs[0], -1, len(tensors) - 1, "bad-offset", f"a tensor that leads to operator {index}")
            if source >= 0 and producer.name == "RESHAPE":
                keeps_last = keeps_last and self.last_size(tensors[source]) == self.last_size(tensors[tensor])
            if source >= 0 and producer.name == "TRANSPOSE":
                keeps_last = keeps_last and self.last_stays(producer, tensors)
            tensor = source
        return None

    def last_size(self, tensor):
        return (self.file.numbers(tensor, 0, "i") or [1])[-1]

    def last_stays(self, transpose, tensors):
        """Whether a TRANSPOSE keeps the last dimension last. A permutation that is not known may move it."""
        rank = len(self.file.numbers(tensors[transpose.inputs[0]], 0, "i"))
        if rank == 0:
            return True
        try:
            permutation = tensors[checked(transpose.inputs[1], 0, len(tensors) - 1, "bad-offset", "its permutation")]
            return self.is_constant(permutation) and self.values(permutation, rank)[-1] in (rank - 1, -1)
        except (Unreadable, IndexError):
            return False

    # Where their bytes are

    def stored_span(self, tensor):
        """The bytes that the data of a tensor are in, their start and their count."""
        external = self.file.scalar(tensor, 10, "I", 0)
        return self.external_span(external) if external != 0 else self.buffer_span(self.file.scalar(tensor, 2, "I", 0))

    def stored_size(self, tensor):
        """Known also when the other file is missing."""
        external = self.file.scalar(tensor, 10, "I", 0)
        if external == 0:
            return self.stored_span(tensor)[2]
        entries = [entry for entry in self.file.tables(self.root, 9) if self.file.scalar(entry, 0, "I", 0) == external]
        return self.file.scalar(entries[0], 3, "Q", 0) if entries else 0

    def stored_bytes(self, tensor):
        data, start, size = self.stored_span(tensor)
        return bytes(data[start : start + size])

    def buffer_bytes(self, index):
        data, start, size = self.buffer_span(index)
        return bytes(data[start : start + size])

    def buffer_span(self, index):
        file = self.file
        if index >= len(self.buffers):
            raise Unreadable("bad-offset", f"it names buffer {index} of {len(self.buffers)}")
        buffer = self.buffers[index]
        start, size = file.vector(buffer, 0, 1) or (0, 0)
        if size == 0:
            start, size = file.scalar(buffer, 1, "Q", 0), file.scalar(buffer, 2, "Q", 0)
            if start <= 1:
                return b"", 0, 0  # a placeholder, not a position
            if start + size > len(self.data):
                raise Unreadable("truncated", f"its bytes {start} to {start + size} are after the end, {len(self.data)}")
        return self.data, start, size

    def external_span(self, wanted):
        file = self.file
        names = [file.text(group, 0) for group in file.tables(self.root, 8)]
        for entry in file.tables(self.root, 9):
            if file.scalar(entry, 0, "I", 0) != wanted:
                continue
            group = checked(file.scalar(entry, 1, "I", 0), 0, len(names) - 1, "bad-offset", "the group of its external buffer")
            start, size = file.scalar(entry, 2, "Q", 0), file.scalar(entry, 3, "Q", 0)
            data = self.external_file(names[group])
            if data is None:
                raise Unreadable("external-missing", f"its bytes are in {names[group]}")
            checked(start + size, 0, len(data), "truncated", f"the end of its bytes in {names[group]}")
            return data, start, size
        raise Unreadable("bad-offset", f"there is no external buffer {wanted}")

    # What is not zero

    def zero_points(self, tensor, tensors, shape):
        """A list, and the number of elements in a row that share one of its entries; the list repeats to the end of the tensor."""
        file = self.file
        quantization = file.child(tensor, 4)
        if quantization is None:
            return [0], 1
        kind = file.scalar(quantization, 4, "B", 0)
        if kind in (BLOCKWISE, MULTI_AXIS):
            details = file.child(quantization, 5)
            if details is None:
                raise Unreadable("bad-offset", "its quantization details are not there")
            index = file.scalar(details, 1, "i", -1)
            if index < 0:
                return [0], 1
            points = tensors[checked(index, 0, len(tensors) - 1, "bad-offset", "the tensor of its zero points")]
            if kind == MULTI_AXIS:
                return self.multi_axis_points(points, shape)
            return self.block_points(points, shape, file.scalar(details, 2, "i", 0))
        found = file.numbers(quantization, 3, "q")
        if len(found) <= 1:
            return found or [0], 1
        dimension = checked(file.scalar(quantization, 6, "i", 0), 0, len(shape) - 1, "bad-shape", "the quantized dimension")
        if len(found) != shape[dimension]:
            raise Unreadable("bad-shape", f"{len(found)} zero points for dimension {dimension} of {shape}")
        return found, product(shape[dimension + 1 :])

    def block_points(self, tensor, shape, block):
        columns = shape[-1] if shape else 1
        if block <= 0 or columns % block:
            raise Unreadable("bad-shape", f"blocks of {block} do not fill rows of {columns}")
        return self.values(tensor, product(shape) // block), block

    def multi_axis_points(self, tensor, shape):
        """Along every axis, a zero point covers shape[axis] / (the size of the tensor of zero points along this axis) elements."""
        sizes = self.file.numbers(tensor, 0, "i")
        if len(sizes) != len(shape) or any(size <= 0 or full % size for size, full in zip(sizes, shape)):
            raise Unreadable("bad-shape", f"zero points of shape {sizes} for {shape}")
        places = [0]  # of the zero point of each element, without the last axis
        for size, full in zip(sizes[:-1], shape[:-1]):
            places = [place * size + index * size // full for place in places for index in range(full)]
        last = sizes[-1] if sizes else 1
        values = self.values(tensor, product(sizes))
        return [values[place * last + block] for place in places for block in range(last)], (shape[-1] if shape else 1) // last

    def check_details(self, tensor):
        """What zero is under quantization details of another kind is not known."""
        quantization = self.file.child(tensor, 4)
        kind = 0 if quantization is None else self.file.scalar(quantization, 4, "B", 0)
        if kind not in (0, BLOCKWISE, MULTI_AXIS):
            raise Unreadable("unsupported-type", f"quantization details of kind {kind}")

    def values(self, tensor, count):
        """The integers of a tensor."""
        code = self.file.scalar(tensor, 1, "b", 0)
        _, bits, kind = TYPES.get(code, ("", 0, ""))
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

    def flags(self, tensor, tensors, shape, encoding, source):
        """`source` depends on the encoding: the pair of tensors that it is decoded from, or its lookup table."""
        code = self.file.scalar(tensor, 1, "b", 0)
        if code not in TYPES:
            raise Unreadable("unsupported-type", f"elements of type {type_name(code)}")
        self.check_details(tensor)
        name, bits, kind = TYPES[code]
        elements = product(shape)
        places = None  # of the values that are stored, when not all are
        if encoding == "tflm-decode":
            data, places = self.decoded(tensor, source, tensors, shape)
        elif encoding == "tflm-lut":
            data = self.looked_up(tensor, source, shape)
        elif encoding == "shuffled4x16":
            data = unshuffled(self.stored_bytes(tensor), name, shape)
        else:
            data = self.stored_bytes(tensor)
        if encoding == "sparse":
            places = None if elements == 0 else self.sparse_places(tensor, shape)
            if places and len(data) * 8 < len(places) * bits:
                raise Unreadable("bad-sparsity", f"{len(places)} stored values of {bits} bits in {len(data)} bytes")
        elif places is None and len(data) * 8 < elements * bits:
            raise Unreadable("truncated", f"{elements} elements of {bits} bits in {len(data)} bytes")
        if elements == 0:
            return b""
        if kind == "float":
            points, run = [0], 1
        elif encoding == "shuffled4x16":
            points, run = [128], 1
        else:
            points, run = self.zero_points(tensor, tensors, shape)
        if places is None:
            return channel_flags(data, elements, bits, kind, points, run)
        by_point = {point: value_flags(data, len(places), bits, kind, point) for point in set(points)}
        result = bytearray(elements)
        for value, place in enumerate(places):
            result[place] = by_point[points[place // run % len(points)]][value]
        return bytes(result)

    # Encodings of TensorFlow Lite Micro

    def channels(self, tensor, shape):
        """How many value tables there are, and how many elements in a row belong to one. See decode_state_lut.cc."""
        quantization = self.file.child(tensor, 4)
        scales = None if quantization is None else self.file.vector(quantization, 2, 4)
        if scales is None or scales[1] <= 1:
            return 1, max(product(shape), 1)
        dimension = self.file.scalar(quantization, 6, "i", 0)
        if dimension not in (0, len(shape) - 1):
            raise Unreadable("unsupported-type", f"value tables along dimension {dimension} of {shape}")
        if not shape or scales[1] != shape[dimension]:
            raise Unreadable("bad-shape", f"{scales[1]} scales for dimension {dimension} of {shape}")
        return scales[1], product(shape[dimension + 1 :])

    def looked_up(self, tensor, lookup_table, shape):
        buffer, bits = lookup_table
        name, width = self.micro_type(tensor)
        table = self.buffer_bytes(buffer)
        channels, run = self.channels(tensor, shape)
        stride = len(table) // (width // 8) // channels
        return look_up(self.stored_bytes(tensor), bits, table, width // 8, stride, channels, run, product(shape))

    def micro_type(self, tensor):
        name, bits, _ = TYPES[self.file.scalar(tensor, 1, "b", 0)]
        if name not in MICRO_TYPES:
            raise Unreadable("unsupported-type", f"TensorFlow Lite Micro does not decode {name}")
        return name, bits

    def decoded(self, tensor, pair, tensors, shape):
        """The values of an output of TFLM_DECODE, and their places when not all are stored. See decode_state*.cc."""
        if len(pair) < 2 or not all(0 <= index < len(tensors) and self.is_constant(tensors[index]) for index in pair):
            raise Unreadable("bad-offset", f"TFLM_DECODE needs two constants for it, and has {list(pair)}")
        encoded, ancillary = (self.stored_bytes(tensors[index]) for index in pair)
        if len(ancillary) < 16:
            raise Unreadable("truncated", f"{len(ancillary)} bytes of ancillary data; expected 16 or more")
        kind, version, elements = ancillary[0], ancillary[1], product(shape)
        if kind > 2 or version != 1:
            raise Unreadable("unsupported-type", f"decode type {kind}, version {version}")
        name, bits = self.micro_type(tensor)
        if kind == 0:
            channels, run = self.channels(tensor, shape)
            return look_up(encoded, ancillary[5] & 7, ancillary[16:], bits // 8, ancillary[6], channels, run, elements), None
        if kind == 1:
            return huffman_decoded(encoded, ancillary, name, bits // 8, elements), None
        if len(encoded) * 8 < elements:
            raise Unreadable("truncated", f"a bitmask of {len(encoded)} bytes for {elements} elements")
        places = [place for place in range(elements) if encoded[place >> 3] >> (~place & 7) & 1]
        if len(ancillary) - 16 < len(places) * bits // 8:
            raise Unreadable("truncated", f"{len(places)} values of {bits} bits in {len(ancillary) - 16} bytes")
        return ancillary[16:], places

    # Stored sparse

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

    def tensor_report(self, subgraph_number, index, tensors, uses, pair, pattern):
        file, tensor = self.file, tensors[index]
        shape = file.numbers(tensor, 0, "i")
        formats = {use.format for use in uses}
        lookup_table = self.lookup_tables.get((subgraph_number, index))
        if pair is not None:
            encoding = "tflm-decode"
        elif lookup_table is not None:
            encoding = "tflm-lut"
        elif file.child(tensor, 6) is not None:
            encoding = "sparse"
        else:
            encoding = "shuffled4x16" if formats == {1} else "dense"
        report = {
            "subgraph": subgraph_number,
            "tensor": index,
            "name": file.text(tensor, 3),
            # An operator that uses it twice is listed once.
            "operators": [{"index": number, "code": code} for number, code in dict((use.index, use.code) for use in uses).items()],
            "shape": shape,
            "type": type_name(file.scalar(tensor, 1, "b", 0)),
            "encoding": encoding,
        }
        try:
            if any(size < 0 for size in shape):
                raise Unreadable("bad-shape", f"shape {shape}")
            checked(product(shape), 0, 2**53 - 1, "bad-shape", "its number of elements")
            if formats != {0} and encoding != "shuffled4x16":
                raise Unreadable("unsupported-type", f"weights_format {sorted(formats)}")
            flags = self.flags(tensor, tensors, shape, encoding, pair if pair is not None else lookup_table)
            columns = shape[-1] if shape else 1
            return {**report, **counts(flags, columns, any(use.last for use in uses), pattern)}
        except Unreadable as error:
            return {**report, "error": {"code": error.code, "message": str(error)}}

    def report(self, name, pattern):
        reports = []
        coverage = Coverage()
        for number, subgraph in enumerate(self.subgraphs):
            tensors, operators = self.file.tables(subgraph, 0), self.operators(subgraph)
            users, pairs = self.weights(tensors, operators)
            readable = {}  # by constant that is listed: whether it could be read
            for index in sorted(users):
                pair = pairs.get(index)
                reports.append(self.tensor_report(number, index, tensors, users[index], pair, pattern))
                for constant in (index,) if pair is None else pair:
                    readable[constant] = readable.get(constant, False) or "error" not in reports[-1]
            for operator in operators:
                coverage.add_compiled(operator.name)
            first_users = {tensor: operator.name for operator in reversed(operators) for tensor in operator.inputs}
            for index, tensor in enumerate(tensors):
                self.cover(coverage, tensor, first_users.get(index, ""), readable.get(index))
        return {
            "reportVersion": 1,
            "model": {"name": name, "bytes": len(self.data), "sha256": hashlib.sha256(self.data).hexdigest()},
            "pattern": {"zeros": pattern[0], "of": pattern[1]},
            "coverage": coverage.report(),
            "tensors": reports,
        }

    def cover(self, coverage, tensor, first_user, readable):
        """`first_user`: "" when there is none. `readable`: whether the tensor could be read; None when it is not listed."""
        shape = self.file.numbers(tensor, 0, "i")
        # The weights of custom operators can be a list of bytes.
        custom = first_user.startswith("CUSTOM") and first_user not in WEIGHT_INPUTS
        if (len(shape) < 2 and not custom) or any(size < 0 for size in shape) or product(shape) < 64:
            return
        try:
            if not self.is_constant(tensor):
                return
            size = self.stored_size(tensor)
        except Unreadable:
            coverage.add(0, first_user, "unreadable")
            return
        if readable:
            coverage.add_listed(size)
        elif readable is not None:
            coverage.add(size, first_user, "unreadable")
        else:
            coverage.add(size, first_user, reason_not_listed(first_user))


class Coverage:
    """How many bytes of constants are listed, and why the others are not."""

    def __init__(self):
        self.listed = 0
        self.unlisted = collections.defaultdict(list)  # by operator and reason: the bytes of each tensor

    def add_listed(self, size):
        self.listed += size

    def add(self, size, operator, because):
        self.unlisted[operator, because].append(size)

    def add_compiled(self, operator):
        """Also if its weights are not in tensors."""
        if reason_not_listed(operator) == "compiled":
            self.unlisted[operator, "compiled"].extend([])

    def report(self):
        groups = [
            {"operator": operator, "tensors": len(sizes), "bytes": sum(sizes), "because": because}
            for (operator, because), sizes in self.unlisted.items()
        ]
        groups.sort(key=lambda group: (-group["bytes"], group["operator"], group["because"]))
        return {
            "constantBytes": self.listed + sum(group["bytes"] for group in groups),
            "listedBytes": self.listed,
            "unlisted": groups,
        }


def reason_not_listed(first_user):
    if first_user == "":
        return "no-operator"
    if first_user == "ASSIGN_VARIABLE":
        return "variable"
    # Ahead-of-time compilers keep weights in a form of their own.
    compiled = first_user in ("CUSTOM:ethos-u", "CUSTOM:edgetpu-custom-op", "CUSTOM:DISPATCH_OP")
    return "compiled" if compiled or first_user.startswith(("CUSTOM:NeutronGraph", "CUSTOM:XC_")) else "operator"


def lookup_tables_of(metadata):
    """By subgraph and tensor: the buffer of the value table and the bits of an index."""
    result = {}
    root = metadata.number("I", 0)
    version = metadata.scalar(root, 0, "I", 1)
    for number, subgraph in enumerate(metadata.tables(root, 1)):
        for table in metadata.tables(subgraph, 0):
            bits = metadata.scalar(table, 2, "B", 0) if version <= 1 else 0  # 0 is refused
            result[number, metadata.scalar(table, 0, "i", 0)] = metadata.scalar(table, 1, "I", 0), bits
    return result


def look_up(indices, bits, table, width, stride, channels, run, elements):
    """
    Values of `width` bytes each. `indices`: `bits` for each element, most significant bit first. `table`: one value table per channel,
    `stride` values apart. The channel changes after each `run` elements.
    """
    if not 1 <= bits <= 7:
        raise Unreadable("unsupported-type", f"indices of {bits} bits; expected 1 to 7")
    if len(indices) * 8 < elements * bits:
        raise Unreadable("truncated", f"{elements} indices of {bits} bits in {len(indices)} bytes")
    values = [table[start : start + width] for start in range(0, len(table) - width + 1, width)]
    result = []
    for element in range(elements):
        first = element * bits
        window = int.from_bytes(indices[first // 8 : first // 8 + 2].ljust(2, b"\0"), "big")
        place = element // run % channels * stride + (window >> 16 - first % 8 - bits & (1 << bits) - 1)
        if place >= len(values):
            raise Unreadable("truncated", f"value {place} of a table of {len(values)}")
        result.append(values[place])
    return b"".join(result)


def huffman_decoded(encoded, ancillary, name, width, elements):
    """Values of `width` bytes each, by chained tables. An entry is a symbol, or the place of a further table and its bits."""
    wide = bool(ancillary[5] & 1)
    if name not in ("INT8", "INT16") or (name == "INT16" and not wide):
        raise Unreadable("unsupported-type", f"Huffman codes of {name} with {32 if wide else 16}-bit tables")
    layout, size, count_shift, symbol_bit = ("I", 4, 27, 31) if wide else ("H", 2, 11, 15)
    table = struct.unpack_from(f"<{(len(ancillary) - 16) // size}{layout}", ancillary, 16)
    initial_bits = (ancillary[5] >> 4) + 1
    result = bytearray()
    at = 0  # in bits, most significant bit of each byte first
    for _ in range(elements):
        place, used = 0, initial_bits
        while True:
            if at > len(encoded) * 8:
                raise Unreadable("truncated", f"the codes of {elements} elements in {len(encoded)} bytes")
            first = at // 8
            window = int.from_bytes(encoded[first : first + 5].ljust(5, b"\0"), "big")
            place += window >> 40 - at % 8 - used & (1 << used) - 1
            at += used
            if place >= len(table):
                raise Unreadable("truncated", f"entry {place} of a Huffman table of {len(table)}")
            entry = table[place]
            count = entry >> count_shift & 15
            if entry >> symbol_bit & 1:
                break
            place, used = place + (entry & (1 << count_shift) - 1), count + 1
        # The symbol may need fewer of the last bits than were read.
        at -= max(used - count, 0)
        if at > len(encoded) * 8:
            raise Unreadable("truncated", f"the codes of {elements} elements in {len(encoded)} bytes")
        result += (entry & (1 << 8 * width) - 1).to_bytes(width, "little")
    return bytes(result)


def unshuffled(data, name, shape):
    """SHUFFLED4x16INT8: tiles of 4 rows x 16 columns, row-major, with the top bit of each value flipped."""
    if name != "UINT8":
        raise Unreadable("unsupported-type", f"shuffled weights of type {name}; expected UINT8")
    columns = shape[-1] if shape else 1
    rows = product(shape[:-1])
    if rows % 4 or columns % 16:
        raise Unreadable("bad-shape", f"tiles of 4 x 16 do not fill {shape}")
    if len(data) < rows * columns:
        raise Unreadable("truncated", f"{rows * columns} elements in {len(data)} bytes")
    flipped = data.translate(bytes(byte ^ 0x80 for byte in range(256)))
    result = bytearray()
    for row in range(rows):
        for tile in range(columns // 16):
            start = (row // 4 * (columns // 16) + tile) * 64 + row % 4 * 16
            result += flipped[start : start + 16]
    return bytes(result)


def type_name(code):
    return TYPES[code][0] if code in TYPES else OTHER_TYPES.get(code, f"UNKNOWN_{code}")


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
    """Name and bytes of each member of a bundle, and the file that its external buffers are in, as `Model` takes it."""
    if data[:8] == b"LITERTLM":
        sections = litertlm_sections(data)
        for number, (start, end, _, model_type) in enumerate(sections):
            yield f"{name}/section{number}.tflite", data[start:end], weights_section(data, sections, model_type)
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                if not member.is_dir():
                    yield f"{name}/{member.filename}", archive.read(member), no_external_file


def litertlm_sections(data):
    """Start, end, data type and model_type of each section. See LiteRT-LM, schema/core/litertlm_header_schema.fbs."""
    file = Flatbuffer(data[32 : struct.unpack_from("<Q", data, 24)[0]])
    result = []
    for number, section in enumerate(file.tables(file.child(file.number("I", 0), 1), 0)):
        start, end = file.scalar(section, 1, "Q", 0), file.scalar(section, 2, "Q", 0)
        if not start <= end <= len(data):
            raise Unreadable("bad-bundle", f"section {number} at {start} to {end} of {len(data)} bytes")
        model_type = None
        for item in file.tables(section, 0):
            value = file.child(item, 2)
            # LiteRT-LM ignores the case of both. 9 is StringValue in the union VData.
            if file.text(item, 0).lower() == "model_type" and file.scalar(item, 1, "B", 0) == 9 and value is not None:
                model_type = file.text(value, 0).lower()
        result.append((start, end, file.scalar(section, 3, "B", 0), model_type))
    return result


def weights_section(data, sections, model_type):
    """The external file of a model: the section of type TFLiteWeights (7) with its model_type."""

    def external_file(name):
        found = [memoryview(data)[start:end] for start, end, kind, of in sections if kind == 7 and of == model_type]
        return found[0] if found and name == "tflite_weights" else None

    return external_file


def file_in(folder):
    """External files are next to the model, and nowhere else."""

    @functools.lru_cache
    def external_file(name):
        path = os.path.join(folder, name)
        if name != os.path.basename(name) or not os.path.isfile(path):
            return None
        with open(path, "rb") as opened:
            return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) if os.path.getsize(path) > 0 else b""

    return external_file


def no_external_file(_name):
    return None


def is_model(data):
    return data[4:8] == b"TFL3"


def is_bundle(data):
    # MediaPipe's writer puts zeros before a member's header, the first one included, so that its data begins at a multiple of 4.
    return data[:64].lstrip(b"\0").startswith(b"PK\3\4") or data[:8] == b"LITERTLM"


def bundle_reports(name, data, pattern):
    for member_name, member, external_file in bundle_members(name, data):
        if is_model(member):
            yield model_report(member_name, member, external_file, pattern)
        elif is_bundle(member):
            yield from bundle_reports(member_name, member, pattern)


def model_report(name, data, external_file, pattern):
    try:
        return Model(data, external_file).report(name, pattern)
    except Unreadable as error:
        return failure(name, error.code, str(error))


def failure(name, code, message):
    return {"model": {"name": name}, "error": {"code": code, "message": message}}


def report_on(path, name, pattern):
    with open(path, "rb") as opened:
        data = opened.read()
    if is_model(data):
        return model_report(name, data, file_in(os.path.dirname(path) or "."), pattern)
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
