// Makes a value that a type takes, as JSON gives it, written in Python: for the requests of generated tests.
// Must not know requests, tests or files.
import { type AnnotationPart, readAnnotation } from '../../facts/annotation';
import { lastName } from '../../facts/expressions';
import type { ModelField } from '../../project/modelClasses';
import { isRequired } from '../models/fields';
import { isEnum, type ViewOf } from '../requestParts';
import { type Constraints, NAMED_CONSTRAINTS, readConstraints } from './constraints';
import { sampleNumber, sampleText } from './scalars';

/** A value in Python's source. */
export type Sample =
  | {
      readonly kind: 'atom';
      readonly text: string;
      /** Whether a response that holds it says it in the same way: no date, no secret, nothing that is brought into a form. */
      readonly isPlain: boolean;
    }
  | { readonly kind: 'list'; readonly items: readonly Sample[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [key: string, value: Sample])[] };

/** What a value is wanted for. */
export interface Wanted {
  /** The name of the field or parameter: an `email` wants another text than a `title`. */
  readonly name: string;
  /** Text of the type; null where none is written. */
  readonly annotation: string | null;
  /** What is written of it besides: `Field(min_length=1)`. */
  readonly value: string | null;
  /** The file in which both mean something. */
  readonly path: string;
  /** Whether it is to differ from the value that is taken otherwise: an update. */
  readonly isOther?: boolean;
}

/** A field of a body, and the key that the request gives it by. */
export interface BodyField {
  readonly key: string;
  readonly field: ModelField;
  readonly isRequired: boolean;
}

const DEEPEST = 6;

/** A valid value; a text where the type cannot be known. */
export function sampleOf(wanted: Wanted, viewOf: ViewOf, depth = 0): Sample {
  const { annotation, value, path, name, isOther = false } = wanted;
  const constraints = value === null ? {} : readConstraints(value, viewOf(path), path);
  const part = annotation === null ? null : readAnnotation(annotation);
  if (!part) return atom(sampleText(name, constraints, isOther), true);
  return new Sampler(viewOf, path, annotation!, depth, isOther).sample(part, name, constraints);
}

/** The fields of a model's body with the keys by which they are given, computed and excluded ones left out. */
export function bodyFields(className: string, path: string, viewOf: ViewOf): BodyField[] | null {
  const found = viewOf(path).model(className, path);
  if (!found) return null;
  const isCamel = /\bto_camel\b|camelize/.test(found.config.alias_generator ?? '');
  return found.fields
    .filter(({ name }) => !name.startsWith('_'))
    .map((field) => {
      const alias = /\b(?:validation_alias|alias)\s*=\s*["']([^"']+)["']/.exec(
        `${field.value ?? ''} ${field.annotation ?? ''}`,
      )?.[1];
      return { key: alias ?? (isCamel ? camel(field.name) : field.name), field, isRequired: isRequired(field) };
    });
}

/** An object of a model: the fields that it must be given. */
export function sampleObject(className: string, path: string, viewOf: ViewOf, depth = 0): Sample {
  const fields = bodyFields(className, path, viewOf) ?? [];
  return {
    kind: 'dict',
    entries: fields
      .filter((each) => each.isRequired)
      .map(({ key, field }) => [key, sampleOf({ ...field, path: field.home.path }, viewOf, depth + 1)] as const),
  };
}

function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function atom(text: string, isPlain: boolean): Sample {
  return { kind: 'atom', text, isPlain };
}

/** Texts for types that have a form. The dates lie in the future: what is planned may have to. */
const FORMS: Readonly<Record<string, readonly [text: string, isPlain: boolean]>> = {
  bool: ['True', true],
  StrictBool: ['True', true],
  UUID: ['"3f2b8c1e-6a4d-4f7b-9c0e-5d1a2b3c4d5e"', true],
  datetime: ['"2030-01-01T12:00:00Z"', false],
  AwareDatetime: ['"2030-01-01T12:00:00Z"', false],
  NaiveDatetime: ['"2030-01-01T12:00:00"', false],
  FutureDatetime: ['"2100-01-01T12:00:00Z"', false],
  PastDatetime: ['"2000-01-01T12:00:00Z"', false],
  date: ['"2030-01-01"', true],
  FutureDate: ['"2100-01-01"', true],
  PastDate: ['"2000-01-01"', true],
  time: ['"12:00:00"', false],
  timedelta: ['"P1D"', false],
  EmailStr: ['"alice@example.com"', true],
  NameEmail: ['"Alice <alice@example.com>"', false],
  AnyUrl: ['"https://example.com/"', true],
  AnyHttpUrl: ['"https://example.com/"', true],
  HttpUrl: ['"https://example.com/"', true],
  IPvAnyAddress: ['"192.0.2.1"', true],
  IPv4Address: ['"192.0.2.1"', true],
  IPv6Address: ['"2001:db8::1"', true],
  Path: ['"file.txt"', true],
  bytes: ['"text"', false],
  Json: ['"{}"', false],
  PaymentCardNumber: ['"4242424242424242"', false],
  Color: ['"#ff0000"', false],
  Any: ['"value"', true],
  object: ['"value"', true],
};

