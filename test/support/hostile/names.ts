const megabyte = 1024 ** 2;

/** What a script would set if one of these names were more than text anywhere. */
export const flag = 'hostileScriptRan';

/** A host that nobody has (RFC 2606): whoever asks for it has believed a name. */
export const host = 'hostile.invalid';

/**
 * Names that somebody may give a tensor, a layer, a signature or a file to make a viewer do what it should not, by
 * what they try.
 */
export const hostileNames: Readonly<Record<string, string>> = {
  element: `<img src=x onerror="globalThis.${flag}=1">`,
  script: `</script><script>globalThis.${flag}=1;alert(1)</script>`,
  attribute: `" autofocus onfocus="globalThis.${flag}=1" x="`,
  handler: `<svg/onload=globalThis.${flag}=1>`,
  frame: `<iframe srcdoc="<script>parent.${flag}=1</script>">`,
  image: `<img src="https://${host}/pixel.png">`,
  style: `<style>@import url(https://${host}/a.css); * { display: none }</style>`,
  comment: '<!-- lit$1$ --><?lit?>',
  curly: `{{constructor.constructor("globalThis.${flag}=1")()}}`,
  dollar: `\${globalThis.${flag}=1}`,
  address: `javascript:globalThis.${flag}=1`,
  command: '[x](command:workbench.action.closeAllEditors)',
  markdown: `![x](https://${host}/md.png) **b** \`c\` | d | <https://${host}>`,
  entity: '&lt;b&gt;&amp;&#x202e;&nbsp;',
  proto: '__proto__',
  constructorName: 'constructor',
  method: 'toString',
  own: 'hasOwnProperty',
  then: 'then',
  empty: '',
  blanks: '   ',
  nul: 'before\0after',
  colour: '\u001b[31mred\u001b[0m \u001b[2J\u001b]0;title\u0007',
  link: `\u001b]8;;https://${host}\u001b\\click\u001b]8;;\u001b\\`,
  oneByteEscape: '\u009b31mred\u009d0;title\u009c',
  bell: '\u0007\u0008\u007f',
  override: 'weights\u202egnp.exe',
  isolates: '\u2066a\u2069\u2067b\u2069\u2068c\u2069\u200f\u200e\u061c',
  hebrew: 'שכבה/משקל',
  invisible: 'ker\u200bnel\ufeff\u2060\u00ad\u180e',
  joined: '\u200c\u200da\u200d',
  tags: 'a\u{e0041}\u{e007f}\ufe0f',
  separators: 'a\u2028b\u2029c\u0085d',
  lines: 'one\ntwo\r\nthree\rfour\u000bfive\u000csix',
  tab: 'a\tb',
  formula: `=HYPERLINK("https://${host}","x")`,
  quotes: `'"\`\\'; DROP TABLE weights; --`,
  path: '../../../../etc/passwd',
  windows: 'C:\\Windows\\CON',
  format: '%s%n%d $& $1 {0}',
  piled: `o${'\u0301\u0489'.repeat(60)}`,
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈',
  wide: '層'.repeat(200),
  long: `long_${'x'.repeat(megabyte)}_end`,
  longWords: `words ${'many of them '.repeat(20_000)}`,
};

/** Those that a tensor's key can hold: a longer one is refused. */
export const hostileKeys: readonly string[] = Object.values(hostileNames)
  .map((name) => (name.length > 15_000 ? `${name.slice(0, 15_000)}_end` : name))
  .filter((name) => name !== '');

/** Those that a file of this system can have for its name. */
export const hostileFiles: readonly string[] = Object.values(hostileNames).filter(
  (name) => Buffer.byteLength(name) < 200 && !/[/\0]/.test(name) && !['', '.', '..'].includes(name),
);

/** Text in a file that stands for bytes that no text has: `withBadBytes` puts them there. */
export const badText = '@@BADBYTES@@';

const badBytes = [0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf5, 0x80, 0x80, 0x80, 0xe2];

/** The bytes with every `badText` in them replaced by bytes that are not UTF-8. */
export function withBadBytes(bytes: Uint8Array): Uint8Array {
  const changed = Buffer.from(bytes);
  for (let at = changed.indexOf(badText); at !== -1; at = changed.indexOf(badText)) {
    changed.set(badBytes, at);
  }
  return changed;
}
