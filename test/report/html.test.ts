import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { html, scriptData, trusted } from '../../src/report/html.ts';

const hostile = `<img src=x onerror="alert('1')">&amp;`;

test('text stays text, in elements and in quoted attributes', () => {
  const { markup } = html`<p title="${hostile}">${hostile}</p>`;
  const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;';
  assert.is(markup, `<p title="${escaped}">${escaped}</p>`);
});

test('markup stays markup, alone and in lists, and is escaped once', () => {
  const items = ['a<b', 'c'].map((text) => html`<li>${text}</li>`);
  assert.is(html`<ul>${items}</ul>${trusted('<hr>')}${7}`.markup, '<ul><li>a&lt;b</li><li>c</li></ul><hr>7');
});

test('data for a script reads back unchanged, and cannot end the script', () => {
  const data = { name: '</script><script>alert(1)</script><!--', values: [1, null] };
  const { markup } = scriptData(data);
  assert.not.match(markup, '<');
  assert.equal(JSON.parse(markup), data);
});

test.run();
