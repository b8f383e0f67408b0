"""Writes SavedModels in the chunked form: `python chunked.py OUT MODEL …` makes OUT/<name>/saved_model.cpb of each.

TensorFlow as it is published cannot write that form. Its rules are those of tensorflow/tools/proto_splitter: parts of
the message are taken out and become records of a Riegeli file, and the last record, a ChunkMetadata, says where each
belongs. The file is written by array_record, whose files are Riegeli's with a footer behind, which is cut off.
Prints how many chunks each has. Exit code 3: there is no array_record.
"""

import json
import pathlib
import shutil
import struct
import sys

from tensorflow.core.protobuf import saved_model_pb2

try:
    from array_record.python import array_record_module
except ImportError:
    sys.exit(3)

BLOCK, BLOCK_HEADER, CHUNK_HEADER = 65536, 24, 40


def varint(number):
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def field(number, content):
    """A length-delimited field; of a number, a varint."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def field_index(step):
    """FieldIndex: a field's number, ("index", i) or ("key", text)."""
    if isinstance(step, int):
        return field(1, step)
    kind, which = step
    return field(3, which) if kind == "index" else field(2, field(1, which.encode()))


class Splitter:
    """Takes parts out of a message and remembers where they were."""

    def __init__(self, model):
        self.model = model
        self.chunks = []  # (type, bytes)
        self.fields = []  # (way, chunk)

    def take(self, kind, content, way):
        self.fields.append((way, len(self.chunks) + 1))
        self.chunks.append((kind, content))

    def split(self):
        for number, meta_graph in enumerate(self.model.meta_graphs):
            graph = meta_graph.graph_def
            here = [2, ("index", number), 2]
            # Values of constants: bytes.
            for at, node in enumerate(graph.node):
                if node.op == "Const":
                    self.constant(node, [*here, 1, ("index", at)])
            for at, function in enumerate(graph.library.function):
                for inner, node in enumerate(function.node_def):
                    if node.op == "Const":
                        self.constant(node, [*here, 2, 1, ("index", at), 3, ("index", inner)])
            # Every third function: a message, under its index.
            kept = [function for at, function in enumerate(graph.library.function) if at % 3 != 2]
            for at, function in enumerate(graph.library.function):
                if at % 3 == 2:
                    self.take(1, function.SerializeToString(), [*here, 2, 1, ("index", at)])
            self.holes(graph.library.function, kept)
            # The second half of the nodes: a part of the graph itself.
            half = len(graph.node) // 2
            rest = type(graph)()
            rest.node.extend(graph.node[half:])
            del graph.node[half:]
            self.fields.insert(0, (here, len(self.chunks) + 1))
            self.chunks.append((1, rest.SerializeToString()))

    def constant(self, node, way):
        tensor = node.attr["value"].tensor
        if tensor.tensor_content:
            # A map's entry goes by its key.
            self.take(2, tensor.tensor_content, [*way, 5, ("key", "value"), 8, 4])
            tensor.tensor_content = b""

    @staticmethod
    def holes(functions, kept):
        """Functions that were taken out leave empty ones, as the splitter does it."""
        whole = list(functions)
        for at, function in enumerate(whole):
            if not any(function is other for other in kept):
                functions[at].Clear()

    def metadata(self, sizes, offsets):
        infos = b"".join(
            field(2, field(1, kind) + field(2, size) + field(3, offset))
            for kind, size, offset in zip([1, *(kind for kind, _ in self.chunks)], sizes, offsets)
        )
        placed = b"".join(
            field(2, b"".join(field(1, field_index(step)) for step in way) + field(3, field(1, chunk)))
            for way, chunk in self.fields
        )
        return infos + field(3, field(1, 0) + placed)


def positions(data, count):
    """Where the first `count` records begin, each in a chunk of its own."""
    found, begin = [], 0
    while len(found) < count:
        header = read(data, begin, 0, CHUNK_HEADER)
        size, records = struct.unpack_from("<Q", header, 8)[0], struct.unpack_from("<Q", header, 24)[0] >> 8
        if header[24:25] == b"r":
            found.append(begin)
        begin = max(with_headers(begin, CHUNK_HEADER + size), begin + records)
    return found, begin


def with_headers(begin, length):
    usable = BLOCK - BLOCK_HEADER
    return begin + length + (length + (begin + usable - 1) % BLOCK) // usable * BLOCK_HEADER


def read(data, begin, skip, length):
    start, end = with_headers(begin, skip), with_headers(begin, skip + length)
    out = b""
    while start < end:
        in_block = start % BLOCK
        if in_block < BLOCK_HEADER:
            start += BLOCK_HEADER - in_block
            continue
        piece = data[start : min(end, start + BLOCK - in_block)]
        out += piece
        start += len(piece)
    return out


def records_file(path, records, options):
    """A Riegeli file with a chunk for each record; returns where they begin."""
    writer = array_record_module.ArrayRecordWriter(str(path), options)
    for record in records:
        writer.write(record)
    writer.close()
    data = path.read_bytes()
    found, end = positions(data, len(records))
    path.write_bytes(data[:end])
    return found


def main():
    out = pathlib.Path(sys.argv[1])
    told = {}
    for number, given in enumerate(map(pathlib.Path, sys.argv[2:])):
        place = out / given.name
        shutil.copytree(given, place)
        model = saved_model_pb2.SavedModel()
        model.ParseFromString((place / "saved_model.pb").read_bytes())
        (place / "saved_model.pb").unlink()
        splitter = Splitter(model)
        splitter.split()
        records = [model.SerializeToString(), *(content for _, content in splitter.chunks)]
        options = "group_size:1," + ["brotli", "uncompressed", "snappy"][number % 3]
        path = place / "saved_model.cpb"
        # The last record says where the others lie, and where it lies itself changes nothing.
        offsets = records_file(path, records, options)
        last = splitter.metadata(list(map(len, records)), offsets)
        assert records_file(path, [*records, last], options)[:-1] == offsets
        told[given.name] = len(records)
    print(json.dumps(told))


main()
