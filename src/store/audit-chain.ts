import type { AuditHead } from './audit.ts';
import { type ChainFault, createFaults, type Faults, followsAnother, type Range } from './audit-faults.ts';
import { type Link, readLink } from './audit-link.ts';

/** `anchor`: what the first entry follows. `sound`: the number of the last event before anything is wrong. */
export type Walked = { anchor: AuditHead; last: AuditHead; sound: number; faults: ChainFault[]; trims: AuditHead[] };

/** The most faults that are looked for. */
export const MOST_FAULTS = 100;

/** Where a walk is, and what it has met. */
type Walk = {
  anchor: AuditHead;
  /** Hashes that are known from elsewhere, by the number of the event. */
  known: ReadonlyMap<number, string>;
  faults: Faults;
  trims: AuditHead[];
  /** The event that was looked at last; without a hash when that cannot be known. */
  last: { seq: number; hash: string | undefined };
  /** Hashes of other entries with the number of the last one: the next event tells which of them was sealed. */
  rivals: string[];
  /** Numbers that were passed over, and events that stood before their turn. */
  gaps: Range[];
  early: Link[];
  sound: number;
  isBroken: boolean;
};

/**
 * Walks along a chain and finds what is wrong with it. Without an anchor the first entry is taken as it is. `known` are
 * heads from elsewhere, which the chain must hold.
 */
export async function walkChain(
  entries: AsyncIterable<string>,
  anchor?: AuditHead,
  known: readonly AuditHead[] = [],
): Promise<Walked> {
  let walk: Walk | undefined;
  for await (const [link, next] of withNext(entries)) {
    walk ??= startAt(anchor ?? { seq: (link?.seq ?? 1) - 1, hash: link?.prev ?? '' }, known);
    step(walk, link, next);
    if (walk.faults.list.length + walk.gaps.length >= MOST_FAULTS) break;
  }
  return end(walk ?? startAt(anchor ?? { seq: 0, hash: '' }, known));
}

function startAt(anchor: AuditHead, known: readonly AuditHead[]): Walk {
  return {
    anchor,
    known: new Map(known.map(({ seq, hash }) => [seq, hash])),
    faults: createFaults(),
    ...{ trims: [], last: anchor, rivals: [], gaps: [], early: [], sound: anchor.seq, isBroken: false },
  };
}

function step(walk: Walk, link: Link | undefined, next: Link | undefined): void {
  const expected = walk.last.seq + 1;
  if (link?.seq === expected) follow(walk, link);
  else if (link && !link.isTrue && next?.seq === expected + 1) follow(walk, { ...link, seq: expected });
  else if (link && link.seq > expected && followEarly(walk)) step(walk, link, next);
  else {
    walk.isBroken = true;
    if (!link) unreadable(walk, expected, next);
    else if (link.seq < expected) late(walk, link);
    else if (next?.seq === expected) walk.early.push(link);
    else {
      walk.gaps.push({ from: expected, to: link.seq - 1 });
      walk.last = { seq: link.seq - 1, hash: undefined };
      follow(walk, link);
    }
  }
}

/** Takes an entry whose turn it is, and holds it against the one before it. */
function follow(walk: Walk, link: Link): void {
  const { anchor, known, faults, last, rivals } = walk;
  const fits = last.hash === undefined || link.prev === last.hash || rivals.includes(link.prev);
  if (!link.isTrue) faults.changed(link.seq, 'is not what was sealed');
  else if (!fits && last.seq === anchor.seq) faults.add('changed', link.seq, followsAnother(link.seq, anchor));
  else if (!fits) faults.changed(last.seq, `was sealed anew: event ${link.seq} follows another one`);
  if (known.has(link.seq) && known.get(link.seq) !== link.hash) faults.resealed(link.seq);
  if (link.trimmed) walk.trims.push(link.trimmed);
  if (faults.list.length > 0) walk.isBroken = true;
  if (!walk.isBroken) walk.sound = link.seq;
  walk.rivals = [];
  walk.last = link;
}

/** Takes the event whose turn it is from those that stood too early. Answers whether it was among them. */
function followEarly(walk: Walk): boolean {
  const { early, last, faults } = walk;
  const at = early.findIndex(({ seq }) => seq === last.seq + 1);
  const [link] = at === -1 ? [] : early.splice(at, 1);
  if (!link) return false;
  faults.add('reordered', link.seq, `Event ${link.seq} stands too early: its place is after event ${last.seq}.`);
  follow(walk, link);
  return true;
}

function late({ faults, gaps, last, rivals }: Walk, link: Link): void {
  if (!link.isTrue) faults.changed(link.seq, 'is not what was sealed');
  if (fillGap(gaps, link.seq)) {
    faults.add('reordered', link.seq, `Event ${link.seq} stands too late: after event ${last.seq}.`);
    return;
  }
  faults.twice(link.seq);
  if (link.seq === last.seq) rivals.push(link.hash);
}

function unreadable(walk: Walk, expected: number, next: Link | undefined): void {
  if (next?.seq === expected) {
    walk.faults.add('inserted', expected, `Before event ${expected} stands an entry that is not an event.`);
    return;
  }
  walk.faults.changed(expected, 'cannot be read any more');
  walk.last = { seq: expected, hash: undefined };
}

function end(walk: Walk): Walked {
  let isFollowed = followEarly(walk);
  while (isFollowed) isFollowed = followEarly(walk);
  const { anchor, faults, early, gaps, last, sound, trims } = walk;
  for (const { seq } of early) {
    const sentence = `Event ${seq} stands where none with this number was sealed.`;
    faults.add(fillGap(gaps, seq) ? 'reordered' : 'inserted', seq, sentence);
  }
  for (const gap of gaps) faults.missing(gap);
  faults.list.sort((one, other) => one.seq - other.seq);
  return { anchor, last: { seq: last.seq, hash: last.hash ?? '' }, sound, faults: faults.list, trims };
}

/** Takes a number out of the gaps; answers whether it was in one. */
function fillGap(gaps: Range[], seq: number): boolean {
  const at = gaps.findIndex(({ from, to }) => from <= seq && seq <= to);
  const gap = gaps[at];
  if (!gap) return false;
  const rest = [
    { from: gap.from, to: seq - 1 },
    { from: seq + 1, to: gap.to },
  ];
  gaps.splice(at, 1, ...rest.filter(({ from, to }) => from <= to));
  return true;
}

/** Each entry, read, with the one after it. */
async function* withNext(
  entries: AsyncIterable<string>,
): AsyncGenerator<[link: Link | undefined, next: Link | undefined]> {
  let before: { link: Link | undefined } | undefined;
  for await (const entry of entries) {
    const link = readLink(entry);
    if (before) yield [before.link, link];
    before = { link };
  }
  if (before) yield [before.link, undefined];
}
