// The numbers of HTTP statuses that the evaluation of routes meets.
// Must not know routes.
import { isKnownStatus, statusNames, statusOfName } from '../../facts/statusNames';
import type { Thing } from './things';

export { isKnownStatus, statusNames, statusOfName };

/** The number of a status: `201`, `status.HTTP_201_CREATED`, `HTTPStatus.CREATED`, also with `.value`; else null. */
export function statusOf(thing: Thing): number | null {
  if (thing.kind === 'plain') return typeof thing.value === 'number' ? thing.value : null;
  return thing.kind === 'external' ? statusOfName(thing.name) : null;
}
