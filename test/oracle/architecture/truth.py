"""What Keras itself says of a model: its layers, what each holds, and what flows from one to the next."""

import numpy as np
import tensorflow as tf

import answers
from models import L, LEGACY, OWN, keras

# Layers that call those in them their own way, in loops: for the flow of data each is one.
COMPOSITE = (L.RNN, L.Wrapper, L.MultiHeadAttention)


class Layers:
    """A model's layers, each once, by number; the model is 0."""

    def __init__(self, model):
        self.found = []
        self.numbers = {}
        self._add(model, None, "", "")

    def _add(self, layer, parent, attributes, names):
        number = self.numbers[id(layer)] = len(self.found)
        told = {"layer": layer, "parent": parent, "path": names, "attributes": attributes, "children": []}
        self.found.append(told)
        for child in children(layer):
            if id(child) in self.numbers:
                continue
            told["children"].append(len(self.found))
            own = attribute(layer, child) or child.name
            self._add(child, number, _join(attributes, own), _join(names, child.name))

    def composite(self, number):
        return isinstance(self.found[number]["layer"], COMPOSITE)

    def flows(self, number):
        """Whether data is followed from this layer to others: not from what only holds others."""
        told = self.found[number]
        at = told["parent"]
        while at is not None:
            if self.composite(at):
                return False
            at = self.found[at]["parent"]
        return self.composite(number) or not told["children"] or bool(own_variables(told["layer"]))

    def told(self):
        return [
            {
                "path": each["path"],
                "attributes": each["attributes"],
                "name": each["layer"].name or "",
                "class": type(each["layer"]).__name__,
                "custom": not type(each["layer"]).__module__.startswith(OWN),
                "trainable": bool(getattr(each["layer"], "trainable", True)),
                "parent": each["parent"],
                "parameters": answers.elements(_weights(each["layer"])),
                "trainableParameters": answers.elements(each["layer"].trainable_variables),
                "variables": [
                    {"sha256": answers.golden.contents(np.asarray(variable)), "shape": list(variable.shape), "trainable": any(variable is one for one in each["layer"].trainable_variables)}
                    for variable in own_variables(each["layer"])
                ],
                "flows": self.flows(number),
            }
            for number, each in enumerate(self.found)
        ]


def _join(path, name):
    return f"{path}/{name}" if path else name


def _weights(layer):
    return answers.weights(layer) if hasattr(layer, "weights") else layer.variables


def children(layer):
    """The layers that a layer holds itself, as Keras lists them."""
    if isinstance(layer, keras.Model):
        found = layer.layers
    elif isinstance(layer, L.Layer):
        found = layer._flatten_layers(include_self=False, recursive=False)
    else:
        found = _modules(layer)
    return [child for child in found if not isinstance(child, keras.metrics.Metric)]


def own_variables(layer):
    """The variables that a layer holds itself, without the states of its random numbers."""
    if isinstance(layer, L.Layer):
        held = [*layer._trainable_weights, *layer._non_trainable_weights] if LEGACY else [*layer._trainable_variables, *layer._non_trainable_variables]
    else:
        held = [variable for value in vars(layer).values() for variable in _in_containers(value, tf.Variable)]
    once = {id(variable): variable for variable in held}
    return [variable for variable in once.values() if "seed" not in variable.name]


def _modules(module):
    found = {id(child): child for value in vars(module).values() for child in _in_containers(value, tf.Module)}
    return [*found.values()]


def _in_containers(value, kind):
    if isinstance(value, kind):
        return [value]
    if isinstance(value, dict):
        return [found for each in value.values() for found in _in_containers(each, kind)]
    if isinstance(value, (list, tuple)):
        return [found for each in value for found in _in_containers(each, kind)]
    return []


def attribute(holder, child):
    """The way from an object to one that it holds, as its author writes it; None where only Keras holds it."""
    best = None
    for name, value in vars(holder).items():
        if name.startswith("_") and isinstance(holder, keras.Model):
            continue
        place = _place(value, child)
        if place is not None and (best is None or best.startswith("_")):
            best = "/".join([name, *place])
    return best


def _place(value, child):
    if value is child:
        return []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else []
    for key, each in items:
        place = _place(each, child)
        if place is not None:
            return [str(key), *place]
    return None


def configured(model, names=""):
    """For every model in a model that Keras knows the inside of: what flows from layer to layer, with how many tensors
    each way, and the shapes of what each gives, by its calls."""
    if isinstance(model, keras.Sequential):
        own = {"edges": [[before.name, after.name] for before, after in zip(model.layers, model.layers[1:])], "inputs": [], "outputs": [], "kind": "sequential"}
        shapes = {layer.name: _shapes([layer.output]) for layer in model.layers if _has_output(layer)}
    elif getattr(model, "_nodes_by_depth", None):
        nodes = [node for depth in sorted(model._nodes_by_depth, reverse=True) for node in model._nodes_by_depth[depth]]
        edges, shapes = [], {}
        for node in nodes:
            name = _outbound(node).name
            for tensor in [] if node.is_input else node.keras_inputs if LEGACY else node.arguments.keras_tensors:
                history = tensor._keras_history
                edges.append([(history.layer if LEGACY else history.operation).name, name])
            shapes.setdefault(name, []).extend(_shapes(tf.nest.flatten(node.outputs)))
        ends = lambda tensors: [(tensor._keras_history.layer if LEGACY else tensor._keras_history.operation).name for tensor in tf.nest.flatten(tensors)]
        own = {"edges": edges, "inputs": ends(model.inputs), "outputs": ends(model.outputs), "kind": "functional"}
    else:
        return []
    operations = [] if LEGACY or own["kind"] == "sequential" else [[each.name, type(each).__name__] for each in model.operations if not isinstance(each, L.Layer)]
    found = [{"path": names, **own, "edges": sorted(own["edges"]), "shapes": shapes, "operations": operations}]
    for layer in model.layers:
        found += configured(layer, _join(names, layer.name))
    return found


