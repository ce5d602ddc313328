import { TextField } from '../parts/text-field.tsx';
import { LABELS } from './grants.ts';

type UsernameFieldProps = {
  /** Who is suggested. */
  usernames: readonly string[];
  value: string;
  fault: string | undefined;
  hint: string;
  onChange: (username: string) => void;
};

/** A user by their username: to type or paste, with suggestions. */
export function UsernameField({ usernames, ...field }: UsernameFieldProps) {
  return <TextField {...field} label={LABELS.workivaUsername} verbatim suggestions={usernames} />;
}
