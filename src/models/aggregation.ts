/** Combines the scores of a photo's crops to the photo's score. */

/** `weights` is the network's output 'weight', one for each score, or all 1 where it has none. */
export type Aggregation = (scores: readonly number[], weights: readonly number[]) => number;

export const mean: Aggregation = (scores) => sum(scores) / scores.length;

/** For networks that weight crops, such as WaDIQaM; weights are positive. */
export const weightedMean: Aggregation = (scores, weights) =>
  sum(scores.map((score, i) => score * weights[i])) / sum(weights);

/** The middle score, or the mean of the two middle ones. */
export const median: Aggregation = (scores) => {
  const sorted = scores.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
};

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
