/** Steps or seconds, whichever is above one, as tqdm does it. */
export function rateText(secondsPerStep: number): string {
  return secondsPerStep >= 1 ? `${rounded(secondsPerStep)} s/it` : `${rounded(1 / secondsPerStep)} it/s`;
}

/** `under 1 min`, `45 min`, `1 h 15 min`, `2 d 3 h`. */
export function durationText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return 'under 1 min';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

function rounded(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}
