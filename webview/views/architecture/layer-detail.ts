import { html, nothing, type TemplateResult } from 'lit';
import type { GraphNodeDetail, PictureNode } from '../../../src/protocol/graph.ts';
import type { TensorInfo } from '../../../src/protocol/model.ts';
import { iconButton, link } from '../../elements/controls.ts';
import { figureList } from '../../elements/figures.ts';
import { kindOf } from '../../elements/kinds.ts';
import { name } from '../../elements/names.ts';
import { problem } from '../../elements/problem.ts';
import {
  bytes,
  fileName,
  isWhole,
  middle,
  plural,
  storedShape,
  value,
  visible,
} from '../../format.ts';
import { layerLabel, type LayerNode } from '../../state/layers.ts';
import type { Model } from '../../state/model.ts';
import { shownName } from '../../state/tensor-names.ts';
import { distribution, hasDistribution } from '../tensors/distribution.ts';
import { spread } from '../tensors/tensor-figures.ts';
import type { Target } from '../view.ts';
import { andMore } from './listed.ts';
import { connections, opsLink } from './node-detail.ts';

/** Weights that are drawn; the others are lines. */
const drawnWeights = 4;
const shownWeights = 40;

/** A layer where it stands in a graph. */
export interface LayerInGraph {
  readonly node: PictureNode;
  /** null: on its way, or it could not be told. */
  readonly known: GraphNodeDetail | null;
  readonly onNode: (id: string) => void;
  readonly onToggle: (id: string) => void;
}

/** Everything that is known of one layer. */
export function layerDetail(
  model: Model,
  { layer, weights, bytes: size }: LayerNode,
  onNavigate: (target: Target) => void,
  onClose: () => void,
  inGraph: LayerInGraph | null,
): TemplateResult {
  const facts = [
    layer.class === null
      ? 'class not known'
      : `${visible(layer.class)}${layer.classSource === 'inferred' ? ' (inferred)' : ''}`,
    plural(layer.parameters, 'parameter'),
    ...(size !== null && size > 0 ? [bytes(size)] : []),
    ...(layer.trainable === null ? [] : [layer.trainable ? 'trainable' : 'frozen']),
    ...(layer.custom === true ? ['custom class'] : []),
  ];
  const others = [
    ...(layer.name === layerLabel(layer) ? [] : [['Keras name', layer.name]]),
    ...(layer.path.includes('/') ? [['path', layer.path]] : []),
  ];
  return html`<div class="detail-head">
      <span class="square ${kindOf(layer.class)}"></span>
      <h2>${name(layerLabel(layer))}</h2>
      ${iconButton('close', 'Close', { onClick: onClose })}
    </div>
    <p class="small secondary">${facts.join(' · ')}</p>
    ${
      others.length === 0
        ? nothing
        : html`<dl class="facts">
            ${others.map(
              ([label, text = '']) =>
                html`<dt>${label}</dt>
                  <dd>${name(text)}</dd>`,
            )}
          </dl>`
    }
    ${
      weights.length === 0
        ? nothing
        : html`<h3>${plural(weights.length, 'weight')}</h3>
            ${weights
              .slice(0, shownWeights)
              .map((weight, at) =>
                weightCard(model, layer.path, weight, at < drawnWeights, onNavigate),
              )}
            ${andMore(weights.length, shownWeights)}`
    }
    ${layer.config === null ? nothing : configuration(layer.config)}
    ${
      inGraph === null
        ? nothing
        : html`${inGraph.known === null ? nothing : connections(inGraph.known, inGraph.onNode)}
          ${opsLink(inGraph.node, inGraph.onToggle)}`
    }`;
}

/** The weight's name inside its layer: what is left of its path when the layer's is taken away. */
function shortName(layerPath: string, weight: TensorInfo): string {
  const whole = shownName(weight);
  const prefix = `${layerPath}/`;
  return layerPath !== '' && whole.startsWith(prefix) ? whole.slice(prefix.length) : whole;
}

