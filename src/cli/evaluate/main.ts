/** `hyperiqa evaluate`, which `main.ts` loads. */

import { runProgram } from '../program.ts';
import { evaluateCommand } from './command.ts';

await runProgram([evaluateCommand()]);
