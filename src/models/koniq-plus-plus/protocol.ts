import { wholeSquashed } from '../../image/protocols/whole.ts';

/** The authors' `--resize`, with which their published weights were trained. */
export const koniqPlusPlusProtocol = wholeSquashed({ name: 'squashed', aliases: [] }, { width: 640, height: 480 });
