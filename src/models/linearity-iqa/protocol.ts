import { wholeSquashed } from '../../image/protocols/whole.ts';

/** The authors' `--resize`, with which their published weights were trained. */
export const linearityProtocol = wholeSquashed({ name: 'squashed', aliases: [] }, { width: 664, height: 498 });
