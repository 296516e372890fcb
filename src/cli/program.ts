import { Command, CommanderError } from 'commander';
import { HyperIqaError } from '../errors.ts';
import { commandLine } from '../platform/command-line.ts';
import { packageVersion } from '../platform/package-root.ts';
import { reasonOf } from '../platform/system-error.ts';
import { sayLines } from './terminal.ts';

const troubleStatus = 2;

/**
 * Runs the command line `hyperiqa` with these commands, and sets the exit status: 0; 1 when a photo failed; 2 when the work could
 * not be started or finished.
 */
export async function runProgram(commands: readonly Command[]): Promise<void> {
  // A reader that closes early (`| head`) is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    report(new HyperIqaError('FILE', `Standard output cannot be written: ${reasonOf(error)}.`));
    process.exit(troubleStatus);
  });
  // The same for messages (`2>&1 | head`): the work continues without them.
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

  const program = new Command('hyperiqa')
    .description('Scores the quality of photos and of the faces in them on WebGPU.')
    .version(await packageVersion())
    // An option belongs to the command that precedes it: `evaluate` and `evaluate merge` share some names.
    .enablePositionalOptions();
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...program.commands, ...program.commands.flatMap((parent) => parent.commands)]) {
    command.exitOverride().configureOutput({ outputError: (text) => sayLines(text.trimEnd()) });
    command.showHelpAfterError(`(${[...ancestry(command)].join(' ')} --help lists the options)`);
  }

  try {
    await program.parseAsync(await commandLine());
  } catch (error) {
    // commander has already reported the error; its status is 0 after --help and --version.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : troubleStatus;
    else report(error);
  }
}

function report(error: unknown): void {
  const text = error instanceof HyperIqaError ? error.message : error instanceof Error ? error.stack : String(error);
  sayLines(`hyperiqa: ${text}`);
  process.exitCode = troubleStatus;
}

/** The command's name, preceded by its parents'. */
function ancestry(command: Command): readonly string[] {
  return command.parent === null ? [command.name()] : [...ancestry(command.parent), command.name()];
}
