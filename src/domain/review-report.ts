import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { type Review, Reviewed, ReviewOutcome, type ReviewPart } from './review-records.ts';

/** What a report says of the review as a whole. */
export const ReportHeader = z.strictObject({
  id: z.string(),
  startedAt: z.string(),
  startedBy: z.string(),
  by: z.union([z.literal('owner'), z.array(z.string())]),
  answerBy: z.string(),
  unanswered: z.enum(['escalate', 'suspend']),
  grants: z.int(),
});
export type ReportHeader = z.infer<typeof ReportHeader>;

/** What a report says of one grant: what it was, who was asked, what they said and when, and where that is sealed. */
export const ReportRow = z.strictObject({
  grant: z.string(),
  ...Reviewed.shape,
  reviewer: z.string(),
  answer: ReviewOutcome,
  answeredBy: z.string(),
  answeredAt: z.string(),
  /** The number of the audit event that says so; none where the audit chain was trimmed before the review ended. */
  evidence: z.int().nullable(),
});
export type ReportRow = z.infer<typeof ReportRow>;

export const reportHeader = ({ id, startedAt, startedBy, by, answerBy, unanswered, grants }: Review): ReportHeader => ({
  id,
  startedAt,
  startedBy,
  by,
  answerBy,
  unanswered,
  grants,
});

/** What a report says of the grants of one part. */
export function reportRows({ reviewer, items }: ReviewPart): ReportRow[] {
  return items.flatMap(({ grant, settled }) =>
    settled === undefined
      ? []
      : [
          {
            grant,
            ...settled.seen,
            reviewer,
            answer: settled.outcome,
            answeredBy: settled.by,
            answeredAt: settled.at,
            evidence: settled.evidence ?? null,
          },
        ],
  );
}

/** The columns of the table, in their order. */
export const REPORT_COLUMNS = [
  'review',
  'grant',
  'client_name',
  'workspace',
  'username',
  'scopes',
  'expires',
  'owner',
  'reviewer',
  'answer',
  'answered_by',
  'answered_at',
  'evidence',
] as const;

/** One line of the table. */
export const reportCells = (review: string, row: ReportRow): string[] => [
  review,
  row.grant,
  row.clientName,
  row.workspace,
  row.username,
  row.scopes.join(', '),
  row.expires,
  row.owner,
  row.reviewer,
  row.answer,
  row.answeredBy,
  row.answeredAt,
  row.evidence === null ? '' : String(row.evidence),
];

/** The lines that the digest of a report is made of: the same content gives the same text, whatever the file looks like. */
export const headerLine = (header: ReportHeader): string => canonicalJson(header);

export const rowLine = (row: ReportRow): string => canonicalJson(row);
