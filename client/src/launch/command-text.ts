import type { CommandLine } from './command-line';

export type ShellKind = 'posix' | 'powershell';

/** The shell in which a person on this platform would paste a command. */
export function shellOf(platform: NodeJS.Platform): ShellKind {
  return platform === 'win32' ? 'powershell' : 'posix';
}

/**
 * The command as text to read and to paste into a terminal: it does there what the extension does without a shell.
 * Secrets are left out.
 */
export function commandText(command: CommandLine, shell: ShellKind): string {
  const shown = Object.entries(command.env).filter(([name]) => !command.secrets.includes(name));
  const words = programText(command, shell);
  if (shell === 'powershell') {
    const env = shown.map(([name, value]) => `$env:${name} = ${powershellQuote(value)}; `).join('');
    const place = `Set-Location -LiteralPath ${powershellQuote(command.cwd)}; `;
    return `${place}${env}& ${words}`;
  }
  const env = shown.map(([name, value]) => `${name}=${posixQuote(value)} `).join('');
  return `cd ${posixQuote(command.cwd)} && ${env}${words}`;
}

/** The program and its arguments alone, quoted as the shell wants them. */
export function programText(
  { program, args }: Pick<CommandLine, 'program' | 'args'>,
  shell: ShellKind,
): string {
  return [program, ...args].map(shell === 'powershell' ? powershellQuote : posixQuote).join(' ');
}

/** One line each for the log channel: the program, its arguments, its folder, and its environment without secrets. */
export function commandLogLines(command: CommandLine): string[] {
  const env = Object.entries(command.env).map(([name, value]) =>
    command.secrets.includes(name) ? `${name}=(secret)` : `${name}=${JSON.stringify(value)}`,
  );
  return [
    `program: ${JSON.stringify(command.program)}`,
    `arguments: ${JSON.stringify(command.args)}`,
    `working directory: ${JSON.stringify(command.cwd)}`,
    `environment: ${env.join(' ')}`,
  ];
}

function posixQuote(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** PowerShell takes four more characters for a single quote (U+2018 to U+201B). */
function powershellQuote(word: string): string {
  return `'${word.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}
