#!/usr/bin/env node
/** The command `hyperiqa`. */
import { Command } from 'commander';
import { checkCommand } from './check.ts';
import { convertCommand } from './convert.ts';
import { evaluateDescription } from './evaluate/description.ts';
import { inferCommand } from './infer.ts';
import { modelsCommand } from './models.ts';
import { profileCommand } from './profile.ts';
import { runProgram } from './program.ts';
import { tuneCommand } from './tune.ts';
import { weightsCommand } from './weights.ts';

const [first, second] = process.argv.slice(2);
if (first === 'evaluate' || (first === 'help' && second === 'evaluate')) {
  // A bundle of its own: its charting libraries take longer to load than all else together.
  await import(new URL('./evaluate.js', import.meta.url).href);
} else {
  await runProgram([
    inferCommand(),
    new Command('evaluate').description(evaluateDescription),
    convertCommand(),
    weightsCommand(),
    modelsCommand(),
    tuneCommand(),
    profileCommand(),
    checkCommand(),
  ]);
}
