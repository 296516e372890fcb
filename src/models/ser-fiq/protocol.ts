import type { CropProtocol } from '../../image/protocols/protocol.ts';
import { resizeOpenCv } from '../../image/resize-opencv.ts';
import { facePicture } from '../face-picture.ts';

/** Random because the seed determines which features are dropped. */
export const serFiqProtocol: CropProtocol = { ...facePicture(resizeOpenCv), isRandom: true };
