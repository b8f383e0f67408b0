// @ts-check
// The licences of what is bundled: they ask to go where the code goes.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { licenceTexts } from './lib/licence-texts.mjs';

/**
 * One text with the licence of every package that bundles were made from.
 *
 * @param {string} root of the clone
 * @param {Iterable<string>} inputs files that went into bundles, relative to `root`
 * @param {Iterable<string>} copied names of packages of which files are copied as they are
 */
export function thirdPartyNotices(root, inputs, copied) {
  const folders = new Set([...copied].map((name) => `node_modules/${name}`));
  for (const input of inputs) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    if (folder) folders.add(folder);
  }
  const notices = [...folders].sort().map((folder) => {
    const absolute = path.join(root, folder);
    const { name, version, license, author } = JSON.parse(
      readFileSync(path.join(absolute, 'package.json'), 'utf8'),
    );
    const holder =
      (author?.name ?? author ?? '').replace(/\s*[<(].*/, '') || `the authors of ${name}`;
    return `${name} ${version} (${license})\n\n${ownText(absolute) ?? `${licenceTexts(license, holder)}\n`}`;
  });
  return `This product includes the following packages.\n\n${notices.join(`\n${'-'.repeat(79)}\n\n`)}`;
}

/**
 * The text that the package brings; null where it brings none.
 *
 * @param {string} folder
 */
function ownText(folder) {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(?:$|\.|-)/i.test(name));
  return file ? `${readFileSync(path.join(folder, file), 'utf8').trim()}\n` : null;
}
