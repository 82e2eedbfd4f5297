// Writes values and calls as a formatter would: on one line where it fits, else an item a line with a comma behind each.
// Must not know what they are for.
import type { Sample } from '../samples/sample';

/** How long a line may be (Black, Ruff). */
const LINE_LENGTH = 88;

/**
 * A value's source.
 * @param indent the white space of the line that it begins on
 * @param before what stands on the line before it, white space included; `after` what follows it
 */
export function printSample(sample: Sample, indent: string, before: number, after = 0): string {
  const line = onOneLine(sample);
  if (sample.kind === 'atom' || before + line.length + after <= LINE_LENGTH) return line;
  const inner = `${indent}    `;
  if (sample.kind === 'list') {
    if (sample.items.length === 0) return line;
    const items = sample.items.map((item) => `${inner}${printSample(item, inner, inner.length, 1)},\n`);
    return `[\n${items.join('')}${indent}]`;
  }
  if (sample.entries.length === 0) return line;
  const entries = sample.entries.map(([key, value]) => {
    const head = `${inner}${JSON.stringify(key)}: `;
    return `${head}${printSample(value, inner, head.length, 1)},\n`;
  });
  return `{\n${entries.join('')}${indent}}`;
}

function onOneLine(sample: Sample): string {
  switch (sample.kind) {
    case 'atom':
      return sample.text;
    case 'list':
      return `[${sample.items.map(onOneLine).join(', ')}]`;
    case 'dict':
      return `{${sample.entries.map(([key, value]) => `${JSON.stringify(key)}: ${onOneLine(value)}`).join(', ')}}`;
  }
}

/** An argument as it is written: its source, or a keyword with a value that may take several lines. */
export type Argument = string | { readonly head: string; readonly sample: Sample };

/** `before` and the call of something with arguments, `after` behind it. */
export function printCall(
  before: string,
  callee: string,
  args: readonly Argument[],
  indent: string,
  after = '',
): string {
  const flat = args.map((each) => (typeof each === 'string' ? each : each.head + onOneLine(each.sample))).join(', ');
  const line = `${indent}${before}${callee}(${flat})${after}`;
  if (line.length <= LINE_LENGTH || args.length === 0) return line;
  const inner = `${indent}    `;
  const print = (each: Argument): string =>
    typeof each === 'string' ? each : each.head + printSample(each.sample, inner, inner.length + each.head.length, 1);
  // Ruff keeps the arguments together where they fit on one line of their own.
  const lines =
    inner.length + flat.length <= LINE_LENGTH
      ? `${inner}${flat}\n`
      : args.map((each) => `${inner}${print(each)},\n`).join('');
  return `${indent}${before}${callee}(\n${lines}${indent})${after}`;
}

/** The head of a function with its parameters. */
export function printDef(name: string, parameters: readonly string[], isAsync: boolean): string {
  const text = printCall(isAsync ? 'async def ' : 'def ', name, parameters, '', ' -> None:');
  // Formatters put a comma behind a parameter that stands alone on its line.
  return parameters.length === 1 ? text.replace(/\n\) -> None:$/, ',$&') : text;
}
