/** The cascade: proposals on an image pyramid, which are refined and decided, and the correction of their points. */
import type { Program } from '../../graph/program.ts';
import type { FacePoints } from '../../image/face-points.ts';
import { checkPhoto, type Photo } from '../../image/photo.ts';
import type { Point } from '../../image/point.ts';
import { prefetched } from '../../prefetch.ts';
import type { Face, FaceDetector, FaceOptions } from '../detector.ts';
import { checkFinite } from '../finite.ts';
import { type Bounds, type Candidate, heightOf, moved, rounded, squared, suppressed, widthOf } from './boxes.ts';
import { batches, type Net, pointCount } from './network.ts';
import { sampleInto, tapsOf } from './sampling.ts';
import { decidedSide, patchSide, refinedSide } from './sides.ts';
import { candidatesIn, levelsOf, type Tile, tileInputs, tilesOf } from './tiles.ts';

export interface CascadeSettings {
  /** The side of the smallest faces to find, in pixels. */
  readonly leastFace: number;
  /** The confidences that a box needs to pass the first three networks. */
  readonly thresholds: readonly [number, number, number];
}

export const usualSettings: CascadeSettings = { leastFace: 50, thresholds: [0.6, 0.7, 0.8] };

/** A box that the third network accepted as a face. */
interface Decided extends Candidate {
  readonly points: readonly Point[];
}

type Outputs = Record<string, Float32Array>;

export class Cascade implements FaceDetector {
  readonly #programs: Readonly<Record<Net, Program>>;
  readonly #settings: CascadeSettings;

  constructor(programs: Readonly<Record<Net, Program>>, settings: CascadeSettings) {
    this.#programs = programs;
    this.#settings = settings;
  }

  /**
   * Finds the faces of one photo with their points, most confident first, with at least the third threshold's confidence.
   * @throws HyperIqaError WEIGHTS when a network computes values that are not finite; OUT_OF_MEMORY, DEVICE_LOST.
   */
  async find(photo: Photo, options: FaceOptions = {}): Promise<readonly Face[]> {
    checkPhoto(photo);
    const refined = await this.#refine(photo, await this.#propose(photo));
    const decided = await this.#decide(photo, refined);
    const least = options.minConfidence ?? 0.5;
    const faces = decided.filter(({ confidence }) => confidence >= least);
    const points = await this.#correct(photo, faces);
    return faces.flatMap(({ box, confidence }, i): readonly Face[] => {
      const left = Math.max(box[0], 0);
      const top = Math.max(box[1], 0);
      const right = Math.min(box[2] + 1, photo.width);
      const bottom = Math.min(box[3] + 1, photo.height);
      return right > left && bottom > top ? [{ confidence, box: [left, top, right, bottom], points: points[i]! }] : [];
    });
  }

  dispose(): void {
    for (const program of Object.values(this.#programs)) program.dispose();
  }

  async #propose(photo: Photo): Promise<readonly Bounds[]> {
    const [threshold] = this.#settings.thresholds;
    const levels = levelsOf(photo, this.#settings.leastFace);
    const inputs = (some: readonly Tile[], batch: number) => tileInputs(photo, some, batch);
    // Levels share runs, as each level of a small photo is a single tile.
    const found = await this.#each('proposals', levels.flatMap(tilesOf), inputs, (tile, outputs) => {
      const candidates = candidatesIn(tile, outputs['det1.prob1']!, outputs['det1.conv4-2']!, threshold);
      return { level: tile.level, candidates };
    });
    const kept = levels.flatMap((level) => {
      const own = found.filter((tile) => tile.level === level).flatMap(({ candidates }) => candidates);
      return suppressed(own, 0.5, 'union');
    });
    return suppressed(kept, 0.7, 'union').flatMap((candidate) => squared(moved(candidate)));
  }

