// Remembers what a rule asked of the project and what it was told, so that its result is kept while the answers stay.
// Must not know the questions.
import type { ProjectView } from '../project/view';

/** A question and its answer, printed. */
export interface Ask {
  readonly method: keyof ProjectView;
  readonly parameters: readonly unknown[];
  /** The question as text, when it is about names alone. */
  readonly key: string | null;
  readonly answer: string;
}

/** A view that answers like the given one and writes every question down. */
export function track(project: ProjectView): { view: ProjectView; asks: Ask[] } {
  const asks: Ask[] = [];
  const asked = new Set<string>();
  const view = new Proxy(project, {
    get(target, method) {
      const member = Reflect.get(target, method, target);
      if (typeof member !== 'function') return member;
      return (...parameters: unknown[]) => {
        const key = keyOf(method as string, parameters);
        const { answer, printed } = ask(target, method as keyof ProjectView, parameters, key);
        if (key === null || !asked.has(key))
          asks.push({ method: method as keyof ProjectView, parameters, key, answer: printed.text });
        if (key !== null) asked.add(key);
        return answer;
      };
    },
  });
  return { view, asks };
}

interface Answer {
  readonly answer: unknown;
  readonly printed: Printed;
}

/** What a view has answered: the regions of a file ask much the same. A view is of one state of the project. */
const answers = new WeakMap<ProjectView, Map<string, Answer>>();

function ask(
  project: ProjectView,
  method: keyof ProjectView,
  parameters: readonly unknown[],
  key: string | null,
): Answer {
  let known = answers.get(project);
  if (!known) {
    known = new Map();
    answers.set(project, known);
  }
  const before = key === null ? undefined : known.get(key);
  if (before) return before;
  const member = project[method] as (...parameters: readonly unknown[]) => unknown;
  const answer = member.apply(project, [...parameters]);
  const found = { answer, printed: print(answer) };
  if (key !== null) known.set(key, found);
  return found;
}

/** A question as text; null when it is about more than names. */
function keyOf(method: string, parameters: readonly unknown[]): string | null {
  let key = method;
  for (const each of parameters) {
    if (each !== null && each !== undefined && typeof each === 'object') return null;
    key += `\0${String(each)}`;
  }
  return key;
}

/** Whether the project would answer every question as it did. */
export function stillHolds(asks: readonly Ask[], project: ProjectView): boolean {
  return asks.every(({ method, parameters, key, answer }) =>
    isSame(ask(project, method, parameters, key).printed, answer),
  );
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
