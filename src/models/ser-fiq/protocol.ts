import type { CropProtocol } from '../../image/protocols/protocol.ts';
import { resizeOpenCv } from '../../image/resize-opencv.ts';
import { facePicture } from '../face-picture.ts';

/** The seed is that of the features which are left out. */
export const serFiqProtocol: CropProtocol = { ...facePicture(resizeOpenCv), isRandom: true };
