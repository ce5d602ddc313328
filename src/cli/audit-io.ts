import type { Place } from '../codes/enrolments.ts';
import type { PolicyIo } from './policy-io.ts';

/** What commands need beside the process whose changes are audited. */
export type AuditIo = PolicyIo & { place: Place };
