/** What NIMA's makers show their networks. */
import { wholePhoto, wholeSquashed } from '../../image/protocols/whole.ts';
import { pyiqaCentre } from './pyiqa-input.ts';
import { resizeNearest } from './resize-nearest.ts';

/** As Keras's `load_img` resizes unless told otherwise. */
export const squashed = wholeSquashed({ name: 'squashed', aliases: [] }, { width: 224, height: 224 }, resizeNearest);

/** Five halvings leave a pixel of sides of 32 pixels. */
export const whole = wholePhoto({ name: 'whole', aliases: [] }, { width: 32, height: 32 });

/** Of sides that timm states for its networks. */
export const centre224 = pyiqaCentre(224);
export const centre299 = pyiqaCentre(299);

/** The least that Inception-ResNet-v2's windows fit into. */
export const wholeInception = wholePhoto({ name: 'whole', aliases: [] }, { width: 75, height: 75 });
