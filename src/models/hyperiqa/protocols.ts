/** The two protocols by which HyperIQA checkpoints are scored; both enlarge photos that are too small for a crop. */
import type { CropProtocol } from '../../image/protocols/protocol.ts';
import { randomSquashed } from '../../image/protocols/random-squashed.ts';
import { uniformGrid } from '../../image/protocols/uniform-grid.ts';

const side = 224;

/** Of the authors' demo.py. */
export const demo = randomSquashed(
  { name: 'demo', aliases: ['random-squashed'] },
  side,
  { width: 384, height: 512 },
  10,
);

/** Of pyiqa. */
export const uniform = uniformGrid({ name: 'uniform', aliases: ['uniform-grid'] }, side, 25);

export const hyperIqaProtocols: readonly CropProtocol[] = [demo, uniform];
