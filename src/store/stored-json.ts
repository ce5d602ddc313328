import type { z } from 'zod';
import { StoreError } from './errors.ts';

/**
 * Reads what is stored as JSON. `about` names it in the error.
 *
 * @throws StoreError `record_damaged` when it is not of this form
 */
export function readJson<T>(schema: z.ZodType<T>, text: string, about: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new StoreError('record_damaged', about, { cause });
  }
}
