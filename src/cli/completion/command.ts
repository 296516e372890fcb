import { Argument, Command } from 'commander';
import { write } from '../terminal.ts';
import { completionScript, type Shell, shells } from './scripts.ts';
import { completedCommands } from './words.ts';

/** `completion SHELL`: prints the script by which a shell completes commands, options and their values. */
export function completionCommand(): Command {
  return new Command('completion')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText('after', '\nsource <(hyperiqa completion bash)   # or zsh\nhyperiqa completion fish | source')
    .action((shell: Shell, _options, command: Command) => {
      write(completionScript(shell, completedCommands(command.parent!)));
    });
}
