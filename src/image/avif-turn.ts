/**
 * The rotation and mirroring that an AVIF file asks for (boxes `irot` and `imir`, ISO/IEC 23008-12). libvips obeys them;
 * Pillow hands out the pixels as stored.
 */
import { type Box, boxes, findBox, fullHeader } from './iso-boxes.ts';
import type { Photo } from './photo.ts';

export interface Turn {
  /** Quarter turns anticlockwise, 0 to 3, applied before the mirroring. */
  readonly quarterTurns: number;
  readonly mirror: 'none' | 'top-bottom' | 'left-right';
}

function primaryItem(view: DataView, pitm: Box): number {
  const wide = view.getUint8(pitm.start) > 0;
  return wide ? view.getUint32(pitm.start + fullHeader) : view.getUint16(pitm.start + fullHeader);
}

/** Which of the listed properties (1 is the first) belong to the item, in the order in which they apply. */
function propertiesOf(item: number, view: DataView, ipma: Box): number[] {
  const wideItems = view.getUint8(ipma.start) > 0;
  const wideIndices = (view.getUint8(ipma.start + 3) & 1) === 1;
  const count = view.getUint32(ipma.start + fullHeader);
  let at = ipma.start + fullHeader + 4;
  for (let entry = 0; entry < count; entry++) {
    const id = wideItems ? view.getUint32(at) : view.getUint16(at);
    at += wideItems ? 4 : 2;
    const length = view.getUint8(at);
    at += 1;
    const indices = Array.from({ length }, (_, i) =>
      wideIndices ? view.getUint16(at + 2 * i) & 0x7fff : view.getUint8(at + i) & 0x7f,
    );
    if (id === item) return indices;
    at += length * (wideIndices ? 2 : 1);
  }
  return [];
}

/** What the file asks to do with its primary picture; nothing when it does not say. The bytes are those of a whole file. */
export function avifTurn(bytes: Uint8Array): Turn {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let quarterTurns = 0;
  let mirror: Turn['mirror'] = 'none';
  const meta = findBox(view, 'meta', 0, view.byteLength);
  const pitm = meta && findBox(view, 'pitm', meta.start + fullHeader, meta.end);
  const iprp = meta && findBox(view, 'iprp', meta.start + fullHeader, meta.end);
  const ipco = iprp && findBox(view, 'ipco', iprp.start, iprp.end);
  const ipma = iprp && findBox(view, 'ipma', iprp.start, iprp.end);
  if (!pitm || !ipco || !ipma) return { quarterTurns, mirror };
  const properties = [...boxes(view, ipco.start, ipco.end)];
  for (const index of propertiesOf(primaryItem(view, pitm), view, ipma)) {
    const property = properties[index - 1];
    if (property?.type === 'irot') quarterTurns = view.getUint8(property.start) & 3;
    if (property?.type === 'imir') mirror = view.getUint8(property.start) & 1 ? 'left-right' : 'top-bottom';
  }
  return { quarterTurns, mirror };
}

/** The photo as it was before `turn` was applied to it. */
export function undoTurn(photo: Photo, { quarterTurns, mirror }: Turn): Photo {
  if (quarterTurns === 0 && mirror === 'none') return photo;
  const sideways = quarterTurns % 2 === 1;
  const width = sideways ? photo.height : photo.width;
  const height = sideways ? photo.width : photo.height;
  const data = new Uint8Array(photo.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Where a quarter turn anticlockwise takes (x, y): up the left side goes along the bottom.
      let [fromX, fromY] = [x, y];
      if (quarterTurns === 1) [fromX, fromY] = [y, width - 1 - x];
      if (quarterTurns === 2) [fromX, fromY] = [width - 1 - x, height - 1 - y];
      if (quarterTurns === 3) [fromX, fromY] = [height - 1 - y, x];
      if (mirror === 'left-right') fromX = photo.width - 1 - fromX;
      if (mirror === 'top-bottom') fromY = photo.height - 1 - fromY;
      const from = (fromY * photo.width + fromX) * 3;
      data.set(photo.data.subarray(from, from + 3), (y * width + x) * 3);
    }
  }
  return { width, height, data };
}
