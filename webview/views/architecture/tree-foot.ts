import { html, nothing, type TemplateResult } from 'lit';
import type { ArtifactSummary } from '../../../src/protocol/model.ts';
import { link } from '../../elements/controls.ts';
import { cssProperties } from '../../elements/css-properties.ts';
import { icon } from '../../elements/icon.ts';
import { kindOf } from '../../elements/kinds.ts';
import { roving } from '../../elements/roving.ts';
import { bytes, count, middle, share, visible } from '../../format.ts';
import { layerLabel, type LayerNode } from '../../state/layers.ts';
import type { Model } from '../../state/model.ts';
import { layerRows } from './layer-rows.ts';
import { treemap } from './treemap.ts';

/** Tiles that are drawn; what is smaller nobody could hit. */
const mostTiles = 40;
/** Height of the map, and the least size of a tile with words in it. CSS pixels. */
const mapHeight = 84;
const [leastWidth, leastHeight] = [64, 24];
/** A thinner tile is drawn in its colour alone: nothing stands in it, and a tint would not be seen. */
const leastTinted = 10;

export interface TreeFoot {
  readonly model: Model;
  /** Of the tree's pane. CSS pixels. */
  readonly width: number;
  readonly selected: string | null;
  readonly onSelect: (path: string) => void;
  readonly onCopySummary: () => void;
}

/** Below the tree: where the parameters are, how many there are, and how names and classes are known. */
export function treeFoot(foot: TreeFoot): TemplateResult {
  return html`${parameterMap(foot)} ${totals(foot.model)} ${source(foot)}`;
}

/** Every layer that has weights of its own. */
function owners(roots: readonly LayerNode[]): readonly LayerNode[] {
  return layerRows(roots, new Set())
    .map(({ node }) => node)
    .filter(({ ownParameters }) => ownParameters > 0);
}

function parameterMap({ model, width, selected, onSelect }: TreeFoot): unknown {
  const all = owners(model.layers.roots ?? []);
  if (all.length < 2 || width < 120) return nothing;
  const total = all.reduce((sum, { ownParameters }) => sum + ownParameters, 0);
  const largest = [...all].sort((a, b) => b.ownParameters - a.ownParameters).slice(0, mostTiles);
  const names = largest.map(({ layer }) => layerLabel(layer));
  /** Layers of one name are told apart by what holds them. */
  const nameOf = ({ layer }: LayerNode): string => {
    const own = layerLabel(layer);
    return names.indexOf(own) === names.lastIndexOf(own)
      ? own
      : layer.path.split('/').slice(-2).join('/');
  };
  const tiles = treemap(largest, ({ ownParameters }) => ownParameters, width - 24, mapHeight);
  return html`<div class="map">
    <h2>Where the parameters are</h2>
    <div
      class="tiles"
      role="group"
      aria-label="Where the parameters are"
      ${roving({ items: 'button', along: 'row' })}
    >
      ${tiles.map(({ value: node, x, y, width: across, height: down }) => {
        const name = nameOf(node);
        const part = share(node.ownParameters, total);
        const words = across >= leastWidth && down >= leastHeight;
        return html`<button
          type="button"
          class="tile ${kindOf(node.layer.class)} ${Math.min(across, down) < leastTinted ? 'sliver' : ''}"
          aria-label="${middle(visible(name), 80)}, ${part}"
          aria-pressed=${node.layer.path === selected}
          title="${visible(name)} · ${count(node.ownParameters)} · ${part}"
          ${cssProperties({
            left: `${x}px`,
            top: `${y}px`,
            width: `${Math.max(2, across - 1)}px`,
            height: `${Math.max(2, down - 1)}px`,
          })}
          @click=${() => {
            onSelect(node.layer.path);
          }}
        >
          ${
            words
              ? html`<span class="cut">${middle(visible(name), 40)}</span>
                  ${down >= 40 ? html`<span class="mono cut">${part}</span>` : nothing}`
              : nothing
          }
        </button>`;
      })}
    </div>
  </div>`;
}

function totals({ summary, layers }: Model): TemplateResult {
  const roots = layers.roots ?? [];
  const trained = roots.map(({ layer }) => layer.trainableParameters);
  const known = roots.length > 0 && trained.every((each) => each !== null);
  const trainable = trained.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  const all = roots.reduce((sum, { layer }) => sum + layer.parameters, 0);
  const figure = (value: number): string => (known ? count(value) : '–');
  return html`<dl class="totals">
    <dt>Total</dt>
    <dd>
      ${summary.parameterCount === null ? '–' : count(summary.parameterCount)}
      <span class="secondary">${bytes(summary.weightBytes)}</span>
    </dd>
    <dt>Trainable</dt>
    <dd>${figure(trainable)}</dd>
    <dt>Non-trainable</dt>
    <dd>${figure(all - trainable)}</dd>
  </dl>`;
}

/** What holds the configuration, by the kind of artifact. */
function configPlace({ format, files }: ArtifactSummary): string {
  const metadata = files.find(({ path }) => path.endsWith('keras_metadata.pb'));
  if (metadata !== undefined) return 'keras_metadata.pb';
  if (format === 'keras-archive') return 'config.json';
  if (format === 'keras-hdf5') return 'model_config';
  return 'the saved configuration';
}

function sourceWords({ summary, layers }: Model): string {
  const sources = new Set(
    layerRows(layers.roots ?? [], new Set()).map(({ node }) => node.layer.classSource),
  );
  if (sources.has('config')) {
    const named = `Names and classes from ${configPlace(summary)}`;
    return sources.has('inferred') ? `${named}; those in italics are inferred` : named;
  }
  return sources.has('inferred')
    ? 'Classes inferred from ops and variables'
    : 'The file names no classes';
}

function source({ model, onCopySummary }: TreeFoot): TemplateResult {
  const words = sourceWords(model);
  const named = words.startsWith('Names');
  return html`<div class="source">
    ${icon(named ? 'check' : 'info', named ? 'passed' : 'neutral')}
    <span class="secondary">${words}</span>
    ${link('Copy summary()', onCopySummary, 'Copy what model.summary() of Keras prints')}
  </div>`;
}
