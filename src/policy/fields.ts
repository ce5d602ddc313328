import { z } from 'zod';
import { parseDuration } from '../domain/duration.ts';

const DURATION_FAULT = 'write a duration such as 30d, 4h or 90m';

/** A duration as written, `30d`, as milliseconds; never zero. It does not abort, so that other faults are found too. */
export const Duration = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, DURATION_FAULT)
  .transform((text, context) => {
    const duration = parseDuration(text);
    if (duration !== undefined && duration > 0) return duration;
    context.addIssue({ code: 'custom', message: DURATION_FAULT });
    return z.NEVER;
  });

/** One value, or a list of them, as a list. `remedy` says what to write instead of something else. */
export function oneOrMore<T extends z.ZodType>(value: T, remedy: string) {
  return z
    .union([value, z.array(value).min(1)], { error: remedy })
    .transform((given): z.output<T>[] => (Array.isArray(given) ? given : [given]) as z.output<T>[]);
}
