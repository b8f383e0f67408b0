import { own } from '../../core/own.ts';
import { attentionRules } from './attention.ts';
import { convolution } from './convolution.ts';
import { denseRules } from './dense.ts';
import { merging } from './merging.ts';
import { operations, tensorflowFunction } from './operations.ts';
import { preprocessing } from './preprocessing.ts';
import { recurrent } from './recurrent.ts';
import { reshaping } from './reshaping.ts';
import { ofOne, rulesFor, type Rule, type Rules } from './rule.ts';

/** What gives the shape that it takes. */
const same: Rules = rulesFor(
  `Activation ActivityRegularization AlphaDropout BatchNormalization BatchNormalizationV1 Dropout ELU GaussianDropout
  GaussianNoise GroupNormalization Identity LayerNormalization LeakyReLU Masking Normalization PReLU RMSNormalization
  RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomFlip RandomGaussianBlur RandomGrayscale
  RandomHue RandomInvert RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear
  RandomTranslation RandomZoom ReLU Rescaling Softmax Solarization SpatialDropout1D SpatialDropout2D SpatialDropout3D
  SyncBatchNormalization ThresholdedReLU UnitNormalization AutoContrast Equalization RandomErasing RandomPerspective
  RandomElasticTransform`,
  ofOne((input) => input),
);

const layers: Rules = {
  ...same,
  ...denseRules,
  ...reshaping,
  ...convolution,
  ...merging,
  ...recurrent,
  ...attentionRules,
  ...preprocessing,
  SpectralNormalization: ({ config, inputs, inner }) => inner(config['layer'], inputs),
  ...rulesFor('TFOpLambda SlicingOpLambda', tensorflowFunction),
};

/** The rule of a class; undefined for one that is not known, whose shapes are not guessed. */
export function ruleOf(className: string, module: string): Rule | undefined {
  const rules = /^keras\.(?:src\.)?ops(?:\.|$)/.test(module) ? operations : layers;
  return own(rules, className);
}
