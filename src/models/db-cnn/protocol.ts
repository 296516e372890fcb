import { wholePhoto } from '../../image/protocols/whole.ts';

/** Four halvings reduce a side of 16 pixels to one. */
export const dbCnnProtocol = wholePhoto({ name: 'whole', aliases: [] }, { width: 16, height: 16 });
