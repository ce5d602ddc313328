/** A question about a request, and the answers with which this holds. */
export type Literal = { about: string; among: readonly string[] };

/** At least one of these holds. */
export type Clause = readonly Literal[];

/** Each of the clauses holds, and what is left out does not hold as a whole. */
export type Formula = { clauses: readonly Clause[]; not?: Formula | undefined };

/** Requests that are alike: to each question the answers that they may give; to one that is not named, any. */
export type Box = ReadonlyMap<string, readonly string[]>;

/** What there can be. */
export type World = {
  /** All the answers that a question can have; they exclude one another. */
  answersTo(about: string): readonly string[];
  /** Whether no request at all is in the box. It may answer false where that is so, and never true where it is not. */
  isEmpty(box: Box): boolean;
};

/** How many steps a proof may take: one about rules as people write them takes some tens, or hundreds. */
const MOST_STEPS = 3_000;

/**
 * Whether every request for which the formula holds is one for which one of the others holds; without others, whether
 * there is none. It may answer false where that is so, and never answers true where it is not: what is too long to prove
 * is not proven.
 */
export function isCovered(formula: Formula, others: readonly Formula[], world: World): boolean {
  const algebra = boxAlgebra(world);
  const isBeyond = (box: Box, at = 0): boolean => {
    const other = others[at];
    if (other === undefined) return !world.isEmpty(box);
    if (isNone(algebra.inside(box, other))) return isBeyond(box, at + 1);
    return some(algebra.outside(box, other), (part) => isBeyond(part, at + 1));
  };
  const isProven = !some(algebra.inside(new Map(), formula), (box) => isBeyond(box));
  return isProven && !algebra.isSpent();
}

function some<T>(items: Iterable<T>, holds: (item: T) => boolean): boolean {
  for (const item of items) if (holds(item)) return true;
  return false;
}

const isNone = (items: Iterable<unknown>) => !some(items, () => true);

/** Cuts boxes into parts that have nothing in common. Once its steps are spent, it answers no more parts. */
function boxAlgebra({ answersTo }: World) {
  let steps = MOST_STEPS;
  const isSpent = () => steps < 0;

  const narrowed = (box: Box, about: string, keeps: (answer: string) => boolean): Box | undefined => {
    const answers = (box.get(about) ?? answersTo(about)).filter(keeps);
    return answers.length === 0 ? undefined : new Map(box).set(about, answers);
  };
  const within = (box: Box, { about, among }: Literal) => narrowed(box, about, (answer) => among.includes(answer));
  const without = (box: Box, { about, among }: Literal) => narrowed(box, about, (answer) => !among.includes(answer));

  /** The part in which no literal of the clause holds, and those in which one is the first that does. */
  function split(box: Box, clause: Clause): { none: Box | undefined; parts: Box[] } {
    const parts: Box[] = [];
    let none: Box | undefined = box;
    for (const literal of clause) {
      const part = within(none, literal);
      if (part) parts.push(part);
      none = without(none, literal);
      if (!none) break;
    }
    return { none, parts };
  }

  function* inside(box: Box, formula: Formula, from = 0): Generator<Box> {
    steps -= 1;
    if (isSpent()) return;
    const clause = formula.clauses[from];
    if (clause) {
      for (const part of split(box, clause).parts) yield* inside(part, formula, from + 1);
    } else if (formula.not) yield* outside(box, formula.not);
    else yield box;
  }

  function* outside(box: Box, formula: Formula, from = 0): Generator<Box> {
    steps -= 1;
    if (isSpent()) return;
    const clause = formula.clauses[from];
    if (clause) {
      const { none, parts } = split(box, clause);
      if (none) yield none;
      for (const part of parts) yield* outside(part, formula, from + 1);
    } else if (formula.not) yield* inside(box, formula.not);
  }

  return { inside, outside, isSpent };
}
