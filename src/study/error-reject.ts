/**
 * Error versus reject: how many pairs of faces of one person a recognition network fails to match after the faces of the lowest
 * quality are rejected (Grother and Tabassi, "Performance of Biometric Quality Measures", 2007). The faster the errors fall, the
 * better the quality measure. The threshold remains that of all faces.
 */

/** A face with its identity and embedding. */
export interface IdentifiedFace {
  /** The person, as the table names them. */
  readonly identity: string;
  /** Closer, in Euclidean distance, to those of the same person than to others. */
  readonly embedding: Float32Array;
}

/** The distances of pairs of faces. */
export interface Comparisons {
  /** Pairs of one person. */
  readonly genuine: readonly Pair[];
  /** A pair up to this distance counts as one person. */
  readonly threshold: number;
  /** The number of pairs of two persons that were compared. */
  readonly impostors: number;
  /** The share of pairs of two persons within the threshold. */
  readonly falseMatchRate: number;
}

interface Pair {
  readonly first: number;
  readonly second: number;
  readonly distance: number;
}

/** More pairs of two persons would not make the threshold more accurate. */
const mostImpostors = 2_000_000;

/**
 * Compares all pairs of faces of one person, and a selection of pairs of two persons, evenly spread over all of them.
 * @param falseMatchRate the target, such as 1e-3; with fewer than 1/rate pairs of two persons the threshold lies below the
 * nearest of them.
 * @returns null where there are no pairs of one person, or none of two.
 */
export function compareFaces(faces: readonly IdentifiedFace[], falseMatchRate: number): Comparisons | null {
  const genuine: Pair[] = [];
  const impostors: number[] = [];
  const pairs = (faces.length * (faces.length - 1)) / 2;
  const step = Math.max(1, Math.floor(pairs / mostImpostors));
  let place = 0;
  for (let second = 1; second < faces.length; second++) {
    for (let first = 0; first < second; first++, place++) {
      const isGenuine = faces[first]!.identity === faces[second]!.identity;
      if (!isGenuine && place % step !== 0) continue;
      const distance = distanceOf(faces[first]!.embedding, faces[second]!.embedding);
      if (isGenuine) genuine.push({ first, second, distance });
      else impostors.push(distance);
    }
  }
  if (genuine.length === 0 || impostors.length === 0) return null;
  impostors.sort((a, b) => a - b);
  const accepted = Math.floor(falseMatchRate * impostors.length);
  // Just below the first that must not match, by more than the rounding error of float32 distances.
  const threshold = impostors[accepted]! - 1e-9;
  const matched = impostors.filter((distance) => distance <= threshold).length;
  return { genuine, threshold, impostors: impostors.length, falseMatchRate: matched / impostors.length };
}

function distanceOf(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
}

export interface RejectPoint {
  /** The share of the faces that are rejected, 0 to 1. */
  readonly rejected: number;
  /** FNMR: the share of the remaining pairs of one person that exceed the threshold. */
  readonly falseNonMatchRate: number;
}

export interface RejectCurve {
  readonly points: readonly RejectPoint[];
  /** The mean rate over the shares of `points`: the area under the curve divided by its width. */
  readonly area: number;
}

/** The number of steps, and the greatest share that is rejected. */
const steps = 40;
const mostRejected = 0.8;

/** The fewest pairs for a meaningful rate. */
const leastPairs = 10;

/**
 * @param qualities of the faces, in the order of `compareFaces`; higher is better. Faces of equal quality are rejected in order.
 * @returns the curve as far as at least ten pairs of one person remain; null where there are fewer to begin with.
 */
export function rejectCurve({ genuine, threshold }: Comparisons, qualities: readonly number[]): RejectCurve | null {
  const order = qualities.map((_, i) => i).sort((a, b) => qualities[a]! - qualities[b]! || a - b);
  const rank = new Map(order.map((face, place) => [face, place]));
  // A pair is rejected together with the worse of its faces.
  const pairs = genuine.map(({ first, second, distance }) => ({
    leaves: Math.min(rank.get(first)!, rank.get(second)!),
    fails: distance > threshold,
  }));
  const points: RejectPoint[] = [];
  for (let step = 0; step <= steps; step++) {
    const rejected = (mostRejected * step) / steps;
    const left = pairs.filter(({ leaves }) => leaves >= Math.round(rejected * qualities.length));
    if (left.length < leastPairs) break;
    points.push({ rejected, falseNonMatchRate: left.filter(({ fails }) => fails).length / left.length });
  }
  if (points.length < 2) return null;
  const [first, last] = [points[0]!, points.at(-1)!];
  const sum = points.reduce((total, { falseNonMatchRate }) => total + falseNonMatchRate, 0);
  const trapezoids = sum - (first.falseNonMatchRate + last.falseNonMatchRate) / 2;
  return { points, area: trapezoids / (points.length - 1) };
}
