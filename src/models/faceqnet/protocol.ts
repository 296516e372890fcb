import { resizeOpenCv } from '../../image/resize-opencv.ts';
import { facePicture } from '../face-picture.ts';

export const faceSide = 224;

/** The authors' script takes pictures that hold a face's box and nothing else, and squashes them as OpenCV does. */
export const faceQnetProtocol = facePicture(resizeOpenCv, faceSide);
