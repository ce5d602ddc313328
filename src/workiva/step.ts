import type { StepFacts } from '../domain/provisioning.ts';
import type { AccessRequest } from '../domain/records.ts';
import type { WorkivaClient } from './client.ts';

/** A step cannot succeed by itself; `sentence` tells a person why, and what to do. */
export class StepRefused extends Error {
  readonly code = 'step_refused';
  readonly transient = false;
  readonly sentence: string;

  constructor(sentence: string) {
    super(sentence);
    this.name = 'StepRefused';
    this.sentence = sentence;
  }
}

export type StepDone = { note: string; facts?: StepFacts };

export type StepContext = {
  request: AccessRequest;
  workiva: WorkivaClient;
  /** Whether a user that nothing needs any more is removed rather than suspended. */
  removeUser: boolean;
  /** Keeps what a retry must know: that something is about to be made, or the operation to follow instead of asking again. */
  remember(note: { begun: true } | { operation: string }): Promise<void>;
};
