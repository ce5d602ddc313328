/**
 * What can go wrong with the store.
 * - `record_moved`: somebody else changed a record first
 * - `claim_held`: a name that must be unique belongs to another record, `holder`
 * - `record_damaged`: what is stored is not a record
 * - `forbidden_move`: a transition that the table of states does not have
 * - `unknown_answer`: a script answered what its wrapper does not know
 */
export type StoreErrorCode = 'record_moved' | 'claim_held' | 'record_damaged' | 'forbidden_move' | 'unknown_answer';

/** A write that the store refused, or a record that it cannot read. `about` names the record, the claim or the script. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly about: string;
  /** Of `claim_held`: the name of the claim, and who has it. */
  readonly claim: string | undefined;
  readonly holder: string | undefined;

  constructor(
    code: StoreErrorCode,
    about: string,
    options: ErrorOptions & { claim?: string | undefined; holder?: string } = {},
  ) {
    super(`${code}: ${about}`, options);
    this.name = 'StoreError';
    this.code = code;
    this.about = about;
    this.claim = options.claim;
    this.holder = options.holder;
  }
}
