/** Reads the items of a file of boxes: pictures and what belongs to them (ISO/IEC 14496-12, section 8.11). */
import { type Box, boxes, findBox, fullHeader } from '../iso-boxes.ts';
import { damaged, unsupported } from '../photo-fault.ts';

export interface Item {
  readonly id: number;
  /** Four letters. */
  readonly type: string;
  readonly properties: readonly Box[];
}

export interface Items {
  readonly primary: number;
  has(id: number): boolean;
  /** @throws PhotoFault for a missing item, as `dataOf`, and for one that has an unknown essential property. */
  byId(id: number): Item;
  /** The items that this one refers to. */
  references(type: string, from: number): readonly number[];
  /** The items that refer to this one. */
  referring(type: string, to: number): readonly number[];
  dataOf(id: number): Uint8Array;
}

interface Extent {
  readonly offset: number;
  readonly length: number;
}

interface Location {
  readonly inItemData: boolean;
  readonly extents: readonly Extent[];
}

/** Reads numbers one after another. */
class Cursor {
  readonly view: DataView;
  at: number;

  constructor(view: DataView, at: number) {
    this.view = view;
    this.at = at;
  }

  /** A number of 0, 1, 2, 4 or 8 bytes. */
  number(bytes: number): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) value = value * 256 + this.view.getUint8(this.at++);
    return value;
  }
}

/** @throws PhotoFault when the file is damaged, RangeError when it ends too early. */
export function readItems(view: DataView): Items {
  const meta = required(findBox(view, 'meta', 0, view.byteLength), 'meta');
  const within = (type: string) => findBox(view, type, meta.start + fullHeader, meta.end);
  const pitm = required(within('pitm'), 'pitm');
  const primary = idAt(view, pitm.start + fullHeader, view.getUint8(pitm.start) > 0);
  const types = readTypes(view, required(within('iinf'), 'iinf'));
  const locations = readLocations(view, required(within('iloc'), 'iloc'));
  const iprp = required(within('iprp'), 'iprp');
  const ipco = required(findBox(view, 'ipco', iprp.start, iprp.end), 'ipco');
  const properties = [...boxes(view, ipco.start, ipco.end)];
  const associations = new Map<number, readonly Association[]>();
  for (const box of boxes(view, iprp.start, iprp.end)) {
    if (box.type === 'ipma') for (const [id, found] of readAssociations(view, box)) associations.set(id, found);
  }
  const iref = within('iref');
  const references = iref === undefined ? [] : readReferences(view, iref);
  const idat = within('idat');
  return {
    primary,
    has: (id) => types.has(id),
    byId(id) {
      const type = types.get(id);
      if (type === undefined) throw damaged('it refers to a picture that it does not hold');
      const own = (associations.get(id) ?? []).flatMap(({ index, isEssential }) => {
        const property = properties[index - 1];
        if (property === undefined) return [];
        if (isEssential && !knownProperties.includes(property.type)) {
          throw unsupported(
            `its picture cannot be shown without a property that is not known here (${property.type}): save it as PNG`,
          );
        }
        return [property];
      });
      return { id, type, properties: own };
    },
    references: (type, from) => references.flatMap((each) => (each.type === type && each.from === from ? each.to : [])),
    referring: (type, to) =>
      references.flatMap((each) => (each.type === type && each.to.includes(to) ? [each.from] : [])),
    dataOf(id) {
      const location = locations.get(id);
      if (location === undefined) throw damaged('the data of its picture are missing');
      const start = location.inItemData ? required(idat, 'idat').start : 0;
      return joined(
        view,
        location.extents.map(({ offset, length }) => ({ offset: start + offset, length })),
      );
    },
  };
}

function required(box: Box | undefined, type: string): Box {
  if (box === undefined) throw damaged(`its box ${type} is missing or cut off`);
  return box;
}

function idAt(view: DataView, at: number, isWide: boolean): number {
  return isWide ? view.getUint32(at) : view.getUint16(at);
}

