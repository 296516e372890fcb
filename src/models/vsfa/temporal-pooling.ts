/** Pools the qualities of frames to that of the clip, in which bad moments weigh more than good ones. */

/** In frames. */
const span = 12;
/** The weight of the frames to come. */
const share = 0.5;

/**
 * The mean over all frames of half the worst quality of the 12 frames up to this one, plus half the mean of the 12 frames from
 * this one on, in which worse frames weigh more. Both spans are shorter at the clip's ends.
 * @param qualities of all frames, at least one; higher is better.
 */
export function pooledOverTime(qualities: readonly number[]): number {
  const pooled = qualities.map((_, frame) => {
    const remembered = Math.min(...qualities.slice(Math.max(0, frame - span + 1), frame + 1));
    const coming = qualities.slice(frame, frame + span);
    const weights = coming.map((quality) => Math.exp(-quality));
    const weighted = coming.reduce((sum, quality, i) => sum + quality * weights[i]!, 0);
    return share * (weighted / total(weights)) + (1 - share) * remembered;
  });
  return total(pooled) / pooled.length;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
