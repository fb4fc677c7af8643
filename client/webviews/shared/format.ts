/** Three digits: `0.482`, `12.5`, `1250`, `1e-4`. */
export function shortNumber(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 100) return String(Math.round(value));
  return size >= 0.001 ? String(Number(value.toPrecision(3))) : Number(value.toPrecision(3)).toExponential();
}

/** `812 B`, `3.4 MB`, `1.2 GB`, in powers of ten as file managers count. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${shortNumber(value)} ${units[unit]}`;
}

/** `14:05`, with the day's name when it is not the same day as `now`. Milliseconds since 1970, local time. */
export function clockText(moment: number, now: number): string {
  const date = new Date(moment);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${weekdays[date.getDay()]} ${time}`;
}

/** `1 image`, `3 images`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function two(value: number): string {
  return String(value).padStart(2, '0');
}
