import { z } from 'zod';
import { type AuditHead, type SealedEvent, seal } from './audit.ts';

/** What events about the trail itself are about. */
export const TRAIL = 'audit';

/** What an event is called that tells of a trim; its detail names the last event that went. */
export const TRIMMED = 'audit.trimmed';

/** An entry of the chain as it says of itself. */
export type Link = AuditHead & {
  prev: string;
  /** Whether it is letter by letter what was sealed under its hash. */
  isTrue: boolean;
  /** The last event that went, where it tells of a trim. */
  trimmed: AuditHead | undefined;
};

const Sealed: z.ZodType<SealedEvent> = z.object({
  seq: z.int(),
  prev: z.string(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  subjects: z.array(z.string()),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
  hash: z.string(),
});

/** Reads an entry of the chain; nothing when it is not an event. */
export function readSealed(entry: string): SealedEvent | undefined {
  try {
    return Sealed.safeParse(JSON.parse(entry)).data;
  } catch {
    return undefined;
  }
}

/** Reads what an entry says of its place in the chain, and holds its hash against it; nothing when it is not an event. */
export function readLink(entry: string): Link | undefined {
  const event = readSealed(entry);
  if (!event) return undefined;
  const { seq, prev, hash, ...rest } = event;
  const [again] = seal({ seq: seq - 1, hash: prev }, [rest]);
  const { seq: last, hash: lastHash } = event.detail;
  const trimmed =
    event.action === TRIMMED && typeof last === 'number' && typeof lastHash === 'string'
      ? { seq: last, hash: lastHash }
      : undefined;
  return { seq, prev, hash, isTrue: JSON.stringify(again) === entry, trimmed };
}
