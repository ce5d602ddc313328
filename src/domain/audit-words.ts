import type { AuditEvent } from './effects.ts';
import { visibleLine } from './typed-text.ts';

/** What happened, as people read it: `request.approval_given` is “Request approval given”. */
export function actionInWords(action: string): string {
  const words = action.replace(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The details of an event with their labels, each on one line; what is empty is left out. */
export function detailInWords(detail: AuditEvent['detail']): { label: string; text: string }[] {
  return Object.entries(detail).flatMap(([key, value]) => {
    const text = visibleLine(Array.isArray(value) ? value.join(', ') : String(value));
    return text === '' ? [] : [{ label: labelOf(key), text }];
  });
}

const labelOf = (key: string) =>
  key.replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
