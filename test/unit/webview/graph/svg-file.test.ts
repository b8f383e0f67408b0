import assert from 'node:assert/strict';
import { it } from 'node:test';
import { svgFile, type Look } from '../../../../webview/elements/graph/svg-file.ts';
import { PictureIndex } from '../../../../webview/elements/graph/picture-index.ts';
import { pictureNode, pictureOf, towers } from './picture.ts';

const look: Look = {
  colour: (token) => (token === '--background' ? '#ffffff' : '#123456'),
  families: { ui: '"Segoe UI", sans-serif', mono: 'monospace' },
  measures: () => (text) => text.length * 7,
};

it('is a document of its own: no class, no variable, every colour said', () => {
  const text = svgFile(new PictureIndex(towers, true), 'Graph of towers', look);
  assert.match(text, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www/);
  assert.doesNotMatch(text, /class=|var\(|"--|undefined|NaN/);
  assert.match(text, /fill="#ffffff"/);
  assert.match(text, />Concatenate<\/text>/);
  assert.match(text, /font-family="&quot;Segoe UI&quot;, sans-serif"/);
  assert.equal(text.match(/<text/g)?.length, text.match(/<\/text>/g)?.length);
});

it('holds names as text, whatever is in them', () => {
  const name = '</text><script>alert(1)</script>&"\u0000';
  const text = svgFile(
    new PictureIndex(pictureOf([pictureNode({ id: 'a', name, width: 600 })]), true),
    name,
    look,
  );
  assert.doesNotMatch(text, /<script|\u0000/);
  assert.match(text, /&lt;\/text&gt;&lt;script&gt;/);
});
