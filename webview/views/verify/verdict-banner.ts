import { nothing, type TemplateResult } from 'lit';
import { banner } from '../../elements/banner.ts';
import { button, link } from '../../elements/controls.ts';
import { visible } from '../../format.ts';
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

/** A checkpoint cannot be run, so it has no verdict; which file has one is the thing to know. */
export function notRunnableBanner({ summary }: Model): TemplateResult {
  const checkpoint = ['tf-checkpoint', 'tf-checkpoint-v1', 'checkpoint-directory'].includes(
    summary.format,
  );
  return banner({
    tone: 'information',
    icon: 'info',
    title: checkpoint ? 'A checkpoint cannot be verified' : 'This cannot be verified',
    text: `${checkpoint ? 'It holds weights and no graph' : 'It holds no graph'}, so there is nothing to run. Verify the SavedModel that was exported from it: the folder with saved_model.pb.`,
  });
}

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
      text: visible(error.message),
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
    text: visible(words.text),
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
