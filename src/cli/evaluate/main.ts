/** `hyperiqa evaluate`, which `main.ts` loads. */
import { evaluateCommand } from './command.ts';
import { runProgram } from '../program.ts';

await runProgram([evaluateCommand()]);
