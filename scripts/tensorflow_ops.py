"""Tells what TensorFlow's own libraries say of their ops.

    python scripts/tensorflow_ops.py FOLDER ... > src/core/tensorflow-ops.ts   the table, out of several versions
    python scripts/tensorflow_ops.py --json FOLDER                             what one version says

FOLDER holds libtensorflow_cc and libtensorflow_framework, as the package `tensorflow` of a wheel does. The Python is
one with a TensorFlow, whose messages the answers are read with. Each library is loaded in a process of its own.
"""

import ctypes
import json
import os
import pathlib
import subprocess
import sys
import tempfile

# What begins with it TensorFlow's own rewriting puts in, for kernels of its choice.
INTERNAL = "_"
# Without a kernel, and yet run: what calls Python has one in Python alone, and the other is rewritten before it is placed.
EXCUSED = {"PyFunc", "PyFuncStateless", "EagerPyFunc", "AccumulateNV2"}
HALVES = {14: "bfloat16", 19: "float16"}


class Buffer(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("length", ctypes.c_size_t), ("deallocator", ctypes.c_void_p)]


def dump(folder, out):
    """Writes the lists of a library as it gives them; runs in a process of its own."""
    name = "lib{}.2.dylib" if sys.platform == "darwin" else "lib{}.so.2"
    ctypes.CDLL(str(folder / name.format("tensorflow_framework")), mode=ctypes.RTLD_GLOBAL)
    library = ctypes.CDLL(str(folder / name.format("tensorflow_cc")), mode=ctypes.RTLD_GLOBAL)
    library.TF_Version.restype = ctypes.c_char_p
    library.TF_NewStatus.restype = ctypes.c_void_p
    for function in (library.TF_GetAllOpList, library.TF_GetAllRegisteredKernels):
        function.restype = ctypes.POINTER(Buffer)
    # XLA registers its kernels when it is first used.
    library._ZN10tensorflow13XlaOpRegistry26RegisterCompilationKernelsEv()
    status = ctypes.c_void_p(library.TF_NewStatus())
    for name, buffer in (
        ("ops", library.TF_GetAllOpList()),
        ("kernels", library.TF_GetAllRegisteredKernels(status)),
    ):
        (out / name).write_bytes(ctypes.string_at(buffer.contents.data, buffer.contents.length))
    (out / "version").write_bytes(library.TF_Version())


def graph_version(folder):
    """TF_GRAPH_DEF_VERSION, which the headers of the same package state."""
    header = folder / "include/tensorflow/core/public/version.h"
    for line in header.read_text(encoding="utf-8").splitlines():
        if line.startswith("#define TF_GRAPH_DEF_VERSION "):
            return int(line.split()[2])
    sys.exit(f"tensorflow_ops: {header} states no version of graphs")


def describe(folder):
    from tensorflow.core.framework import kernel_def_pb2, op_def_pb2

    with tempfile.TemporaryDirectory() as temporary:
        out = pathlib.Path(temporary)
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
        subprocess.run(
            [sys.executable, __file__, "--dump", str(folder), str(out)], env=environment, check=True
        )
        ops, kernels = op_def_pb2.OpList(), kernel_def_pb2.KernelList()
        ops.ParseFromString((out / "ops").read_bytes())
        kernels.ParseFromString((out / "kernels").read_bytes())
        version = (out / "version").read_text()
    by_op = {}
    for kernel in kernels.kernel:
        by_op.setdefault(kernel.op, []).append(kernel)
    public = [op for op in ops.op if not op.name.startswith(INTERNAL)]
    return {
        "version": version,
        "graphVersion": graph_version(folder),
        "ops": sorted(op.name for op in ops.op),
        "withoutCpu": sorted(
            op.name
            for op in public
            if op.name not in EXCUSED
            and not any(runs_on_cpu(kernel) for kernel in by_op.get(op.name, []))
        ),
        "halvesWithoutCpu": sorted(lack for op in public for lack in lacks(op, by_op.get(op.name, []))),
        "removed": {op.name: op.deprecation.version for op in public if op.HasField("deprecation")},
    }


ON_CPU = ("CPU", "DEFAULT")


