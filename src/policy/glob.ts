/**
 * Whether a text fits a pattern as a whole, where `*` stands for any text and `?` for any one character. It goes back to
 * the last `*` only, so no pattern takes longer than its length times that of the text.
 */
export function fitsGlob(pattern: string, text: string): boolean {
  const wanted = [...pattern];
  const given = [...text];
  let at = 0;
  let star = -1;
  let taken = 0;
  for (let index = 0; index < given.length; ) {
    if (wanted[at] === '*') {
      star = at;
      taken = index;
      at += 1;
    } else if (wanted[at] === '?' || wanted[at] === given[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      taken += 1;
      index = taken;
      at = star + 1;
    } else {
      return false;
    }
  }
  return wanted.slice(at).every((one) => one === '*');
}
