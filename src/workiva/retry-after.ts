/**
 * Reads `Retry-After`, which holds seconds or an HTTP date (RFC 9110, 10.2.3).
 *
 * @returns milliseconds from `now`, never negative; `undefined` when the header is missing or says neither
 */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  const date = Date.parse(text);
  if (Number.isNaN(date)) return undefined;
  return Math.max(0, date - now.getTime());
}
