import { resizeOpenCv } from '../../image/resize-opencv.ts';
import { facePicture } from '../face-picture.ts';

export const faceSide = 224;

/** The authors' script takes pictures cropped to a face's box, and squashes them as OpenCV does. */
export const faceQnetProtocol = facePicture(resizeOpenCv, faceSide);
