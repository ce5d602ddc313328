import { cpus } from 'node:os';
import { openStore } from '../support/journey.ts';
import { startBench } from '../support/store-redis.ts';
import { commitOfRequest } from './commit.ts';
import { homeTab, seedHome, startHomeWorld } from './home-tab.ts';
import { type Finding, timed } from './measure.ts';
import { provisionJob } from './provision-job.ts';
import { slackCommand } from './slack-command.ts';
import { sweepDue } from './sweep.ts';
import { tableOf } from './table.ts';

/** As few as one owner with 500 grants allows, and as many as Grantdesk is to bear. */
const FEW = 600;
const MANY = 100_000;

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

async function benchWorlds(): Promise<Finding[]> {
  const [many, few] = [await startHomeWorld(), await startHomeWorld()];
  const stores = { many: openStore(many.world), few: openStore(few.world) };
  try {
    const seeding = await timed(() => seedHome(many.world, stores.many.store, MANY));
    await seedHome(few.world, stores.few.store, FEW);
    say('Slash commands against a bare Bolt app …');
    const commands = await slackCommand(few.world);
    say(
      `The Home tab and the sweep with ${MANY} grants, stored in ${Math.round(seeding / 1_000)} s, and with ${FEW} …`,
    );
    const tabs = await homeTab(many, few);
    return [...commands, ...tabs, ...(await sweepDue(stores.many.store, stores.few.store, many.world.clock.now()))];
  } finally {
    for (const { close } of Object.values(stores)) close();
    await Promise.all([many.world.stop(), few.world.stop()]);
  }
}

async function main(): Promise<void> {
  const began = Date.now();
  const findings = [...(await benchStore()), ...(await benchWorlds())];
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
