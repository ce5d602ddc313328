import { ConfigError } from '../config.ts';
import { type AuditHead, auditState, readAudit } from '../store/audit.ts';
import type { ChainFault } from '../store/audit-faults.ts';
import type { AuditIo } from './io.ts';
import { UnusableError } from './run-with.ts';
import { type Opened, withRedis } from './with-redis.ts';

/** What the stored trail says of the last event of a file. `isHead`: nothing comes after it there either. */
type Beside = { faults: ChainFault[]; remarks: string[]; isHead: boolean };

/** Holds the last event of a sound file against the stored trail. Without Redis that is left out, and only said. */
export async function besideStored(io: AuditIo, last: AuditHead): Promise<Beside> {
  const { REDIS_URL: address, REDIS_URL_FILE: file } = io.env;
  if (!(address || file)) return nothing([]);
  try {
    return await withRedis(io, (opened) => compare(opened, last));
  } catch (error) {
    if (!(error instanceof UnusableError || error instanceof ConfigError)) throw error;
    return nothing([`It was not compared with what is stored. ${error.faults.join(' ')}`]);
  }
}

const nothing = (remarks: string[]): Beside => ({ faults: [], remarks, isHead: false });

async function compare({ redis, keys }: Opened, { seq, hash }: AuditHead): Promise<Beside> {
  const { anchor, head } = await auditState(redis, keys);
  if (head.seq === 0) return nothing(['It was not compared with what is stored: that Redis has no audit event.']);
  if (seq > head.seq) {
    return fault('missing', seq, `Event ${seq} is not stored: the stored trail ends with event ${head.seq}.`);
  }
  if (seq < anchor.seq) {
    const since = `the stored trail begins after event ${anchor.seq}`;
    return nothing([`It was not compared with what is stored: ${since}, and what was before it was trimmed.`]);
  }
  const [event] = seq === anchor.seq ? [anchor] : await readAudit(redis, keys, seq, 1);
  if (event?.seq !== seq || event.hash !== hash) {
    return fault('resealed', seq, `Event ${seq} is not the one that is stored under this number.`);
  }
  const isHead = seq === head.seq;
  const end = isHead ? 'and ends with it' : `and goes on to event ${head.seq}: what is after event ${seq} is not in it`;
  return { faults: [], remarks: [`The stored trail has event ${seq} as this file does, ${end}.`], isHead };
}

const fault = (kind: ChainFault['kind'], seq: number, sentence: string): Beside => ({
  ...nothing([]),
  faults: [{ kind, seq, sentence }],
});
