/** Runs the command line that the process was started with. */
import { Command } from 'commander';
import { commandTable } from './commands.ts';
import { runProgram } from './program.ts';

const words = process.argv.slice(2);
const asked = words[0] === 'help' ? words[1] : words[0];
// The completion script contains the options of all commands.
const isLoaded = (name: string) => name === asked || asked === 'completion';
const commands = commandTable.map(async ({ name, description, load }) =>
  (isLoaded(name) ? await load() : new Command(name)).description(description),
);
await runProgram(await Promise.all(commands));
