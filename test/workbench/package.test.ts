import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { packVsix, platforms } from '../../scripts/lib/vsix.mjs';
import { addonFile, addonKey, addonPath } from '../../src/runtime/addon.ts';
import { onlyPath, sample, startEditor } from '../support/workbench.ts';
import { readZip } from '../support/zip.ts';

// What is shipped: the universal package, and that one for a platform runs models where there is no compiler.

const megabytes = 10;
const vsix = process.env['SAVED_MODEL_VSIX'] ?? '';
const scratch = mkdtempSync(path.join(tmpdir(), 'saved-model-package-test-'));
after(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** Files of the extension in a package, by their path in it. */
async function contentOf(file: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = await readZip(file);
  const own = [...files].flatMap(([name, bytes]) =>
    name.startsWith('extension/') ? [[name.slice('extension/'.length), bytes] as const] : [],
  );
  return new Map(own);
}

test(`the package is under ${megabytes} MB and holds what runs, and no more`, async () => {
  assert.ok(statSync(vsix).size < megabytes * 1e6, `${statSync(vsix).size} bytes`);
  const names = [...(await contentOf(vsix)).keys()];
  const expected = [
    /^(?:package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/i,
    /^media\/icon\.png$/,
    /^docs\/(?:pictures\/[\w-]+\.png|walkthrough\/[\w-]+\.md)$/,
    /^dist\/(?:extension|languageclient|runner)\.cjs$/,
    /^dist\/(?:server|cli|chunk-\w+|[\w-]+)\.js$/,
    /^dist\/THIRD-PARTY-NOTICES\.txt$/,
    /^dist\/webview\/[\w-]+\.(?:js|css|ttf)$/,
    /^dist\/addon\/(?:binding|node-api-headers)\/[\w./-]+\.(?:cc|h)$/,
  ];
  assert.deepEqual(
    names.filter((name) => !expected.some((pattern) => pattern.test(name))),
    [],
  );
  for (const pattern of expected)
    assert.ok(
      names.some((name) => pattern.test(name)),
      String(pattern),
    );
});

test('what manifest and page refer to is in the package', async () => {
  const files = await contentOf(vsix);
  const manifest = JSON.parse(String(files.get('package.json'))) as {
    readonly main: string;
    readonly icon: string;
    readonly contributes: { readonly walkthroughs: unknown };
  };
  const media = [
    ...JSON.stringify(manifest.contributes.walkthroughs).matchAll(/"(docs\/[^"]+)"/g),
  ].map(([, file = '']) => file);
  const readme = files.get('readme.md') ?? files.get('README.md');
  assert.ok(readme, 'no page');
  const pictures = [...String(readme).matchAll(/(?:src|srcset)="([^"]+)"|!\[[^\]]*\]\(([^)]+)\)/g)];
  assert.ok(pictures.length > 0 && media.length > 0);
  const referred = [
    manifest.main.replace(/^\.\//, ''),
    manifest.icon,
    ...media,
    ...pictures.map(([, source, link]) => source ?? link ?? ''),
  ];
  assert.deepEqual(
    referred.filter((file) => !files.has(file)),
    [],
  );
});

test('every package that is bundled is in the notices, with its licence', async () => {
  const notices = String((await contentOf(vsix)).get('dist/THIRD-PARTY-NOTICES.txt'));
  const root = new URL('../../', import.meta.url);
  const lock = JSON.parse(await readFile(new URL('package-lock.json', root), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version?: string }>>;
  };
  // Of each kind one: bundled for Node, for the runner, for the page, copied, and a font.
  for (const name of [
    'vscode-languageserver',
    '@bufbuild/protobuf',
    '@tensorflow/tfjs-core',
    'lit',
    'node-api-headers',
    '@vscode/codicons',
  ]) {
    const { version } = lock.packages[`node_modules/${name}`] ?? {};
    assert.ok(notices.includes(`${name} ${version ?? '?'} (`), name);
  }
  const sections = notices.replace(/^This product .*\n+/, '').split(/^-{79}$/m);
  assert.ok(sections.length > 20, `only ${sections.length} packages`);
  // Each begins with name, version and licence; what follows is its text.
  const bare = sections.filter((section) => section.trim().split(/\n\n/).length < 2);
  assert.deepEqual(bare, []);
});

test(
  'with the addon inside, models run where there is no compiler',
  { timeout: 120_000 },
  async (t) => {
    const platform = platforms.find((each) => each === `${process.platform}-${process.arch}`);
    if (!platform) {
      t.skip('no package for this platform');
      return;
    }
    const ready = path.join(scratch, 'addon');
    cpSync(addonPath(), path.join(ready, addonFile));
    const file = path.join(scratch, 'platform.vsix');
    await packVsix(file, { platform, key: addonKey(platform), folder: ready });
    const cache = path.join(scratch, 'cache');
    const { workbench, close } = await startEditor({
      vsix: file,
      fill: (folder) => {
        cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
      },
      // Nothing is on this PATH: no compiler, no pip that could fetch one.
      env: { ...onlyPath(scratch), SAVED_MODEL_CACHE: cache },
    });
    try {
      await workbench.contextMenu('recommender', 'Verify Round Trip');
      await workbench
        .view()
        .getByText('Match: predicts what the original predicted')
        .first()
        .waitFor();
      await workbench.command('Saved Model: Doctor');
      const lines = workbench.page.locator('.editor-instance .view-line');
      await lines.filter({ hasText: /Addon:\scame\swith\sthe\sextension/ }).waitFor();
      assert.equal(existsSync(path.join(cache, 'addon')), false);
    } finally {
      await close();
    }
  },
);
