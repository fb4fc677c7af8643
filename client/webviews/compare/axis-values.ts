/** The most values that an axis can have. */
const mostValues = 24;

/** Reads `3.0, 3.5 4`; undefined when something in it is not a number, or when there are none or too many. */
export function readAxis(text: string): readonly number[] | undefined {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const values = parts.map(Number);
  if (values.length === 0 || values.length > mostValues || !values.every(Number.isFinite)) return undefined;
  return [...new Set(values)];
}

/** `3.0, 3.5, 4.0` */
export function axisText(values: readonly number[]): string {
  return values.map(axisValue).join(', ');
}

/** At least one digit after the point, so that the values of an axis look alike. */
export function axisValue(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
