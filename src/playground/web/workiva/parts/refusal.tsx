/** What the screen says when it refuses; nothing while it does not. */
export function Refusal({ sentence }: { sentence: string | undefined }) {
  if (sentence === undefined) return null;
  return (
    <p role="alert" className="wk-alert">
      {sentence}
    </p>
  );
}
