import type { StepFacts } from '../domain/provisioning-steps.ts';
import type { AccessRequest } from '../domain/records.ts';
import type { Step } from '../domain/step-records.ts';
import type { WorkivaClient } from './client.ts';

/** A step did not succeed; `sentence` tells a person why, and what to do. */
export class StepRefused extends Error {
  readonly code = 'step_refused';
  /** Whether another try may help. */
  readonly transient: boolean;
  readonly sentence: string;

  constructor(sentence: string, options: { transient?: boolean; cause?: Error } = {}) {
    super(sentence, options.cause ? { cause: options.cause } : undefined);
    this.name = 'StepRefused';
    this.sentence = sentence;
    this.transient = options.transient ?? false;
  }
}

export type StepDone = { note: string; facts?: StepFacts };

/** What a retry must know: what is about to change, or the operation to follow instead of asking again. */
export type StepNote = Pick<Step, 'begun' | 'changed' | 'staysActive' | 'operation'>;

export type StepContext = {
  request: AccessRequest;
  workiva: WorkivaClient;
  /** Of a step that takes away: Workiva’s id of the user that was approved, where it is known. */
  userId?: string | undefined;
  /** Whether a user that nothing needs any more is removed rather than suspended. */
  removeUser: boolean;
  /** Keeps a note before anything more is done. @throws StepRefused when the request was stopped meanwhile */
  remember(note: StepNote): Promise<void>;
  /** Lets so many ms pass before another look. */
  wait(ms: number): Promise<void>;
};
