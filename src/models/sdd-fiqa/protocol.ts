import { resizePil } from '../../image/resize-pil.ts';
import { facePicture } from '../face-picture.ts';

/** torchvision's Resize of a Pillow picture. */
export const sddFiqaProtocol = facePicture(resizePil);
