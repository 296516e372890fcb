import { resizeOpenCv } from '../../image/resize-opencv.ts';
import { facePicture } from '../face-picture.ts';

/** The authors' code takes 112x112 pixels as OpenCV reads them, without resizing. */
export const magFaceProtocol = facePicture(resizeOpenCv);