class Sampler {
  constructor(
    private readonly viewOf: ViewOf,
    private readonly path: string,
    private readonly text: string,
    private readonly depth: number,
    private readonly isOther: boolean,
  ) {}

  sample(part: AnnotationPart, name: string, constraints: Constraints): Sample {
    switch (part.kind) {
      case 'none':
        return atom('None', true);
      case 'quoted':
        return this.sample(part.inner, name, constraints);
      case 'union': {
        const [first] = part.members.filter((each) => each.kind !== 'none');
        return first ? this.sample(first, name, constraints) : atom('None', true);
      }
      case 'generic':
        return this.generic(part, name, constraints);
      case 'name':
        return this.named(part.name, name, constraints);
      default:
        return this.called(this.text.slice(part.start, part.end), name, constraints);
    }
  }

  private generic(
    { name, arguments: items }: Extract<AnnotationPart, { kind: 'generic' }>,
    wanted: string,
    constraints: Constraints,
  ): Sample {
    const [first, second] = items;
    const plain = lastName(name);
    if (plain === 'Annotated' && first) {
      const rest = items.slice(1).map(({ start, end }) => this.text.slice(start, end));
      const own = readConstraints(rest.join(', '), this.viewOf(this.path), this.path);
      return this.sample(first, wanted, { ...own, ...constraints });
    }
    if (/^(Optional|Union|Required|NotRequired|Final|Mapped|SkipValidation)$/.test(plain)) {
      const known = items.find((each) => each.kind !== 'none');
      return known ? this.sample(known, wanted, constraints) : atom('None', true);
    }
    if (plain === 'Literal' && first) return atom(asPython(this.text.slice(first.start, first.end)), true);
    if (/^(list|List|set|Set|frozenset|FrozenSet|Sequence|Iterable|Collection|conlist|MutableSequence)$/.test(plain)) {
      const count = Math.min(Math.max(1, constraints.minLength ?? 1), 3);
      if (!first || this.depth > DEEPEST) return { kind: 'list', items: [] };
      const item = this.sample(first, singular(wanted), {});
      return { kind: 'list', items: Array.from({ length: count }, () => item) };
    }
    if (/^(tuple|Tuple)$/.test(plain)) {
      const typed = items.filter(({ start, end }) => this.text.slice(start, end) !== '...');
      return { kind: 'list', items: typed.map((each) => this.sample(each, wanted, {})) };
    }
    if (/^(dict|Dict|Mapping|MutableMapping|defaultdict)$/.test(plain)) {
      const key = first ? this.sample(first, 'key', {}) : null;
      const entry = second ? this.sample(second, 'value', {}) : atom('"value"', true);
      const written = key?.kind === 'atom' ? key.text.replace(/^"(.*)"$/, '$1') : 'key';
      return { kind: 'dict', entries: [[written, entry]] };
    }
    return this.named(name, wanted, constraints);
  }

