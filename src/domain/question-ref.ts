/** One of the questions about a request, as its button names it. */
export type QuestionRef = { id: string; number: number };

/** What the button that answers a question carries, for example "REQ-12:0". */
export const questionValue = ({ id, number }: QuestionRef): string => `${id}:${number}`;

/** Reads what a button carries, which may be anything: what names no question answers to none. */
export function readQuestionRef(value: string): QuestionRef {
  const [id = '', number = ''] = value.split(':');
  return { id, number: /^\d+$/.test(number) ? Number(number) : -1 };
}
