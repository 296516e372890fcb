/** `hyperiqa evaluate`, which `main.ts` loads. */
import { evaluateCommand } from './evaluate.ts';
import { runProgram } from './program.ts';

await runProgram([evaluateCommand()]);
