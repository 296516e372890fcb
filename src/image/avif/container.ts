/** Finds an AVIF's picture among its boxes (ISO/IEC 23008-12, AV1 Image File Format). */
import { type Box, findBox, fullHeader } from '../iso-boxes.ts';
import { damaged, unsupported } from '../photo-fault.ts';
import { readItems } from './items.ts';
import { firstSample, readTracks } from './tracks.ts';

/** AV1 data that a decoder decodes to one picture. */
export interface CodedPicture {
  readonly width: number;
  readonly height: number;
  /** The contents of the box av1C. */
  readonly configuration: Uint8Array;
  readonly data: Uint8Array;
}

export interface ColourInformation {
  /** The matrix coefficients that convert luma and chroma to RGB (ITU-T H.273, table 4). */
  readonly matrix: number;
  /** Whether black is 0 and white the largest value. */
  readonly fullRange: boolean;
}

export interface AvifPicture {
  readonly width: number;
  readonly height: number;
  /** Row by row; a single one unless the picture is a grid. */
  readonly tiles: readonly CodedPicture[];
  readonly columns: number;
  /** As the boxes state it; null where only the AV1 data may state it. */
  readonly colour: ColourInformation | null;
  readonly hasAlpha: boolean;
  /** The orientation that the boxes state, as EXIF's number from 1 (as stored) to 8. */
  readonly orientation: number;
  /** The opacity that the colours are premultiplied by; null where they are not. */
  readonly multipliedBy: AvifPicture | null;
}

/** @throws PhotoFault when the file is damaged or of an unsupported kind. */
export function readAvif(bytes: Uint8Array): AvifPicture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const moov = findBox(view, 'moov', 0, view.byteLength);
    const isSequence = String.fromCharCode(...bytes.subarray(8, 12)) === 'avis';
    return isSequence && moov !== undefined ? fromTrack(view, moov) : fromItem(view);
  } catch (error) {
    if (error instanceof RangeError) throw damaged('it ends before the data that its boxes describe');
    throw error;
  }
}

function fromTrack(view: DataView, moov: Box): AvifPicture {
  const tracks = readTracks(view, moov);
  const track = tracks.find(({ handler }) => handler === 'pict' || handler === 'vide');
  if (track === undefined) throw damaged('it has no picture track');
  const { width, height, properties } = track;
  const tile = { width, height, configuration: configurationOf(view, properties), data: firstSample(view, track) };
  const hasAlpha = tracks.some(({ handler }) => handler === 'auxv');
  return {
    width,
    height,
    tiles: [tile],
    columns: 1,
    colour: colourOf(view, properties),
    hasAlpha,
    orientation: 1,
    multipliedBy: null,
  };
}

function fromItem(view: DataView): AvifPicture {
  const items = readItems(view);
  const item = items.byId(items.primary);
  const picture = pictureOf(item.id);
  const opacity = items
    .referring('auxl', item.id)
    .find((id) => items.has(id) && isOpacity(view, items.byId(id).properties));
  const isMultiplied = opacity !== undefined && items.references('prem', item.id).includes(opacity);
  return { ...picture, hasAlpha: opacity !== undefined, multipliedBy: isMultiplied ? pictureOf(opacity) : null };

  function pictureOf(id: number): AvifPicture {
    const { type, properties } = items.byId(id);
    const colour = colourOf(view, properties);
    const orientation = orientationOf(view, properties);
    const single = { columns: 1, colour, hasAlpha: false, orientation, multipliedBy: null };
    if (type === 'av01') {
      const tile = codedPicture(id);
      return { ...single, width: tile.width, height: tile.height, tiles: [tile] };
    }
    if (type !== 'grid') {
      throw unsupported(
        `its picture is of the type ${type}, not AV1: save it as JPEG or PNG with the program it is from`,
      );
    }
    const grid = readGrid(items.dataOf(id));
    const tiles = items.references('dimg', id).map(codedPicture);
    if (tiles.length !== grid.rows * grid.columns) throw damaged('a tile of its picture is missing');
    return {
      ...single,
      ...grid,
      tiles,
      colour: colour ?? colourOf(view, items.byId(items.references('dimg', id)[0]!).properties),
    };
  }

  function codedPicture(id: number): CodedPicture {
    const { properties } = items.byId(id);
    const size = properties.find(({ type }) => type === 'ispe');
    if (size === undefined) throw damaged('the size of its picture is missing');
    return {
      width: view.getUint32(size.start + fullHeader),
      height: view.getUint32(size.start + fullHeader + 4),
      configuration: configurationOf(view, properties),
      data: items.dataOf(id),
    };
  }
}

/** The item's data describe how tiles are arranged (ISO/IEC 23008-12, section 6.6.2.3). */
function readGrid(data: Uint8Array) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const isWide = (view.getUint8(1) & 1) === 1;
  return {
    rows: view.getUint8(2) + 1,
    columns: view.getUint8(3) + 1,
    width: isWide ? view.getUint32(4) : view.getUint16(4),
    height: isWide ? view.getUint32(8) : view.getUint16(6),
  };
}

function configurationOf(view: DataView, properties: readonly Box[]): Uint8Array {
  const found = properties.find(({ type }) => type === 'av1C');
  if (found === undefined) throw damaged('its AV1 configuration (av1C) is missing');
  return new Uint8Array(view.buffer, view.byteOffset + found.start, found.end - found.start);
}

/** By number of anticlockwise quarter turns (irot), then by mirroring (imir): about the vertical or the horizontal axis. */
const orientations = [
  { plain: 1, upsideDown: 4, sideways: 2 },
  { plain: 8, upsideDown: 5, sideways: 7 },
  { plain: 3, upsideDown: 2, sideways: 4 },
  { plain: 6, upsideDown: 7, sideways: 5 },
] as const;

function orientationOf(view: DataView, properties: readonly Box[]): number {
  const irot = properties.find(({ type }) => type === 'irot');
  const imir = properties.find(({ type }) => type === 'imir');
  const quarterTurns = irot === undefined ? 0 : view.getUint8(irot.start) & 3;
  const mirror = imir === undefined ? 'plain' : view.getUint8(imir.start) & 1 ? 'sideways' : 'upsideDown';
  return orientations[quarterTurns]![mirror];
}

const namesOfOpacity = ['urn:mpeg:mpegB:cicp:systems:auxiliary:alpha', 'urn:mpeg:hevc:2015:auxid:1'];

/** Recognised by the string in the box auxC, which ends with a 0. */
function isOpacity(view: DataView, properties: readonly Box[]): boolean {
  const auxC = properties.find(({ type }) => type === 'auxC');
  if (auxC === undefined) return false;
  const { start, end } = auxC;
  const text = new Uint8Array(view.buffer, view.byteOffset + start, end - start).subarray(fullHeader);
  return namesOfOpacity.includes(String.fromCharCode(...text).split('\0')[0]!);
}

function colourOf(view: DataView, properties: readonly Box[]): ColourInformation | null {
  for (const { type, start } of properties) {
    if (type !== 'colr' || view.getUint32(start) !== nclx) continue;
    return { matrix: view.getUint16(start + 8), fullRange: view.getUint8(start + 10) >> 7 === 1 };
  }
  return null;
}

/** The four letters `nclx`. */
const nclx = 0x6e636c78;
