import { chipSide } from '../../image/face-chip.ts';
import { resizePil } from '../../image/resize-pil.ts';
import { facePicture } from '../face-picture.ts';

/** Chips already have the network's size; any other picture is taken for one of a face and resized with antialiasing. */
export const chipProtocol = facePicture(resizePil, chipSide);