def runs_on_cpu(kernel):
    """On the CPU, on any device, or only in a function that is compiled for the CPU, where such ops stand."""
    return kernel.device_type in (*ON_CPU, "XLA_CPU_JIT")


def lacks(op, kernels):
    """`op attribute dtype` for each dtype of two bytes that the op takes and no kernel for the CPU has."""
    on_cpu = [kernel for kernel in kernels if kernel.device_type in ON_CPU]
    if not on_cpu:
        return
    for attribute in op.attr:
        if attribute.type != "type":
            continue
        for number, name in HALVES.items():
            if number in attribute.allowed_values.list.type and not any(
                takes(kernel, attribute.name, number) for kernel in on_cpu
            ):
                yield f"{op.name} {attribute.name} {name}"


def takes(kernel, attribute, number):
    constraints = [each for each in kernel.constraint if each.name == attribute]
    return all(number in each.allowed_values.list.type for each in constraints)


HEAD = """/** Made by scripts/tensorflow_ops.py out of TensorFlow's own libraries; not to be edited. */

/** The versions that were asked, the oldest first, and the version of graphs that each reads (TF_GRAPH_DEF_VERSION). */
export const graphVersions: ReadonlyMap<string, number> = new Map([
%s
]);

/** Ops that all of them have. */
export const lastingOps: ReadonlySet<string> = words(`
%s
`);

/** Ops that came later: the first version that has them. */
export const opsSince: ReadonlyMap<string, string> = new Map([
%s
]);

/** Ops that are gone: the last version that had them. */
export const opsUntil: ReadonlyMap<string, string> = new Map([
%s
]);

/** Ops without a kernel for the CPU in any of them. */
export const opsWithoutCpu: ReadonlySet<string> = words(`
%s
`);

/** `op attribute dtype`: what an op takes and no kernel for the CPU does, in any of them. */
export const halvesWithoutCpu: ReadonlySet<string> = new Set([
%s
]);

/** The version of graphs from which on each of these ops is refused. */
export const removedFromGraphs: ReadonlyMap<string, number> = new Map([
%s
]);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\\s+/));
}
"""


def table(versions):
    """The table in TypeScript."""
    names = [minor(version) for version in versions]
    having = {}
    for name, version in zip(names, versions):
        for op in version["ops"]:
            having.setdefault(op, []).append(name)
    lasting = [op for op in having if len(having[op]) == len(names)]
    since = {op: of[0] for op, of in having.items() if of[0] != names[0]}
    until = {op: of[-1] for op, of in having.items() if of[-1] != names[-1]}
    removed = {op: number for version in versions for op, number in version["removed"].items()}
    return HEAD % (
        pairs({minor(version): version["graphVersion"] for version in versions}),
        wrapped(sorted(lasting)),
        pairs(dict(sorted(since.items()))),
        pairs(dict(sorted(until.items()))),
        wrapped(always(versions, "withoutCpu", having)),
        "\n".join(f"  '{lack}'," for lack in always(versions, "halvesWithoutCpu", having)),
        pairs(dict(sorted(removed.items()))),
    )


def minor(version):
    return ".".join(version["version"].split(".")[:2])


def always(versions, key, having):
    """What is so of every version that has the op."""
    counts = {}
    for version in versions:
        for each in version[key]:
            counts[each] = counts.get(each, 0) + 1
    return sorted(each for each, count in counts.items() if count == len(having[each.split()[0]]))


def pairs(mapping):
    return "\n".join(
        f"  ['{key}', {value if isinstance(value, int) else repr(value)}]," for key, value in mapping.items()
    )


def wrapped(words, width=120):
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(lines)


def main():
    first, *rest = sys.argv[1:] or sys.exit(__doc__)
    if first == "--dump":
        dump(pathlib.Path(rest[0]), pathlib.Path(rest[1]))
    elif first == "--json":
        json.dump(describe(pathlib.Path(rest[0])), sys.stdout)
    else:
        versions = [describe(pathlib.Path(folder)) for folder in (first, *rest)]
        versions.sort(key=lambda version: [int(part) for part in minor(version).split(".")])
        sys.stdout.write(table(versions))


if __name__ == "__main__":
    main()
