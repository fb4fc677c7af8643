/** Whether a text is a GPU as SkyPilot reads it: `L40S:1`, `H100`. */
export function isAccelerator(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}(?::\d{1,3})?$/.test(text);
}

/** Whether a text is a place as SkyPilot reads `infra` (sky/utils/schemas.py). */
export function isInfra(text: string): boolean {
  const part = '[A-Za-z0-9][A-Za-z0-9_.:@-]{0,62}';
  return new RegExp(
    `^(?:(?:${part}|\\*)(?:/${part}(?:/${part})?)?|(?:kubernetes|k8s)(?:/[\\w.:@/-]{1,200})?)$`,
    'i',
  ).test(text);
}