def _outbound(node):
    return node.layer if LEGACY else node.operation


def _has_output(layer):
    try:
        return layer.output is not None
    except (AttributeError, ValueError):
        return False


def _shapes(tensors):
    return [list(tensor.shape) for tensor in tf.nest.flatten(tensors)]


class Trace:
    """Follows data through one call of a model, op by op: which layer made what goes into which."""

    def __init__(self, layers):
        self.layers = layers
        self.stack = []
        self.spans = []

    def edges(self, call, given):
        """Two lists of pairs of numbers: between all layers that made ops, and between those that hold variables."""
        kinds = {L.Layer}
        for each in self.layers.found:
            if not isinstance(each["layer"], L.Layer):
                kinds |= {kind for kind in type(each["layer"]).__mro__ if "__call__" in vars(kind)}
        originals = {kind: kind.__call__ for kind in kinds}
        for kind, original in originals.items():
            kind.__call__ = self._followed(original)
        try:
            specs = tf.nest.map_structure(lambda value: tf.TensorSpec([None, *value.shape[1:]], value.dtype), given)
            graph = tf.function(lambda inputs: call(inputs), autograph=False).get_concrete_function(specs).graph
        finally:
            for kind, original in originals.items():
                kind.__call__ = original
        operations = graph.get_operations()
        owners = [None] * len(operations)
        # What was called last began last: the innermost call of an op is the one that ends first.
        for of, begin, end, stack in self.spans:
            if of is not graph:
                continue
            owner = self._owner(stack)
            for at in range(begin, end):
                if owners[at] is None:
                    owners[at] = owner if owner is not None else -1
        owners = [None if owner in (None, -1) else owner for owner in owners]
        taken = self._variables_taken(graph)
        for at, operation in enumerate(operations):
            # Of a layer that holds others only what takes its own variables is told from what lies between those.
            owner = owners[at]
            if owner is not None and not self.layers.composite(owner) and self.layers.found[owner]["children"]:
                if owner not in taken.get(operation.name, ()):
                    owners[at] = None
        everything = self._between(operations, owners, lambda number: True)
        weighty = self._between(operations, owners, self._holds_variables)
        return {"layers": everything, "weighty": weighty, "seen": sorted({owner for owner in owners if owner is not None})}

    def _variables_taken(self, graph):
        """Numbers of the layers whose variables an op takes, by its name."""
        owner = {}
        for number, each in enumerate(self.layers.found):
            for variable in own_variables(each["layer"]):
                variable = getattr(variable, "value", variable) if not isinstance(variable, tf.Variable) else variable
                owner[id(variable.handle)] = number
        carried = {placeholder.op.name: {owner[id(handle)]} for handle, placeholder in graph.captures if id(handle) in owner}
        taken = {}
        for operation in graph.get_operations():
            found = set().union(*(carried.get(given.op.name, set()) for given in operation.inputs))
            if not found:
                continue
            taken[operation.name] = found
            if operation.type in ("ReadVariableOp", "Cast", "Identity"):
                carried[operation.name] = found
        return taken

    def _followed(self, original):
        """A layer's `__call__` that notes which ops are made in it."""
        trace = self

        @tf.autograph.experimental.do_not_convert
        def followed(layer, *args, **kwargs):
            number = trace.layers.numbers.get(id(layer))
            graph = tf.compat.v1.get_default_graph()
            if number is None or not graph.building_function:
                return original(layer, *args, **kwargs)
            begin = len(graph.get_operations())
            trace.stack.append(number)
            try:
                return original(layer, *args, **kwargs)
            finally:
                trace.spans.append((graph, begin, len(graph.get_operations()), tuple(trace.stack)))
                trace.stack.pop()

        return followed

    def _owner(self, stack):
        for number in stack:
            if self.layers.composite(number):
                return number if self.layers.flows(number) else None
        return stack[-1] if self.layers.flows(stack[-1]) else None

    def _holds_variables(self, number):
        told = self.layers.found[number]
        return bool(_weights(told["layer"])) if self.layers.composite(number) else bool(own_variables(told["layer"]))

    @staticmethod
    def _between(operations, owners, counts):
        sources = {}
        edges = set()
        for operation, owner in zip(operations, owners):
            into = set().union(*(sources.get(given.op.name, set()) for given in operation.inputs))
            if operation.type in ("Placeholder", "ReadVariableOp", "Const"):
                sources[operation.name] = set()
            elif owner is not None and counts(owner):
                edges |= {(source, owner) for source in into if source != owner}
                sources[operation.name] = {owner}
            else:
                sources[operation.name] = into
        return sorted(edges)
