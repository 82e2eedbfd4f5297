// Remembers what a rule asked of the project and what it was told, so that its result is kept while the answers stay.
// Must not know the questions.
import type { ProjectView } from '../project/view';

/** A question and its answer, printed. */
export interface Ask {
  readonly method: keyof ProjectView;
  readonly parameters: readonly unknown[];
  /** The question as text. */
  readonly key: string;
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
        if (!asked.has(key)) {
          asked.add(key);
          asks.push({ method: method as keyof ProjectView, parameters, key, answer: printed.text });
        }
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

function ask(project: ProjectView, method: keyof ProjectView, parameters: readonly unknown[], key: string): Answer {
  let known = answers.get(project);
  if (!known) {
    known = new Map();
    answers.set(project, known);
  }
  const before = known.get(key);
  if (before) return before;
  const member = project[method] as (...parameters: readonly unknown[]) => unknown;
  const answer = member.apply(project, [...parameters]);
  const found = { answer, printed: print(answer) };
  known.set(key, found);
  return found;
}

/** A question as text; what it is about besides names goes by a number of its own. */
function keyOf(method: string, parameters: readonly unknown[]): string {
  let key = method;
  for (const each of parameters) {
    key += each !== null && typeof each === 'object' ? `\0#${numberOf(each)}` : `\0${String(each)}`;
  }
  return key;
}

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** Facts keep their identity: the same object is the same question. */
function numberOf(object: object): number {
  let number = numbers.get(object);
  if (number === undefined) {
    number = ++lastNumber;
    numbers.set(object, number);
  }
  return number;
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

/** Facts keep their identity while their text does; then the printed form is kept too, of what an answer is made of as well. */
function print(answer: unknown): Printed {
  if (answer === null || typeof answer !== 'object') return { text: String(answer), same: String(answer) };
  let known = printed.get(answer);
  if (known === undefined) {
    const text = Array.isArray(answer)
      ? `[${answer.map(printPart).join()}]`
      : Object.entries(answer)
          .map(([key, value]) => `${key}:${printPart(value)}`)
          .join();
    known = { text, same: text };
    printed.set(answer, known);
  }
  return known;
}

const parts = new WeakMap<object, string>();

function printPart(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? '';
  let text = parts.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    parts.set(value, text);
  }
  return text;
}

function isSame(now: Printed, before: string): boolean {
  if (now.same === before) return true;
  if (now.text !== before) return false;
  now.same = before;
  return true;
}