function joined(view: DataView, extents: readonly Extent[]): Uint8Array {
  for (const { offset, length } of extents) {
    if (offset + length > view.byteLength) throw damaged('it ends within its picture data');
  }
  const parts = extents.map(({ offset, length }) => {
    // A length of 0 means the rest of the file.
    return new Uint8Array(view.buffer, view.byteOffset + offset, length === 0 ? view.byteLength - offset : length);
  });
  if (parts.length === 1) return parts[0]!;
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  if (total > view.byteLength) throw damaged('the parts of its picture data are longer than the file');
  const whole = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function readTypes(view: DataView, iinf: Box): ReadonlyMap<number, string> {
  const types = new Map<number, string>();
  const countLength = view.getUint8(iinf.start) === 0 ? 2 : 4;
  for (const { type, start } of boxes(view, iinf.start + fullHeader + countLength, iinf.end)) {
    if (type !== 'infe') continue;
    const version = view.getUint8(start);
    if (version < 2) continue;
    const id = idAt(view, start + fullHeader, version > 2);
    const at = start + fullHeader + (version > 2 ? 4 : 2) + 2;
    types.set(id, String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, 4)));
  }
  return types;
}

function readLocations(view: DataView, iloc: Box): ReadonlyMap<number, Location> {
  const version = view.getUint8(iloc.start);
  const cursor = new Cursor(view, iloc.start + fullHeader);
  const [sizes, more] = [cursor.number(1), cursor.number(1)];
  const [offsetSize, lengthSize, baseSize] = [sizes >> 4, sizes & 15, more >> 4];
  const indexSize = version > 0 ? more & 15 : 0;
  const locations = new Map<number, Location>();
  const count = cursor.number(version < 2 ? 2 : 4);
  for (let item = 0; item < count; item++) {
    const id = cursor.number(version < 2 ? 2 : 4);
    const method = version > 0 ? cursor.number(2) & 15 : 0;
    cursor.number(2);
    const base = cursor.number(baseSize);
    const extents: Extent[] = [];
    const extentCount = cursor.number(2);
    // Each extent without a size of its own would be another copy of the whole file.
    if (extentCount > 1 && indexSize + offsetSize + lengthSize === 0) throw damaged('its table of items is malformed');
    for (let i = 0; i < extentCount; i++) {
      cursor.number(indexSize);
      const offset = base + cursor.number(offsetSize);
      extents.push({ offset, length: cursor.number(lengthSize) });
    }
    if (cursor.at > iloc.end) throw damaged('its table of items counts more than it holds');
    locations.set(id, { inItemData: method === 1, extents });
  }
  return locations;
}

/** The properties that libavif knows, including those that do not affect pixels. */
const knownProperties: readonly string[] = [
  'a1lx',
  'a1op',
  'auxC',
  'av1C',
  'clap',
  'clli',
  'colr',
  'imir',
  'irot',
  'ispe',
  'lsel',
  'pasp',
  'pixi',
];

interface Association {
  /** The property's index, from 1. */
  readonly index: number;
  /** Whether a reader that does not know the property must not show the item. */
  readonly isEssential: boolean;
}

function readAssociations(view: DataView, ipma: Box): ReadonlyMap<number, readonly Association[]> {
  const isWideItem = view.getUint8(ipma.start) > 0;
  const isWideIndex = (view.getUint8(ipma.start + 3) & 1) === 1;
  const cursor = new Cursor(view, ipma.start + fullHeader);
  const found = new Map<number, readonly Association[]>();
  const bytes = isWideIndex ? 2 : 1;
  const essential = isWideIndex ? 0x8000 : 0x80;
  const count = cursor.number(4);
  for (let entry = 0; entry < count; entry++) {
    const id = cursor.number(isWideItem ? 4 : 2);
    const length = cursor.number(1);
    const association = () => {
      const value = cursor.number(bytes);
      return { index: value & (essential - 1), isEssential: (value & essential) !== 0 };
    };
    found.set(id, Array.from({ length }, association));
  }
  return found;
}

interface Reference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

function readReferences(view: DataView, iref: Box): readonly Reference[] {
  const idLength = view.getUint8(iref.start) === 0 ? 2 : 4;
  return [...boxes(view, iref.start + fullHeader, iref.end)].map(({ type, start }) => {
    const cursor = new Cursor(view, start);
    const from = cursor.number(idLength);
    const length = cursor.number(2);
    return { type, from, to: Array.from({ length }, () => cursor.number(idLength)) };
  });
}
