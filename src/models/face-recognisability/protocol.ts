import { chipSide } from '../../image/face-chip.ts';
import { resizePil } from '../../image/resize-pil.ts';
import { facePicture } from '../face-picture.ts';

/** Chips have the network's size already; any other picture counts as one of a face and is reduced with antialias. */
export const chipProtocol = facePicture(resizePil, chipSide);
