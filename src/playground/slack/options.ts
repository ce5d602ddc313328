import { type Json, objectsIn } from './json.ts';

/** The options of a select, its groups' included. */
export function optionsOf(element: Json): Json[] {
  return [
    ...objectsIn(element.options),
    ...objectsIn(element.option_groups).flatMap((group) => objectsIn(group.options)),
  ];
}
