import { type Effect, notify } from './effects.ts';
import type { Grant } from './records.ts';

/** Names one question of all: whom it asks, and when (ms) it did. */
export const unusedName = ({ to, at }: NonNullable<Grant['unused']>): string => `${to}.${Date.parse(at)}`;

/** Whom a question asks, by its name. */
export const unusedAskedOf = (name: string): string => name.split('.')[0] ?? '';

/** The effects that bring the latest question up to date. */
export const unusedMessages = ({ id, unused }: Pick<Grant, 'id' | 'unused'>): Effect[] =>
  unused === undefined ? [] : [notify('unused', id, unusedName(unused))];
