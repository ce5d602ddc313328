import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY } from '../../src/domain/duration.ts';
import { CHANNELS } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { eventually, messagesSent } from './faults-world.ts';
import { startStoredWorld, textOf } from './journey.ts';

/** What a policy of these tests says of its own; the rest is always the same. */
export type PolicyParts = { rules?: string; timing?: string; more?: string };

/** Finance approves what reads; what writes needs an admin as well. */
export const RULES = `
  - name: Writing
    when: { access: write }
    approval: { stages: [{ from: [finance] }, { from: [workiva-admins] }] }
  - name: Everything else
    approval: { stages: [{ from: [finance] }] }`;

export const policyText = ({ rules = RULES, timing = '', more = '' }: PolicyParts = {}): string => `version: 1
channels: { requests: C0REQUESTS, admin: C0ADMINS }
groups: { workiva-admins: [S0WKADMINS], finance: [S0FINANCE], security: [S0SECURITY] }
admins: [workiva-admins]
workspaces: [Finance Close, Sandbox]
rules:${rules}
timing: { remind_approvers_after: [4h, 1d], escalate_after: 2d, lapse_after: 7d${timing} }
${more}`;

/** A world with a policy of its own, whose clock can be moved and whose sweep is waited for. */
export type WaitingWorld = {
  world: World;
  store: Store;
  /** Moves the clock, and waits until nothing is due any more, and whom it concerns has been told. */
  advance(ms: number): Promise<void>;
  /** Puts another policy in force. */
  replacePolicy(parts: PolicyParts): Promise<void>;
  /** The reminders of a request that somebody has been sent, the newest last. */
  remindersTo(person: string, request: string): PostedMessage[];
  stop(): Promise<void>;
};

/** Starts one. */
export async function startWaitingWorld(parts: PolicyParts = {}): Promise<WaitingWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'grantdesk-waiting-'));
  const policyPath = join(folder, 'policy.yml');
  await writeFile(policyPath, policyText(parts));
  const { world, store, stop } = await startStoredWorld({ policyPath, sweepEveryMs: 100, workivaAccess: false });
  return {
    world,
    store,
    async advance(ms) {
      world.clock.advance(ms);
      const now = world.clock.now();
      await eventually(async () => (await store.due(now, 1)).length === 0, 'the sweep to be through');
      await messagesSent(world, 'firstTry');
    },
    async replacePolicy(changed) {
      await writeFile(policyPath, policyText(changed));
      await world.grantdesk.reloadPolicy();
    },
    remindersTo: (person, request) =>
      world.slack
        .directMessages(person)
        .filter(({ blocks }) => blocks[0]?.type === 'section')
        .filter(({ text }) => text.startsWith(`${request} (`) || text.startsWith(`Urgent: ${request} (`)),
    async stop() {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Moves the clock to the next noon, in UTC: the day does not end then while a test counts in days. */
export function moveToNoon({ clock }: Pick<World, 'clock'>): void {
  clock.advance((DAY + DAY / 2 - (clock.now().getTime() % DAY)) % DAY);
}

/** What the approvers' message of a request says now. */
export const approvalText = ({ world }: Pick<WaitingWorld, 'world'>, request: string): string => {
  const message = world.slack.messages(CHANNELS.requests).find(({ text }) => text.startsWith(`${request}:`));
  return message ? textOf(message) : '';
};

/** The audit events about something, by their actions. */
export const actionsOn = async ({ store }: Pick<WaitingWorld, 'store'>, subject: string): Promise<string[]> =>
  (await store.audit.read(1, 10_000)).filter(({ subjects }) => subjects.includes(subject)).map(({ action }) => action);
