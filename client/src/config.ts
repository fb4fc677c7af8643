/** Anything settings can be asked of: VS Code's configuration section `qwenLora`, or a map in a test. */
export interface SettingsSource {
  get(name: string): unknown;
}

export type SyntaxErrorsSetting = 'auto' | 'on' | 'off';
export type OnFailureSetting = 'continue' | 'stop';

/** The settings that the client itself reads. The server asks for its own. */
export interface ClientSettings {
  readonly toolkitPath: string;
  readonly pythonPath: string;
  readonly workingDirectory: string;
  readonly gpuRequired: boolean;
  readonly keepRunning: boolean;
  readonly queueOnFailure: OnFailureSetting;
  /** Whether the terminal's bell rings at the end of a run. */
  readonly endSound: boolean;
  /** A program and its arguments for the end of a run; empty for none. */
  readonly endCommand: readonly string[];
  /** An address that gets the end of a run; empty for none. */
  readonly endWebhook: string;
}

export const defaultSettings: ClientSettings = Object.freeze({
  toolkitPath: '',
  pythonPath: '',
  workingDirectory: '',
  gpuRequired: true,
  keepRunning: true,
  queueOnFailure: 'continue',
  endSound: false,
  endCommand: [],
  endWebhook: '',
});

/** Reads section `qwenLora`. A value of the wrong type counts as not set, for settings.json is written by hand. */
export function readSettings(source: SettingsSource): ClientSettings {
  return Object.freeze({
    toolkitPath: textOr(source.get('toolkitPath'), defaultSettings.toolkitPath),
    pythonPath: textOr(source.get('pythonPath'), defaultSettings.pythonPath),
    workingDirectory: textOr(source.get('workingDirectory'), defaultSettings.workingDirectory),
    gpuRequired: booleanOr(source.get('gpu.required'), defaultSettings.gpuRequired),
    keepRunning: booleanOr(source.get('keepRunning'), defaultSettings.keepRunning),
    queueOnFailure: source.get('queue.onFailure') === 'stop' ? 'stop' : 'continue',
    endSound: booleanOr(source.get('onEnd.sound'), defaultSettings.endSound),
    endCommand: textsOr(source.get('onEnd.command'), defaultSettings.endCommand),
    endWebhook: textOr(source.get('onEnd.webhook'), defaultSettings.endWebhook),
  });
}

/** The value of `qwenLora.yaml.syntaxErrors`; anything unknown is `auto`. */
export function readSyntaxErrorsSetting(value: unknown): SyntaxErrorsSetting {
  return value === 'on' || value === 'off' ? value : 'auto';
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value.trim() : fallback;
}

/** A list with anything but texts counts as not set: a command must not run with half its arguments. */
function textsOr(value: unknown, fallback: readonly string[]): readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : fallback;
}

function booleanOr(value: unknown, fallback: boolean): boolean {
  return typeof value === 'boolean' ? value : fallback;
}
