import { centre } from '../../image/protocols/centre.ts';

export const sCnnSide = 224;

/** As in the authors' validation of the classifier. */
export const sCnnProtocol = centre({ name: 'centre', aliases: [] }, { shorter: 256, side: sCnnSide });
