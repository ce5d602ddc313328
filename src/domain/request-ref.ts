/** A request in the revision that somebody saw. */
export type RequestRef = { id: string; revision?: number | undefined };

/** What the buttons of a decision carry, for example "REQ-12:2". */
export const requestValue = ({ id, revision }: { id: string; revision: number }): string => `${id}:${revision}`;

/** Reads what a button carries, which may be anything. Buttons of older messages name no revision. */
export function readRequestRef(value: string): RequestRef {
  const [id = '', revision] = value.split(':');
  return /^\d+$/.test(revision ?? '') ? { id, revision: Number(revision) } : { id };
}
