import { wholeSquashed } from '../../image/protocols/whole.ts';

/** The authors' `--resize`, which their published weights were trained with. */
export const koniqPlusPlusProtocol = wholeSquashed({ name: 'squashed', aliases: [] }, { width: 640, height: 480 });
