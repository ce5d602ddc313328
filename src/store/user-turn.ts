import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE } from '../domain/duration.ts';
import { StoreError } from './errors.ts';
import type { Store } from './store.ts';

/**
 * Who is at work on which integration user. A job that is tried again is the same holder, and goes on with its turn.
 * `holder`: what it is for, a space, and whatever tells it from others.
 */
export type UserTurn = { username: string; holder: string };

export type UserTurnParts = {
  store: Store;
  /** How to let so many ms pass between two looks whether the user is free. */
  wait?: ((ms: number) => Promise<void>) | undefined;
};

/** A turn ends by itself after so many ms: longer than any try of a step takes, so that only a dead one loses it. */
const TURN_MS = 10 * MINUTE;

/** How long, in ms, somebody waits for their turn, and how often they look. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 500;

/** Takes a turn, and waits for it. Answers nothing once it is taken; else who was at work on the user all the while. */
export async function takeTurn(turn: UserTurn, { store, wait = sleep }: UserTurnParts): Promise<string | undefined> {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const holder = await heldBy(turn, store);
    if (holder === undefined || waited >= PATIENCE_MS) return holder;
    await wait(LOOK_EVERY_MS);
  }
}

/** Ends a turn, whoever began it. One that has passed to another is left to that. */
export async function endTurn(turn: UserTurn, store: Store): Promise<void> {
  await store.commit({ ...NOTHING, claims: [], releases: [claimOf(turn)] });
}

const NOTHING = { requests: [], grants: [], events: [], effects: [] };

const claimOf = ({ username, holder }: UserTurn) => ({ name: `at-work:${username.toLowerCase()}`, holder });

/** Takes the turn, or answers who has it. */
async function heldBy(turn: UserTurn, store: Store): Promise<string | undefined> {
  try {
    await store.commit({ ...NOTHING, claims: [{ ...claimOf(turn), ttlMs: TURN_MS }], releases: [] });
    return undefined;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'claim_held' && error.holder !== undefined) return error.holder;
    throw error;
  }
}
