/** The protocols of NIMA's publishers. */
import { wholePhoto, wholeSquashed } from '../../image/protocols/whole.ts';
import { pyiqaCentre } from './pyiqa-input.ts';
import { resizeNearest } from './resize-nearest.ts';

/** Keras's `load_img` resizes in this way by default. */
export const squashed = wholeSquashed({ name: 'squashed', aliases: [] }, { width: 224, height: 224 }, resizeNearest);

/** Five halvings reduce a side of 32 pixels to one. */
export const whole = wholePhoto({ name: 'whole', aliases: [] }, { width: 32, height: 32 });

/** The sizes that timm states for its networks. */
export const centre224 = pyiqaCentre(224);
export const centre299 = pyiqaCentre(299);

/** The least size that Inception-ResNet-v2's windows fit into. */
export const wholeInception = wholePhoto({ name: 'whole', aliases: [] }, { width: 75, height: 75 });
