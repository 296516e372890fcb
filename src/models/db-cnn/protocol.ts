import { wholePhoto } from '../../image/protocols/whole.ts';

/** Four halvings leave a pixel of sides of 16 pixels. */
export const dbCnnProtocol = wholePhoto({ name: 'whole', aliases: [] }, { width: 16, height: 16 });
