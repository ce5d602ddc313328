import { type Effect, notify } from './effects.ts';
import type { Grant } from './records.ts';

/** Brings the message up to date that says how its owner collects the secret of a grant; the first, or a later one. */
export const handOver = ({ id, handOver: latest }: Grant): Effect => notify('hand-over', id, latest?.name);
