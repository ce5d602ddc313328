import { cpus } from 'node:os';
import { connectWaiting } from '../../src/store/connection.ts';
import { openStore } from '../support/journey.ts';
import { startBench } from '../support/store-redis.ts';
import { commitOfRequest } from './commit.ts';
import { openings, seedHome, startHomeWorld } from './home-tab.ts';
import { type Finding, finding, timed } from './measure.ts';
import { provisionJob } from './provision-job.ts';
import { slackCommand } from './slack-command.ts';
import { looks } from './sweep.ts';
import { tableOf } from './table.ts';

/** As few as one owner with 500 grants allows, and as many as Grantdesk is to bear. */
const FEW = 600;
const MANY = 100_000;

/** Where the grants that the sweep finds begin, so that their numbers meet no others. */
const DUE_FROM = 1_000_000;

const say = (line: string) => process.stderr.write(`${line}\n`);

async function benchStore(): Promise<Finding[]> {
  const bench = await startBench();
  try {
    say('A commit against a bare MULTI …');
    const commits = await commitOfRequest(bench);
    say('A provisioning job against a bare worker …');
    return [...commits, ...(await provisionJob(bench))];
  } finally {
    await bench.close();
  }
}

async function benchWorld(): Promise<Finding[]> {
  const home = await startHomeWorld();
  const { world } = home;
  const { store, close } = openStore(world);
  try {
    // As Redis is by default; the world's own waits for the disk at each write, which would hide everything else.
    const redis = connectWaiting(world.redis.url, () => undefined);
    await redis.config('SET', 'appendfsync', 'everysec');
    redis.disconnect();
    say('Slash commands against a bare Bolt app …');
    const commands = await slackCommand(world);
    say(`The Home tab and the sweep with ${FEW} grants …`);
    const begin = world.clock.now();
    await seedHome(world, store, 1, FEW);
    const few = { home: await openings(home), sweep: await looks(store, DUE_FROM, begin) };
    say(`The same with ${MANY} …`);
    const seeding = await timed(() => seedHome(world, store, FEW + 1, MANY - FEW));
    say(`(stored in ${Math.round(seeding / 1_000)} s)`);
    const later = new Date(begin.getTime() + 3_600_000);
    const many = { home: await openings(home), sweep: await looks(store, 2 * DUE_FROM, later) };
    const tabs = [...many.home].flatMap(([what, ours]) => {
      const bare = few.home.get(what);
      return bare ? [finding(what, ours, bare)] : [];
    });
    return [...commands, ...tabs, finding('sweep that finds 100 due', many.sweep, few.sweep)];
  } finally {
    close();
    await world.stop();
  }
}

async function main(): Promise<void> {
  const began = Date.now();
  const findings = [...(await benchStore()), ...(await benchWorld())];
  const [cpu] = cpus();
  const on = { node: process.version, cpu: cpu?.model ?? '', cores: cpus().length, grants: { few: FEW, many: MANY } };
  const seconds = Math.round((Date.now() - began) / 1_000);
  const asJson = process.argv.includes('--json');
  process.stdout.write(
    asJson ? `${JSON.stringify({ ...on, seconds, findings }, null, 2)}\n` : `${tableOf(findings)}\n`,
  );
  if (!asJson) say(`Node ${on.node}, ${on.cores} cores of ${on.cpu}; ${seconds} s in all.`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
