// Where in a step she stopped, as the short text that travels with her progress: which version of
// the step, which exercise, which field. `short.my-plan.moment`, `my-plan.moment`, `short`, ``.

export interface Place {
  short: boolean;
  exercise?: string;
  field?: string;
}

export function write_place(place: Place): string {
  const parts = place.short ? ['short'] : [];
  if (place.exercise && place.field) parts.push(place.exercise, place.field);
  return parts.join('.');
}

/** Reads a place; what it does not understand is the beginning of the page. */
export function read_place(text: string | undefined): Place {
  const parts = (text ?? '').split('.').filter((part) => part !== '');
  const short = parts[0] === 'short' && parts.length !== 2;
  const [exercise, field] = short ? parts.slice(1) : parts;
  return exercise && field ? { short, exercise, field } : { short };
}
