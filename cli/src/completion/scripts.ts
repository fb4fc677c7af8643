import { checkOptions } from '../check/arguments';

type Subcommands = Readonly<Record<string, string>>;

const configs = '*.@(yaml|yml|json|jsonc)';

/** Completes subcommands, the options of `check`, and config files. */
export function bashScript(subcommands: Subcommands): string {
  return `# bash completion for qwen-lora and aitk-lint
_qwen_lora() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words
  if [[ "\${COMP_WORDS[0]##*/}" == qwen-lora && COMP_CWORD -eq 1 ]]; then
    words="${Object.keys(subcommands).join(' ')}"
  elif [[ "$current" == -* ]]; then
    words="${checkOptions.join(' ')}"
  fi
  if [[ -n "$words" ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  fi
  if [[ "$current" != -* ]]; then
    shopt -q extglob || shopt -s extglob
    local found
    mapfile -t found < <(compgen -d -- "$current"; compgen -f -X '!${configs}' -- "$current")
    COMPREPLY+=("\${found[@]}")
  fi
}
complete -o filenames -F _qwen_lora qwen-lora aitk-lint
`;
}

export function zshScript(subcommands: Subcommands): string {
  const described = Object.entries(subcommands).map(
    ([name, summary]) => `    '${name}:${summary.replaceAll("'", "'\\''").replaceAll(':', '\\:')}'`,
  );
  return `#compdef qwen-lora aitk-lint
_qwen_lora() {
  local -a commands options
  commands=(
${described.join('\n')}
  )
  options=(${checkOptions.join(' ')})
  if [[ "$service" == qwen-lora && CURRENT -eq 2 ]]; then
    _describe 'command' commands
  fi
  if [[ "$PREFIX" == -* ]]; then
    compadd -- $options
  else
    _files -g '*.(yaml|yml|json|jsonc)(-.)'
  fi
}
if (( $+functions[compdef] )); then
  compdef _qwen_lora qwen-lora aitk-lint
fi
`;
}

export function fishScript(subcommands: Subcommands): string {
  const commands = Object.entries(subcommands).map(
    ([name, summary]) =>
      `complete -c qwen-lora -n __fish_use_subcommand -a ${name} -d '${summary.replaceAll("'", "\\'")}'`,
  );
  const options = ['qwen-lora', 'aitk-lint'].flatMap((program) =>
    checkOptions.map((option) => `complete -c ${program} -l ${option.slice(2)}`),
  );
  return ['# fish completion for qwen-lora and aitk-lint', ...commands, ...options, ''].join('\n');
}
