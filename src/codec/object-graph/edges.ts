/**
 * What leads from one object to another in TensorFlow's object graphs, told apart by name: attributes that the
 * author wrote, the structure of Keras's containers, and Keras's own bookkeeping. Tried out on Keras 2.19 and 3.
 */

/** `layer-3`, `layer_with_weights-0`: how Keras 2 names the layers of a Sequential or functional model. */
const keras2Layer = /^layer(?:_with_weights)?-\d+$/;

/** Lists in which Keras 3 keeps the layers of a model, and the model inside a Sequential. */
const layerLists = new Set(['_layers', '_operations', '_tracked', '_self_tracked_trackables']);

/** Attributes of Keras's own that repeat what others hold, or hold no part of the model. */
const internals = new Set([
  'keras_api',
  'regularization_losses',
  'signatures',
  '__call__',
  'call_and_return_all_conditional_losses',
  'call_and_return_conditional_losses',
  '_default_save_signature',
  '_trainable_variables',
  '_trainable_variables_indices',
  '_variables',
  '_misc_assets',
  '_index_dict',
  '_inbound_nodes',
  '_outbound_nodes',
  '_losses',
  '_loss_ids',
  '_losses_override',
  'call_signature_parameters',
  '_call_context_args',
  '_call_has_context_arg',
  '_build_shapes_dict',
  '_compiled_trainable_state',
]);

/** Lists of variables that Keras 2 adds to every saved layer, and that are all an export of Keras 3 has. */
const variableLists = new Set([
  'variables',
  'trainable_variables',
  'non_trainable_variables',
  '_all_variables',
]);

/** Where Keras keeps metrics. */
const metricEdges = new Set([
  'metrics',
  '_metrics',
  '_compile_metrics',
  'compiled_metrics',
  '_loss_tracker',
]);

export function leadsToKeras2Layer(name: string): boolean {
  return keras2Layer.test(name);
}

export function isLayerList(name: string): boolean {
  return layerLists.has(name);
}

/** Keras 3 puts no metric into these; `_self_tracked_trackables` of Keras 2 has what was set as an attribute. */
export function holdsOnlyLayers(list: string): boolean {
  return list === '_layers' || list === '_operations';
}

export function isVariableList(name: string): boolean {
  return variableLists.has(name);
}

export function leadsToMetrics(name: string): boolean {
  return metricEdges.has(name);
}

/** Keras 3 keeps the functional model that a Sequential builds of its layers here; it is no layer of the author's. */
export const innerFunctional = '_functional';

export function isIndex(name: string): boolean {
  return /^\d+$/.test(name);
}

/**
 * What a name costs in the search for the path that the author would write: nothing for an attribute, little for
 * the structure of a Keras container, much for bookkeeping, through which things are reached only when they can be
 * reached in no other way.
 */
export function edgeCost(name: string): number {
  if (keras2Layer.test(name) || layerLists.has(name) || name === innerFunctional) return 1;
  if (internals.has(name) || variableLists.has(name)) return 10;
  return 0;
}
