import { wholePhoto } from '../../image/protocols/whole.ts';

export const diqaProtocol = wholePhoto({ name: 'whole', aliases: [] }, { width: 1, height: 1 });
