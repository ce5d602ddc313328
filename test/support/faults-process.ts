import { readConfig } from '../../src/config.ts';
import { startGrantdesk } from '../../src/start.ts';

/**
 * A process of its own that runs Grantdesk without pacing, and gives up a job's lock after `LOCK_MS`. It says on stdout
 * where it listens.
 */
const grantdesk = await startGrantdesk(readConfig(process.env), { slotMs: 1, lockMs: Number(process.env.LOCK_MS) });
process.stdout.write(`listening on ${grantdesk.port}\n`);
