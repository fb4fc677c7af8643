import type { ConfigNode } from '../syntax/config-node';
import { holdsVariable, isText } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import type { Rule } from './rule';

/** Tokens that can be recognized by their form: Hugging Face, OpenAI, GitHub, AWS. */
const written =
  /\b(?:hf_[A-Za-z0-9]{20,}|sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|AKIA[0-9A-Z]{16})\b/;
const secretKey = /(?:^|_)(?:token|api_?key|secret|password)$/i;
const secretVariable = /\$\{(\w*(?:TOKEN|SECRET|PASSWORD|API_?KEY)\w*)\}/i;
const anyVariable = /\$\{(\w+)\}/;

export const secretInConfig: Rule = {
  code: 'secret-in-config',
  severity: 'warning',
  summary: 'ai-toolkit prints a token in the config and copies it into the job folder.',
  claims: [{ where: 'start', what: 'costs', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) yield* secretsIn(process.mapping, undefined);
    if (config.trainers.length === 0) return;
    for (const comment of config.document.comments) {
      const match = written.exec(comment.text);
      if (!match) continue;
      const start = comment.span.start + match.index;
      yield { span: { start, end: start + match[0].length }, message: writtenMessage(match[0], false) };
    }
  },
};

function* secretsIn(node: ConfigNode, key: unknown): Iterable<Finding> {
  if (node.kind === 'mapping') {
    for (const entry of node.entries) {
      if (!entry.merged) yield* secretsIn(entry.value, entry.key.value);
    }
  } else if (node.kind === 'sequence') {
    for (const item of node.items) yield* secretsIn(item, key);
  } else {
    const message = messageFor(node, key);
    if (message !== undefined) yield { span: node.span, message };
  }
}

function messageFor(node: ConfigNode, key: unknown): string | undefined {
  if (!isText(node)) return undefined;
  const isSecretKey = typeof key === 'string' && secretKey.test(key);
  const variable = (isSecretKey ? anyVariable : secretVariable).exec(node.source)?.[1];
  if (variable !== undefined) {
    return `ai-toolkit replaces this with the value of '${variable}', prints it when it starts and writes it into the job folder's config.yaml. Remove the key: ai-toolkit reads such tokens from the environment itself.`;
  }
  if (holdsVariable(node)) return undefined;
  const token = written.exec(node.value)?.[0];
  if (token !== undefined) return writtenMessage(token, true);
  const named = isSecretKey && node.value.trim().length >= 8;
  return named ? writtenMessage(undefined, true) : undefined;
}

/** The message never contains the whole token, because messages end up in logs and screenshots. */
function writtenMessage(token: string | undefined, printed: boolean): string {
  const what =
    token === undefined
      ? 'This is a secret in plain text'
      : `This is a token in plain text ('${token.slice(0, 3)}…')`;
  const where = printed
    ? 'ai-toolkit prints it when it starts and copies it into the job folder'
    : 'everyone who gets this file can read it';
  return `${what}; ${where}. Put it into an environment variable such as HF_TOKEN and remove it from the config.`;
}