  async #refine(photo: Photo, boxes: readonly Bounds[]): Promise<readonly Bounds[]> {
    const [, threshold] = this.#settings.thresholds;
    const inputs = (some: readonly Bounds[], batch: number) => ({ refined: crops(photo, some, refinedSide, batch) });
    const found = await this.#each('refinement', boxes, inputs, (box, outputs): Candidate => {
      return { box, confidence: outputs['det2.prob1']![1]!, moves: boundsOf(outputs['det2.conv5-2']!) };
    });
    const passed = found.filter(({ confidence }) => confidence > threshold);
    return suppressed(passed, 0.7, 'union').flatMap((candidate) => squared(moved(candidate)));
  }

  async #decide(photo: Photo, boxes: readonly Bounds[]): Promise<readonly Decided[]> {
    const [, , threshold] = this.#settings.thresholds;
    const inputs = (some: readonly Bounds[], batch: number) => ({ decided: crops(photo, some, decidedSide, batch) });
    const found = await this.#each('decision', boxes, inputs, (box, outputs): Decided => {
      const places = outputs['det3.conv6-3']!;
      const points = Array.from({ length: pointCount }, (_, i): Point => {
        return [box[0] + widthOf(box) * places[i]!, box[1] + heightOf(box) * places[pointCount + i]!];
      });
      const candidate = { box, confidence: outputs['det3.prob1']![1]!, moves: boundsOf(outputs['det3.conv6-2']!) };
      return { ...candidate, box: moved(candidate), points };
    });
    return suppressed(
      found.filter(({ confidence }) => confidence > threshold),
      0.7,
      'smaller',
    );
  }

  /** Corrects each point from its surroundings, a quarter of the face. */
  #correct(photo: Photo, faces: readonly Decided[]): Promise<readonly FacePoints[]> {
    const inputs = (some: readonly Decided[], batch: number) => {
      const patches = new Float32Array(batch * 3 * pointCount * patchSide ** 2);
      for (const [i, face] of some.entries()) {
        const boxes = patchesOf(face).map(([x, y, side]): Bounds => [x, y, x + side - 1, y + side - 1]);
        patches.set(crops(photo, boxes, patchSide, pointCount), i * 3 * pointCount * patchSide ** 2);
      }
      return { patches };
    };
    return this.#each('correction', faces, inputs, (face, outputs) => {
      const places = outputs['det4.fc5']!;
      const corrected = patchesOf(face).map(([left, top, side], i): Point => {
        const [x, y] = places.subarray(2 * i, 2 * i + 2);
        // Beyond that the network has lost the point, which then stays where it was, in whole pixels.
        const isFar = Math.max(Math.abs(x! - 0.5), Math.abs(y! - 0.5)) > 0.35;
        return isFar ? [left + side / 2, top + side / 2] : [left + x! * side, top + y! * side];
      });
      return corrected as unknown as FacePoints;
    });
  }

  /** Runs a network on all items in batches, and passes each item with its part of the outputs to `read`. */
  async #each<Item, Result>(
    net: Net,
    items: readonly Item[],
    inputs: (items: readonly Item[], batch: number) => Outputs,
    read: (item: Item, outputs: Outputs) => Result,
  ): Promise<readonly Result[]> {
    const [program, batch] = [this.#programs[net], batches[net]];
    const starts = Array.from({ length: Math.ceil(items.length / batch) }, (_, i) => i * batch);
    const results: Result[] = [];
    const runs = prefetched(starts, async (start) => {
      const some = items.slice(start, start + batch);
      return { some, outputs: await program.run(inputs(some, batch)) };
    });
    for await (const { some, outputs } of runs) {
      for (const values of Object.values(outputs)) checkFinite('MTCNN', values);
      for (const [i, item] of some.entries()) {
        const own = Object.entries(outputs).map(([name, values]) => {
          const length = values.length / batch;
          return [name, values.subarray(i * length, (i + 1) * length)] as const;
        });
        results.push(read(item, Object.fromEntries(own)));
      }
    }
    return results;
  }
}

function boundsOf([left, top, right, bottom]: Float32Array): Bounds {
  return [left!, top!, right!, bottom!];
}

/** The photo's content in each box, resized; black outside the photo. [batch,3,side,side], zeros after the last box. */
function crops(photo: Photo, boxes: readonly Bounds[], side: number, batch: number): Float32Array {
  const output = new Float32Array(batch * 3 * side ** 2);
  for (const [i, box] of boxes.entries()) {
    const columns = tapsOf(box[0], widthOf(box), side, photo.width, 0, side);
    const rows = tapsOf(box[1], heightOf(box), side, photo.height, 0, side);
    sampleInto(photo, columns, rows, side, output, i * 3 * side ** 2);
  }
  return output;
}

/** Left, top and side of the square around each point: a quarter of the face's longer side, an even number of pixels. */
function patchesOf({ box, points }: Decided): readonly (readonly [number, number, number])[] {
  const quarter = rounded(Math.max(widthOf(box), heightOf(box)) * 0.25);
  const side = quarter + (quarter % 2);
  return points.map(([x, y]) => [rounded(x - side / 2), rounded(y - side / 2), side]);
}
