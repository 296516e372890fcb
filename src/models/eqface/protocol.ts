import { resizeOpenCv } from '../../image/resize-opencv.ts';
import { facePicture } from '../face-picture.ts';

export const eqFaceProtocol = facePicture(resizeOpenCv);
