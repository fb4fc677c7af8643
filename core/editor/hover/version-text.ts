import type { SchemaNode } from '../../schema/config-schema';
import { rangeText } from '../../toolkit/versions';

/** Which versions of ai-toolkit read a key, and what it does otherwise since when; Markdown, one fact each. */
export function keyVersions(node: SchemaNode): string[] {
  const { 'x-since': since, 'x-until': until, 'x-changes': changes = [] } = node;
  const range = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
  const readBy = since ?? until;
  return [
    ...(readBy === undefined ? [] : [`Read by ai-toolkit ${rangeText(range)}.`]),
    ...changes.map((change) => `Since ai-toolkit ${shown(change.since)}: ${change.text}`),
  ];
}

/** The versions that know a value, written with or without the part behind a colon; undefined where all do. */
export function valueVersions(values: SchemaNode, value: string): string | undefined {
  const mark = values['x-suffix'];
  const bare = mark === undefined ? value : (value.split(mark)[0] ?? value);
  const since = values['x-valuesSince']?.[values['x-ignoreCase'] ? bare.toLowerCase() : bare];
  return since === undefined ? undefined : `Known to ai-toolkit ${rangeText({ since })}.`;
}

function shown(version: string): string {
  return version.replace(/\.0$/, '');
}
