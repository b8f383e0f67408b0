import type { FormatId } from '../../protocol/model.ts';

/** What helps whoever looks into a problem. Versions only: no names and no paths, which are nobody else's. */
export interface IssueFacts {
  readonly extension: string;
  readonly editor: string;
  /** "desktop", "web", … and the kind of remote, where there is one. */
  readonly place: string;
  /** "linux x64". */
  readonly system: string;
  /** Of the TensorFlow that runs models; null where there is none. */
  readonly tensorflow: string | null;
  /** What shows in front. */
  readonly artifact: {
    readonly format: FormatId;
    readonly writtenBy: readonly string[];
    /** An error's code, or a finding's. */
    readonly trouble: string | null;
  } | null;
}

/** A report to be finished by the person who has the problem, as Markdown. */
export function issueText(facts: IssueFacts): string {
  const { extension, editor, place, system, tensorflow, artifact } = facts;
  const shown = artifact
    ? [
        `- Shown: ${[artifact.format, ...artifact.writtenBy.filter(isVersion)].join(', ')}`,
        ...(artifact.trouble === null ? [] : [`- Trouble with it: ${artifact.trouble}`]),
      ]
    : [];
  return [
    '## What happened',
    '',
    '## What I expected',
    '',
    '## How to see it again',
    '',
    '## Versions',
    '',
    `- Saved Model Inspector: ${extension}`,
    `- VS Code: ${editor}, ${place}`,
    `- System: ${system}`,
    `- TensorFlow: ${tensorflow ?? 'none to run models with'}`,
    ...shown,
    '',
  ].join('\n');
}

/** A file says what it likes of who wrote it: what is no program and version has no place in a public report. */
function isVersion(writer: string): boolean {
  return /^[a-z0-9 .+-]{1,60}$/i.test(writer);
}
