import { nothing, type TemplateResult } from 'lit';
import type { FormatId } from '../../../src/protocol/model.ts';
import { banner } from '../../elements/banner.ts';
import { button, link } from '../../elements/controls.ts';
import { sentence } from '../../format.ts';
import type { Rpc } from '../../rpc.ts';
import type { Model } from '../../state/model.ts';
import { notVerified, verdictWords } from '../../verdict.ts';

/** Restricted Mode is blue: nothing is wrong. */
export function restrictedBanner(rpc: Rpc): TemplateResult {
  return banner({
    tone: 'information',
    icon: 'shield',
    title: 'Restricted Mode: shown, not run',
    text: 'Verify and Record execute the model, which can run code. They wait until you trust this folder. All else works.',
    action: button('Manage Workspace Trust', {
      onClick: () => {
        rpc.host({ action: 'manage-trust' });
      },
    }),
  });
}

/** What cannot be run has no verdict; which file has one is the thing to know. */
export function notRunnableBanner({ summary }: Model): TemplateResult {
  if (summary.format === 'saved-model') {
    return banner({
      tone: 'information',
      icon: 'info',
      title: 'A model without signatures cannot be verified',
      text: 'It is run by a signature, and has none. Pass signatures to tf.saved_model.save to get one.',
    });
  }
  const [title, why] = notRunnable[summary.format] ?? [
    'This cannot be verified',
    'It holds no model that could be run',
  ];
  return banner({
    tone: 'information',
    icon: 'info',
    title,
    text: `${why}. Verify the SavedModel that belongs to it: the folder with saved_model.pb.`,
  });
}

const checkpoint = [
  'A checkpoint cannot be verified',
  'It holds weights and no graph to predict with',
] as const;

const notRunnable: Readonly<Partial<Record<FormatId, readonly [title: string, why: string]>>> = {
  'tf-checkpoint': checkpoint,
  'tf-checkpoint-v1': checkpoint,
  'checkpoint-directory': checkpoint,
  'graph-def': ['A graph alone cannot be verified', 'Only SavedModels can be run so far'],
  'meta-graph': ['A meta graph cannot be verified', 'Only SavedModels can be run so far'],
};

/** The verdict in its one place and form on Overview; `onShow` leads to the view that has the evidence. */
export function verdictBanner(model: Model, onShow: (view: 'verify') => void): TemplateResult {
  const { report, stale, run, error } = model.verification;
  const words = report === null ? notVerified : verdictWords(report, stale, Date.now());
  const verify = (): void => {
    onShow('verify');
    void model.verification.verify({});
  };
  if (!model.trusted && report === null) return restrictedBanner(model.rpc);
  if (error !== null && run === null) {
    return banner({
      tone: 'failed',
      icon: 'error',
      title: 'No verdict',
      text: sentence(error.message),
      action: link('Details', () => {
        onShow('verify');
      }),
    });
  }
  const again = report === null ? 'Verify Round Trip' : 'Verify Again';
  const act = report === null || stale;
  return banner({
    tone: words.tone,
    icon: words.icon,
    title: words.title,
    text: sentence(words.text),
    quiet: run !== null,
    action:
      run !== null || (act && !model.trusted)
        ? nothing
        : act
          ? link(again, verify)
          : link(report.verdict === 'no-baseline' ? 'Record Prediction' : 'Details', () => {
              onShow('verify');
            }),
  });
}
