/**
 * Divides a large photo into bands of rows of equal height, so that memory does not grow with the photo. Sums leave the GPU in
 * the same parts as for the whole photo: bands overlap by the reach of windows and neighbours, and each part is taken from a band
 * that holds everything it depends on. So bands change no bit of the result.
 */
import { partLength } from '../../graph/operators/brisque/neighbour-moments.ts';

interface Plane {
  readonly height: number;
  readonly width: number;
}

/** The parts of a plane that are taken from a band. */
export interface BandParts {
  /** The first element of the first part: row within the band, and column. */
  readonly start: readonly [number, number];
  /** The number of successive parts; 0 where another band provides all that are left. */
  readonly count: number;
}

export interface Band {
  /** The band's first row in the photo. */
  readonly top: number;
  /** Its first row in the photo at half size. */
  readonly halfTop: number;
  readonly whole: BandParts;
  readonly half: BandParts;
}

/** Bands in the order of their parts. */
export interface BandPlan {
  readonly rows: number;
  /** Rows of a band at half size. */
  readonly halfRows: number;
  readonly bands: readonly Band[];
}

/** Elements of a band: enough to keep a GPU busy, while all planes together take about 70 MiB. */
const usualElements = 4 * 2 ** 20;

/** The rows above and below that an element depends on: three for the window, and one for a neighbour. */
const reach = 4;

/**
 * Plans the bands of a photo of at least 2x2.
 * @param elements the most elements of a band, unless the rows are too long for that.
 */
export function planBands(height: number, width: number, elements = usualElements): BandPlan {
  const whole = { height, width };
  const half = { height: Math.floor(height / 2), width: Math.floor(width / 2) };
  // Even, so that rows of both sizes begin together.
  const rows = Math.max(evenBelow(elements / width), leastRows(half.width));
  if (rows >= height) {
    const all = (plane: Plane): BandParts => ({ start: [0, 0], count: partCount(plane) });
    const band = { top: 0, halfTop: 0, whole: all(whole), half: all(half) };
    return { rows: height, halfRows: half.height, bands: [band] };
  }
  // A row at half size depends on up to five rows; some at the band's ends lack a few of theirs.
  const halfRows = rows / 2 - 2;
  const bands: Band[] = [];
  let wholeDone = 0;
  let halfDone = 0;
  while (wholeDone < partCount(whole) || halfDone < partCount(half)) {
    const wanted = evenBelow(Math.min(neededRow(whole, wholeDone), 2 * neededRow(half, halfDone) - 4));
    const top = Math.max(0, Math.min(wanted, height - rows));
    const halfTop = top === height - rows ? half.height - halfRows : top === 0 ? 0 : top / 2 + 1;
    const band: Band = {
      top,
      halfTop,
      whole: partsFrom(whole, wholeDone, top, rows),
      half: partsFrom(half, halfDone, halfTop, halfRows),
    };
    bands.push(band);
    wholeDone += band.whole.count;
    halfDone += band.half.count;
  }
  return { rows, halfRows, bands };
}

function evenBelow(value: number): number {
  return 2 * Math.floor(value / 2);
}

/** Enough for a part at half size to lie in a band wherever it begins, with all that it depends on. */
function leastRows(halfWidth: number): number {
  const rowsOfPart = Math.ceil(partLength / halfWidth) + 1;
  return 2 * (rowsOfPart + 2 * reach + 4);
}

function partCount({ height, width }: Plane): number {
  return Math.ceil((height * width) / partLength);
}

/** The first row that a part depends on; negative where windows reach over the border. */
function neededRow({ width }: Plane, part: number): number {
  return Math.floor((part * partLength) / width) - reach;
}

/** The parts of the plane, from `first` on, that the rows `top` to `top + rows` provide. */
function partsFrom(plane: Plane, first: number, top: number, rows: number): BandParts {
  const element = first * partLength;
  const bottom = top + rows;
  const end = bottom === plane.height ? partCount(plane) : Math.floor(((bottom - reach) * plane.width) / partLength);
  return {
    start: [Math.floor(element / plane.width) - top, element % plane.width],
    count: Math.max(0, end - first),
  };
}
