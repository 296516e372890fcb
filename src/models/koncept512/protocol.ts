import { wholeSquashed } from '../../image/protocols/whole.ts';

export const konCeptProtocol = wholeSquashed({ name: 'squashed', aliases: [] }, { width: 512, height: 384 });
