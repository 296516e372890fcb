/** Decodes the network's outputs to faces, as Caffe's DetectionOutput layer does with deploy.prototxt's parameters. */
import { type Box, suppressOverlaps } from './nms.ts';
import { priorBoxes, priorCount } from './priors.ts';

export interface Detection {
  /** 0..1 */
  readonly confidence: number;
  /** x0, y0, x1, y1 relative to the photo's sides, 0..1. */
  readonly box: Box;
}

const confidenceThreshold = 0.01;
const mostCandidates = 400;
const mostDetections = 200;
const centreVariance = 0.1;
const sizeVariance = 0.2;

const clip = (value: number): number => Math.min(Math.max(value, 0), 1);

/**
 * The prior, moved and scaled by its offsets and clipped to the photo. Clipping is OpenCV's extension; it precedes suppression,
 * whose result depends on that.
 */
function decodeBox(loc: Float32Array, prior: number): Box {
  const at = prior * 4;
  const [x0, y0, x1, y1] = priorBoxes.subarray(at, at + 4);
  const [dx, dy, dw, dh] = loc.subarray(at, at + 4);
  const [width, height] = [x1 - x0, y1 - y0];
  const centreX = centreVariance * dx * width + x0 + width / 2;
  const centreY = centreVariance * dy * height + y0 + height / 2;
  const halfWidth = (Math.exp(sizeVariance * dw) * width) / 2;
  const halfHeight = (Math.exp(sizeVariance * dh) * height) / 2;
  return [clip(centreX - halfWidth), clip(centreY - halfHeight), clip(centreX + halfWidth), clip(centreY + halfHeight)];
}

/**
 * The faces of one photo, most confident first, at most 200, with confidence 0.01 or more.
 * @param loc [34928] and @param conf [17464] are the network's outputs for the photo.
 */
export function decodeDetections(loc: Float32Array, conf: Float32Array): readonly Detection[] {
  const confidenceOf = (prior: number): number => conf[prior * 2 + 1];
  const candidates = Array.from({ length: priorCount }, (_, prior) => prior)
    .filter((prior) => confidenceOf(prior) > confidenceThreshold)
    // The sort is stable, as in OpenCV: of equal confidences, the earlier prior comes first.
    .sort((a, b) => confidenceOf(b) - confidenceOf(a))
    .slice(0, mostCandidates)
    .map((prior) => ({ confidence: confidenceOf(prior), box: decodeBox(loc, prior) }));
  return suppressOverlaps(candidates, mostDetections);
}
