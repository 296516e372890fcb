/** The protocols by which HyperIQA checkpoints are scored; all enlarge photos that are too small for a crop. */
import type { CropProtocol } from '../../image/protocols/protocol.ts';
import { gridSquashed } from '../../image/protocols/grid-squashed.ts';
import { randomSquashed } from '../../image/protocols/random-squashed.ts';
import { uniformGrid } from '../../image/protocols/uniform-grid.ts';

const side = 224;

/** As in the authors' demo.py. */
export const demo = randomSquashed(
  { name: 'demo', aliases: ['random-squashed'] },
  side,
  { width: 384, height: 512 },
  10,
);

/** As in pyiqa. */
export const uniform = uniformGrid({ name: 'uniform', aliases: ['uniform-grid'] }, side, 25);

/** For this project's weights with MobileNetV2. */
export const grid = gridSquashed({ name: 'grid', aliases: ['grid-squashed'] }, side, { width: 512, height: 384 }, 4);

export const hyperIqaProtocols: readonly CropProtocol[] = [demo, uniform, grid];
