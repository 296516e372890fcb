/** The words that can occur on the command line, read from the commands themselves. */
import type { Command, Option } from 'commander';

export interface CompletedOption {
  /** `--metric`, `-h`. */
  readonly flags: readonly string[];
  readonly takesValue: boolean;
  /** Known values; empty where any value is allowed, such as a file. */
  readonly choices: readonly string[];
}

export interface CompletedCommand {
  /** `''` for the program itself, `weights`, `weights get`. */
  readonly path: string;
  readonly subcommands: readonly string[];
  readonly options: readonly CompletedOption[];
}

/** The program and all its subcommands. */
export function completedCommands(program: Command): readonly CompletedCommand[] {
  const visit = (command: Command, path: string): readonly CompletedCommand[] => [
    {
      path,
      subcommands: command.commands.map((child) => child.name()),
      options: command.createHelp().visibleOptions(command).map(completedOption),
    },
    ...command.commands.flatMap((child) => visit(child, `${path} ${child.name()}`.trim())),
  ];
  return visit(program, '');
}

function completedOption({ short, long, required, optional, argChoices }: Option): CompletedOption {
  const flags = [short, long].filter((flag): flag is string => typeof flag === 'string');
  return { flags, takesValue: required || optional, choices: argChoices ?? [] };
}
