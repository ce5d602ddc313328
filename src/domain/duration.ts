/** Lengths of time in ms. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const UNITS = [
  { letter: 'd', ms: DAY, word: 'day' },
  { letter: 'h', ms: HOUR, word: 'hour' },
  { letter: 'm', ms: MINUTE, word: 'minute' },
  { letter: 's', ms: SECOND, word: 'second' },
  { letter: 'ms', ms: 1, word: 'millisecond' },
] as const;

/** Reads `500ms`, `60s`, `90m`, `4h` or `30d` as milliseconds; undefined for anything else, such as fractions, signs and spaces. */
export function parseDuration(text: string): number | undefined {
  const [, amount, letter] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  const unit = UNITS.find((candidate) => candidate.letter === letter);
  if (!unit) return undefined;
  const ms = Number(amount) * unit.ms;
  return Number.isSafeInteger(ms) ? ms : undefined;
}

/**
 * Says a number of milliseconds in its two largest units, as people read it: `30 days`, `1 day and 12 hours`. What is
 * smaller is left off, never rounded up; nothing and less than nothing are `0 seconds`.
 */
export function inWords(ms: number): string {
  const largest = UNITS.findIndex((unit) => ms >= unit.ms);
  if (largest === -1) return '0 seconds';
  let rest = Math.floor(ms);
  const parts: string[] = [];
  for (const unit of UNITS.slice(largest, largest + 2)) {
    const amount = Math.floor(rest / unit.ms);
    rest -= amount * unit.ms;
    if (amount > 0) parts.push(`${amount} ${unit.word}${amount === 1 ? '' : 's'}`);
  }
  return parts.join(' and ');
}
