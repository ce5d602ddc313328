import type { PostedMessage, ViewInHand } from '../slack/types.ts';
import { messageLines, modalLines, nameOf, plain } from './show.ts';

/** Something that the journey claims is not so. The journey ends with it. */
export class JourneyFailed extends Error {
  readonly code = 'journey_failed';

  constructor(claim: string, found: unknown) {
    super(`It is not so that ${claim}. Found: ${JSON.stringify(found)}`);
    this.name = 'JourneyFailed';
  }
}

/** Tells the journey, and keeps what was checked. */
export type Narrator = {
  scene(title: string): void;
  /** What a person does. */
  does(person: string, what: string): void;
  sees(person: string, what: PostedMessage | ViewInHand | string): void;
  says(what: string): void;
  /** Checks a claim about what people see or what is there. Throws {@link JourneyFailed} when it is not so. */
  check(claim: string, holds: boolean, found?: unknown): void;
  /** Everything that was checked, as a table. */
  table(): string;
};

/** Makes a narrator that writes to a stream of lines. */
export function createNarrator(write: (line: string) => void): Narrator {
  const checked: string[] = [];
  const lines = (of: PostedMessage | ViewInHand | string) =>
    typeof of === 'string' ? plain(of).split('\n') : 'view' in of ? modalLines(of) : messageLines(of);
  return {
    scene: (title) => write(`\n━━ ${title} ${'━'.repeat(Math.max(0, 90 - title.length))}`),
    does: (person, what) => write(`\n▶ ${nameOf(person)} ${what}`),
    sees(person, what) {
      write(`  ${nameOf(person)} sees:`);
      for (const line of lines(what)) write(`  │ ${line}`);
    },
    says: (what) => write(`  ${what}`),
    check(claim, holds, found) {
      if (!holds) throw new JourneyFailed(claim, found);
      checked.push(claim);
      write(`  ✓ ${claim}`);
    },
    table: () =>
      [`\n  #  Checked`, ...checked.map((claim, index) => `${String(index + 1).padStart(3)}  ${claim}`)].join('\n'),
  };
}
