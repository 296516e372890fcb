import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError, longestMessage } from '../src/errors.ts';
import { printable, shortened } from '../src/printable.ts';

test('control characters, direction marks, invisible characters and lone surrogates are printed as escapes', () => {
  const cases = [
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['\x1b[31mred\x07\x00\x7f', '\\x1b[31mred\\x07\\x00\\x7f'],
    ['\x9b31m', '\\x9b31m'],
    ['photo\u202egpj.exe', 'photo\\u202egpj.exe'],
    ['line\u2028end', 'line\\u2028end'],
    ['\ufeffcat.jpg', '\\ufeffcat.jpg'],
    ['c\u200ba\u2060t\xad.jpg', 'c\\u200ba\\u2060t\\xad.jpg'],
    ['\ud800 alone', '\\ud800 alone'],
    ['not \udcff UTF-8', 'not \\xff UTF-8'],
  ] as const;
  for (const [text, printed] of cases) assert.is(printable(text), printed);
});

test('printable text of any script is printed unchanged', () => {
  const text = 'Größe 写真 صورة می\u200cخواهم 👩‍👩‍👧 naïve';
  assert.is(printable(text), text);
});

test('a long text keeps its beginning and end, and has exactly the allowed length', () => {
  const text = `begin${'x'.repeat(1000)}end`;
  const short = shortened(text, 100);
  assert.is(short.length, 100);
  assert.match(short, /^beginx+ \[\.\.\.\] x+end$/);
  assert.is(shortened(text, text.length), text);
});

test('no message exceeds 2,000 characters or contains a control character, whatever names it holds', () => {
  for (const name of ['x'.repeat(3_000_000), '\x1b'.repeat(3_000_000), '\u2028'.repeat(1990)]) {
    const { message } = new HyperIqaError('FORMAT', `asked for ${name}: do this instead.`);
    assert.ok(message.length <= longestMessage, `${message.length} characters`);
    assert.match(message, /^asked for .*: do this instead\.$/);
    assert.not.match(message, '\x1b');
  }
});

test("a shader's message keeps its lines", () => {
  assert.is(new HyperIqaError('SHADER', 'line 1\n  ^').message, 'line 1\n  ^');
});

test.run();