function weightCard(
  model: Model,
  layerPath: string,
  weight: TensorInfo,
  drawn: boolean,
  onNavigate: (target: Target) => void,
): TemplateResult {
  const open = (): void => {
    onNavigate({ view: 'tensors', tensor: weight.name });
  };
  const short = shortName(layerPath, weight);
  const figures = model.statistics.of(weight.name);
  const head = html`<div class="weight-head">
    <span class="mono cut" title=${visible(weight.name)}>${middle(visible(short), 40)}</span
    ><span class="mono secondary">${weight.dtype} ${storedShape(weight.shape)}</span>
  </div>`;
  if (!drawn) return html`<div class="weight-line">${head}${link('Show values', open)}</div>`;
  return html`<div class="weight">
    ${head}
    ${
      weight.damage !== undefined || figures?.damage !== undefined
        ? problem(weight.damage ?? figures?.damage ?? '', 'small')
        : figures === undefined && !model.statistics.expects(weight.name)
          ? nothing
          : html`${
              hasDistribution(weight)
                ? distribution(visible(short), figures, { bins: 40, width: 250, height: 48 })
                : nothing
            }
            ${figureList([
              ['min', figures ? value(figures.min, isWhole(weight.dtype)) : null],
              ['mean', figures ? value(figures.mean) : null],
              ['max', figures ? value(figures.max, isWhole(weight.dtype)) : null],
              ['std', figures ? spread(figures) : null],
            ])}`
    }
    ${
      weight.stored === null
        ? nothing
        : html`<dl class="facts">
            <dt>stored in</dt>
            <dd>${name(fileName(weight.stored.file))}</dd>
          </dl>`
    }
    <p class="small ways">
      ${link('Show values', open)}${embeddingLink(model, weight, onNavigate)}
    </p>
    ${slots(model.layers.slotsOf(weight.name), onNavigate)}
  </div>`;
}

/** Where a weight is a table of embeddings, the way to its rows. */
function embeddingLink(
  { embeddings }: Model,
  { name: tensor }: TensorInfo,
  onNavigate: (target: Target) => void,
): unknown {
  const table = embeddings.of(tensor);
  if (table === null || table.reason === 'shape') return nothing;
  return link('Show in Embeddings', () => {
    onNavigate({ view: 'embeddings', tensor });
  });
}

/** What an optimizer keeps of a weight. */
function slots(of: readonly TensorInfo[], onNavigate: (target: Target) => void): unknown {
  if (of.length === 0) return nothing;
  return html`<h4>Optimizer slots</h4>
    <dl class="facts">
      ${of.map(
        (tensor) =>
          html`<dt>${name(tensor.slot?.name ?? '', 40)}</dt>
            <dd>
              ${link(
                storedShape(tensor.shape),
                () => {
                  onNavigate({ view: 'tensors', tensor: tensor.name });
                },
                visible(tensor.name),
              )}
            </dd>`,
      )}
    </dl>`;
}

/** Keras writes objects as their class and configuration, and tuples as a class of their own. */
function configText(entry: unknown): string {
  if (typeof entry === 'string') return entry;
  if (typeof entry === 'object' && entry !== null && 'class_name' in entry) {
    const { class_name: className } = entry;
    if (className === '__tuple__' && 'items' in entry) return JSON.stringify(entry.items);
    if (typeof className === 'string' && 'config' in entry) return className;
  }
  return JSON.stringify(entry);
}

/** Configuration as the file has it; nested parts as one line of JSON, whole in the hover. */
function configuration(config: Readonly<Record<string, unknown>>): TemplateResult {
  return html`<h3>Configuration</h3>
    <dl class="facts">
      ${Object.entries(config).map(([key, entry]) => {
        const whole = typeof entry === 'string' ? entry : JSON.stringify(entry);
        const text = configText(entry);
        return html`<dt>${name(key)}</dt>
          <dd title=${visible(whole)}>${middle(visible(text), 200)}</dd>`;
      })}
    </dl>`;
}
