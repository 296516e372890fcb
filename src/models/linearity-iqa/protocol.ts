import { wholeSquashed } from '../../image/protocols/whole.ts';

/** The authors' `--resize`, which their published weights were trained with. */
export const linearityProtocol = wholeSquashed({ name: 'squashed', aliases: [] }, { width: 664, height: 498 });
