// Remembers what a rule asked of the project and what it was told, so that its result is kept while the answers stay.
// Must not know the questions.
import type { ProjectView } from '../project/view';

/** A question and its answer, printed. */
export interface Ask {
  readonly method: keyof ProjectView;
  readonly parameters: readonly unknown[];
  readonly answer: string;
}

/** A view that answers like the given one and writes every question down. */
export function track(project: ProjectView): { view: ProjectView; asks: Ask[] } {
  const asks: Ask[] = [];
  const view = new Proxy(project, {
    get(target, method) {
      const member = Reflect.get(target, method, target);
      if (typeof member !== 'function') return member;
      return (...parameters: unknown[]) => {
        const answer: unknown = member.apply(target, parameters);
        asks.push({ method: method as keyof ProjectView, parameters, answer: print(answer).text });
        return answer;
      };
    },
  });
  return { view, asks };
}

/** Whether the project would answer every question as it did. */
export function stillHolds(asks: readonly Ask[], project: ProjectView): boolean {
  return asks.every(({ method, parameters, answer }) => {
    const member = project[method] as (...parameters: readonly unknown[]) => unknown;
    return isSame(print(member.apply(project, [...parameters])), answer);
  });
}

interface Printed {
  readonly text: string;
  /** A text that was found to be the same, so that the next asker of many need not compare letter by letter. */
  same: string;
}

const printed = new WeakMap<object, Printed>();

/** Facts keep their identity while their text does; then the printed form is kept too. */
function print(answer: unknown): Printed {
  if (answer === null || typeof answer !== 'object') return { text: String(answer), same: String(answer) };
  let known = printed.get(answer);
  if (known === undefined) {
    const text = JSON.stringify(answer);
    known = { text, same: text };
    printed.set(answer, known);
  }
  return known;
}

function isSame(now: Printed, before: string): boolean {
  if (now.same === before) return true;
  if (now.text !== before) return false;
  now.same = before;
  return true;
}
