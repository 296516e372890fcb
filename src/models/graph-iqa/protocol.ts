import { randomSquashed } from '../../image/protocols/random-squashed.ts';

export const side = 224;

/** As in the authors' evaluation on KonIQ-10k: `Resize([512, 384])`, a height and a width, and 25 of `RandomCrop(224)`. */
export const graphIqaProtocol = randomSquashed(
  { name: 'random-squashed', aliases: [] },
  side,
  { width: 384, height: 512 },
  25,
);
