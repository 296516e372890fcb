import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cellsPerPage, contactCell, contactPage } from '../../src/image/contact-sheet.ts';
import type { Photo } from '../../src/image/photo.ts';

function plain(width: number, height: number, level: number): Photo {
  return { width, height, data: new Uint8Array(width * height * 3).fill(level) };
}

function level(photo: Photo, x: number, y: number): number {
  return photo.data[(y * photo.width + x) * 3]!;
}

test('a face with its margin fills its cell, however large the photo', () => {
  const photo = plain(400, 300, 40);
  for (let y = 100; y < 200; y++) photo.data.fill(200, (y * 400 + 150) * 3, (y * 400 + 250) * 3);
  const cell = contactCell(photo, [150, 100, 250, 200], 'a.jpg');
  assert.equal([cell.width, cell.height], [160, 160]);
  // The cell shows 160 pixels: the face of 100 and a margin of three tenths of it on each side.
  assert.equal([level(cell, 80, 80), level(cell, 32, 80), level(cell, 28, 80)], [200, 200, 40]);
});

test('landmarks are drawn as dots at their positions in the photo', () => {
  const at = (x: number, y: number) => contactCell(plain(400, 300, 40), [150, 100, 250, 200], '', [[x, y]]);
  // The cell shows the photo from (120, 70) to (280, 230), pixel for pixel.
  const green = (photo: Photo, x: number, y: number) => photo.data[(y * photo.width + x) * 3 + 1];
  assert.equal([green(at(200, 150), 80, 80), green(at(200, 150), 81, 80), green(at(121, 72), 1, 2)], [220, 40, 220]);
  const atEdge = contactCell(plain(100, 100, 40), [0, 0, 100, 100], '', [[50, 25]]);
  assert.is(green(atEdge, 80, 40), 220);
});

test('a wide photo keeps its proportions, centred in the cell', () => {
  const cell = contactCell(plain(200, 50, 200), null, '');
  assert.equal([level(cell, 0, 80), level(cell, 159, 61)], [200, 200]);
  assert.not.equal(level(cell, 80, 50), 200);
});

test('a face at the edge of the photo is shown as far as the photo extends', () => {
  const cell = contactCell(
    plain(100, 100, 90),
    [0, 0, 50, 50],
    'a name that is far too long for a cell of this width.jpg',
  );
  assert.is(level(cell, 80, 80), 90);
});

test('a page has eight cells in a row, and is as high as they need', () => {
  const cells = Array.from({ length: 10 }, (_, i) => plain(160, 160, i + 100));
  const page = contactPage(cells);
  assert.is(level(page, page.width - 80, 80), 107);
  assert.equal([level(page, 80, page.height - 80), level(page, 260, page.height - 80)], [108, 109]);
  assert.is(cellsPerPage, 64);
  assert.is(page.height - contactPage(cells.slice(0, 8)).height, 164);
});

test.run();
