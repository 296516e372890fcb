/** Completion scripts for three shells. Where no words are known, files are completed. */
import type { CompletedCommand, CompletedOption } from './words.ts';

export type Shell = 'bash' | 'zsh' | 'fish';

export const shells: readonly Shell[] = ['bash', 'zsh', 'fish'];

export function completionScript(shell: Shell, commands: readonly CompletedCommand[]): string {
  switch (shell) {
    case 'bash':
      return bashScript(commands);
    case 'zsh':
      // zsh can use bash's completions, but both they and this script need its own completion system, which is off by default.
      return `(( $+functions[compdef] )) || { autoload -U compinit && compinit -i; }
autoload -U +X bashcompinit && bashcompinit
${bashScript(commands)}`;
    case 'fish':
      return fishScript(commands);
  }
}

function bashScript(commands: readonly CompletedCommand[]): string {
  const words = (command: CompletedCommand) => [...command.subcommands, ...flagsOf(command.options)].join(' ');
  return `# bash completion of hyperiqa
_hyperiqa() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" path="" at
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "$path \${COMP_WORDS[at]}" in
${commands
  .filter(({ path }) => path !== '')
  .map(({ path }) => `      "${parentOf(path)} ${nameOf(path)}") path="${path}" ;;`)
  .join('\n')}
    esac
  done
  COMPREPLY=()
  case "$path $before" in
${commands
  .flatMap(({ path, options }) => options.filter(({ takesValue }) => takesValue).map((option) => ({ path, option })))
  .map(({ path, option: { flags, choices } }) => {
    const patterns = flags.map((flag) => `"${path} ${flag}"`).join('|');
    return `    ${patterns}) COMPREPLY=(${choices.length > 0 ? `$(compgen -W "${choices.join(' ')}" -- "$word")` : ''}); return ;;`;
  })
  .join('\n')}
  esac
  case "$path" in
${commands.map((command) => `    "${command.path}") COMPREPLY=($(compgen -W "${words(command)}" -- "$word")) ;;`).join('\n')}
  esac
}
complete -o default -F _hyperiqa hyperiqa
`;
}

function fishScript(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ path, subcommands, options }) => {
    const seen = path.split(' ').map((name) => `__fish_seen_subcommand_from ${name}`);
    const notYet = subcommands.length > 0 ? [`not __fish_seen_subcommand_from ${subcommands.join(' ')}`] : [];
    const where = path === '' ? '__fish_use_subcommand' : [...seen, ...notYet].join('; and ');
    return [
      ...(subcommands.length > 0 ? [`complete -c hyperiqa -n '${where}' -a '${subcommands.join(' ')}'`] : []),
      ...options.map((option) => `complete -c hyperiqa -n '${where}'${fishOption(option)}`),
    ];
  });
  return `# fish completion of hyperiqa\n${lines.join('\n')}\n`;
}

function fishOption({ flags, takesValue, choices }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? ` -l ${flag.slice(2)}` : ` -s ${flag.slice(1)}`)).join('');
  const value = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : takesValue ? ' -r' : '';
  return names + value;
}

function flagsOf(options: readonly CompletedOption[]): readonly string[] {
  return options.flatMap(({ flags }) => flags.filter((flag) => flag.startsWith('--')));
}

function nameOf(path: string): string {
  return path.split(' ').at(-1)!;
}

function parentOf(path: string): string {
  return path.split(' ').slice(0, -1).join(' ');
}
