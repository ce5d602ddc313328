import { readConfig } from '../../src/config.ts';
import { startGrantdesk } from '../../src/start.ts';

/**
 * A process of its own that runs Grantdesk without pacing. Its locks last as long as in production: on a busy machine short
 * ones would end while it lives. It says on stdout where it listens.
 */
const grantdesk = await startGrantdesk(readConfig(process.env), { slotMs: 1 });
process.stdout.write(`listening on ${grantdesk.port}\n`);
