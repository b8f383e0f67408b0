import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

// What package.json tells VS Code: conventions that a person would otherwise have to keep in mind.

interface Command {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
  readonly icon?: string;
  readonly enablement?: string;
}

interface Placed {
  readonly command: string;
  readonly when?: string;
}

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly menus: Readonly<Record<string, readonly Placed[]>>;
    readonly keybindings: readonly (Placed & { readonly key: string })[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly description?: string; readonly markdownDescription?: string }>
      >;
    };
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly title: string;
        readonly description: string;
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
}

const read = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const { commands, menus, keybindings, configuration, walkthroughs } = manifest.contributes;
const ids = commands.map(({ command }) => command).sort();

/** Called by keybindings with an argument, and of no use in a menu: they need no icon. */
const forKeys = ['savedModel.focus', 'savedModel.showView'];

test('every command is in one category, has a title in title case and an icon that exists', () => {
  const codicons = read('node_modules/@vscode/codicons/dist/codicon.css');
  for (const { command, title, category, icon } of commands) {
    assert.match(command, /^savedModel\.[a-z]\w+$/);
    assert.equal(category, 'Saved Model', command);
    // Small words are as they are in VS Code's own commands.
    assert.match(title, /^(?:[A-Z]\w*…?|as|or|to|of|the)(?: (?:[A-Z]\w*…?|as|or|to|of|the))*$/);
    if (forKeys.includes(command)) continue;
    const name = /^\$\(([\w-]+)\)$/.exec(icon ?? '')?.[1];
    assert.ok(
      name !== undefined && codicons.includes(`.codicon-${name}:before`),
      `${command}: ${icon ?? 'no icon'}`,
    );
  }
});

test('every command does something, and only what is told of is registered', () => {
  const source = read('src/extension/commands/index.ts');
  const registered = [...source.matchAll(/^ {4}'(savedModel\.\w+)':/gm)].map(([, id]) => id).sort();
  assert.deepEqual(registered, ids);
});

test('the palette lists what needs no argument', () => {
  const hidden = (menus['commandPalette'] ?? []).filter(({ when }) => when === 'false');
  assert.deepEqual(hidden.map(({ command }) => command).sort(), forKeys);
});

test('menus and keys name commands that there are', () => {
  for (const { command } of [...Object.values(menus).flat(), ...keybindings]) {
    assert.ok(ids.includes(command), command);
  }
});

test('keys are bound inside our editor alone', () => {
  for (const { key, when } of keybindings) {
    assert.equal(when, 'activeCustomEditorId =~ /^savedModel\\./', key);
  }
});

test('every condition is one that VS Code reads, about what it knows', () => {
  const conditions = [
    ...Object.values(menus).flatMap((entries) => entries.map(({ when }) => when)),
    ...keybindings.map(({ when }) => when),
    ...commands.map(({ enablement }) => enablement),
  ];
  for (const condition of conditions) if (condition !== undefined) parseWhen(condition);
  assert.throws(() => {
    parseWhen('resourceScheme = file');
  });
  assert.throws(() => {
    parseWhen('resourceSchema == file');
  });
});

/** Keys that VS Code sets (code.visualstudio.com/api/references/when-clause-contexts). */
const contextKeys = new Set([
  'activeCustomEditorId',
  'explorerResourceIsFolder',
  'isWorkspaceTrusted',
  'resourceExtname',
  'resourceFilename',
  'resourceScheme',
]);

/** A when clause: keys, compared or not, joined by `&&`, `||`, `!` and parentheses. */
function parseWhen(text: string): void {
  const tokens =
    text.match(/\|\||&&|==|!=|=~|[!()]|\/(?:\\.|[^/\\])+\/i?|[\w.]+|\S/g)?.map(String) ?? [];
  const wrong = (): never => assert.fail(`no when clause: ${text} (at ${tokens.join(' ')})`);
  const any = (): void => {
    all();
    while (tokens[0] === '||') {
      tokens.shift();
      all();
    }
  };
  const all = (): void => {
    one();
    while (tokens[0] === '&&') {
      tokens.shift();
      one();
    }
  };
  const one = (): void => {
    const token = tokens.shift() ?? wrong();
    if (token === '!') one();
    else if (token === '(') {
      any();
      if (tokens.shift() !== ')') wrong();
    } else if (token !== 'false') {
      assert.ok(contextKeys.has(token), `${token} in ${text}`);
      if (['==', '!='].includes(tokens[0] ?? '')) {
        tokens.shift();
        if (!/^[\w.]+$/.test(tokens.shift() ?? '')) wrong();
      } else if (tokens[0] === '=~') {
        tokens.shift();
        const [, source = wrong()] = /^\/(.*)\/i?$/.exec(tokens.shift() ?? '') ?? [];
        new RegExp(source);
      }
    }
  };
  any();
  if (tokens.length > 0) wrong();
}

test('every setting says in a sentence what it does', () => {
  const settings = Object.entries(configuration.properties);
  for (const [name, { description, markdownDescription }] of settings) {
    assert.match(name, /^savedModel\./);
    assert.match(description ?? markdownDescription ?? '', /^[A-Z].{20,}\.$/, name);
  }
  const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  for (const name of restrictedConfigurations) assert.ok(name in configuration.properties, name);
});

test('the walkthrough leads to commands that there are', () => {
  const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  assert.ok(steps.length > 0);
  for (const { title, description, completionEvents } of steps) {
    const named = [
      ...[...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, id = '']) => id),
      ...completionEvents.flatMap((event) => /^onCommand:(.*)$/.exec(event)?.[1] ?? []),
    ];
    for (const id of named) assert.ok(ids.includes(id), `${title}: ${id}`);
  }
});

test('no newer VS Code is compiled against than is asked for', () => {
  const types = manifest.devDependencies['@types/vscode'] ?? '';
  assert.equal(manifest.engines.vscode, `^${types}.0`);
});
