/** A refusal, at the field that it names or at the form as a whole. */
export type FormFault<Field extends string> = { field?: Field; sentence: string };

/**
 * `Expires: choose a date after today.` → the field Expires, and what is wrong with it. A username with which the
 * sentence begins keeps its small letter.
 */
export function faultOf<Field extends string>(
  labels: Readonly<Record<Field, string>>,
  sentence: string,
  username: string,
): FormFault<Field> {
  for (const [field, label] of Object.entries(labels) as [Field, string][]) {
    if (!sentence.startsWith(`${label}: `)) continue;
    const rest = sentence.slice(label.length + 2);
    const beginsWithName = username !== '' && rest.startsWith(username);
    return { field, sentence: beginsWithName ? rest : rest.charAt(0).toUpperCase() + rest.slice(1) };
  }
  return { sentence };
}
