import { gridSquashed } from '../../image/protocols/grid-squashed.ts';

/** Four crops that reach every border of the photo, as in the training. */
export const faultsProtocol = gridSquashed(
  { name: 'grid', aliases: ['grid-squashed'] },
  224,
  { width: 512, height: 384 },
  4,
);