  private named(written: string, name: string, constraints: Constraints): Sample {
    const plain = lastName(written);
    const { viewOf, path } = this;
    const found = viewOf(path).resolve(written);
    if (found?.binding && found.path !== null) {
      const { binding, path: home } = found;
      if (binding.kind === 'class') return this.ofClass(binding.name, home, name);
      if (binding.kind === 'variable' && binding.value !== null && this.depth < DEEPEST) {
        const alias = /^(?:\w+\.)*NewType\s*\(\s*["']\w+["']\s*,\s*([\s\S]*)\)$/.exec(binding.value)?.[1];
        const value = alias ?? binding.value;
        const part = readAnnotation(value);
        if (part) return new Sampler(viewOf, home, value, this.depth + 1, this.isOther).sample(part, name, constraints);
      }
      return atom(sampleText(name, constraints, this.isOther), true);
    }
    const known = NAMED_CONSTRAINTS[plain];
    const bounds = known ? { ...known, ...constraints } : constraints;
    if (/^(int|StrictInt|PositiveInt|NonNegativeInt|NegativeInt|NonPositiveInt)$/.test(plain)) {
      return atom(sampleNumber(bounds, true, this.isOther), true);
    }
    if (/^(float|StrictFloat|Decimal|condecimal|\w+Float|Number|complex)$/.test(plain)) {
      return atom(sampleNumber(bounds, false, this.isOther), plain !== 'Decimal');
    }
    if (/^Secret(Str|Bytes)$/.test(plain)) return atom(sampleText(name, constraints, this.isOther), false);
    if (/^UUID[1-8]?$/.test(plain)) return atom(FORMS.UUID![0], true);
    if (/^(dict|Dict|Mapping)$/.test(plain)) return { kind: 'dict', entries: [['key', atom('"value"', true)]] };
    if (/^(list|List|set|Set|tuple|Tuple|Sequence)$/.test(plain)) return { kind: 'list', items: [] };
    const form = FORMS[plain];
    if (form) return atom(form[0], form[1]);
    return atom(sampleText(name, constraints, this.isOther), true);
  }

  private ofClass(className: string, home: string, name: string): Sample {
    const { viewOf, depth } = this;
    const signature = viewOf(home).resolve(className)?.binding;
    if (isEnum(viewOf, home, className)) {
      const bases = signature?.kind === 'class' ? signature.signature.bases.join(' ') : '';
      const first =
        signature?.kind === 'class' ? signature.signature.fields.find((each) => !each.name.startsWith('_')) : undefined;
      const value = first?.value ?? null;
      if (value !== null && /^(["'].*["']|-?\d+(\.\d+)?)$/s.test(value)) return atom(asPython(value), true);
      if (first && value !== null && /\bauto\s*\(/.test(value)) {
        return atom(/StrEnum/.test(bases) ? `"${first.name.toLowerCase()}"` : '1', true);
      }
      return atom('1', true);
    }
    if (depth > DEEPEST) return { kind: 'dict', entries: [] };
    if (viewOf(home).model(className, home)) return sampleObject(className, home, viewOf, depth + 1);
    if (signature?.kind !== 'class') return atom(sampleText(name, {}), true);
    // A dataclass or a typed dictionary.
    const entries = signature.signature.fields
      .filter(({ annotation, value }) => annotation !== null && value === null)
      .map((field) => [field.name, sampleOf({ ...field, path: home }, viewOf, depth + 1)] as const);
    return { kind: 'dict', entries };
  }

  /** `constr(min_length=1)`, `conint(gt=0)`, `conlist(int)`. */
  private called(text: string, name: string, constraints: Constraints): Sample {
    const call = /^(?:\w+\.)*con(str|int|float|decimal|list|date)\s*\(([\s\S]*)\)$/.exec(text);
    if (!call) return atom(sampleText(name, constraints, this.isOther), true);
    const own = { ...readConstraints(call[2]!, this.viewOf(this.path), this.path), ...constraints };
    if (call[1] === 'str') return atom(sampleText(name, own, this.isOther), true);
    if (call[1] === 'list') {
      const item = /^\s*(?:item_type\s*=\s*)?([\w.[\]]+)/.exec(call[2]!)?.[1] ?? 'str';
      return sampleOf({ name, annotation: `list[${item}]`, value: call[2]!, path: this.path }, this.viewOf, this.depth);
    }
    if (call[1] === 'date') return atom('"2030-01-01"', true);
    return atom(sampleNumber(own, call[1] === 'int', this.isOther), call[1] !== 'decimal');
  }
}

/** A literal as it is sent: with double quotes. */
function asPython(literal: string): string {
  const text = /^[rRuU]?(["'])([^"'\\]*)\1$/.exec(literal.trim())?.[2];
  return text === undefined ? literal.trim() : `"${text}"`;
}

function singular(name: string): string {
  return name.replace(/ies$/, 'y').replace(/s$/, '');
}
