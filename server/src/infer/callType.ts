// What a call gives: builtins, well-known functions, constructors, annotated functions and methods of the project.
// Must not read the bodies of the functions called.
import { type Argument, callArguments, dottedName, stringValue } from '../facts/expressions';
import type { SyntaxNode } from '../syntax/node';
import { functionResult } from './draftedTypes';
import { expressionType, objectType, ownClass } from './expressionType';
import { BUILTIN_CALLS, elementOf, LIBRARY_AWAITS, LIBRARY_CALLS, LIBRARY_CLASSES } from './knownCalls';
import { isLibraryClass, libraryCall } from './libraryTypes';
import { memberCall } from './memberCall';
import { constructedType, findClass, inheritedResult, isModelMaker, methodResult } from './members';
import { builtinType } from './readType';
import { type Scope, selfType } from './scope';
import {
  builtin,
  FLOAT,
  INT,
  imported,
  isBuiltin,
  NONE,
  STR,
  type TypeExpression,
  UNKNOWN,
  unite,
} from './typeExpression';

/** The type of a call's value; with `awaited`, of what awaiting it gives. */
export function callType(call: SyntaxNode, scope: Scope, awaited: boolean): TypeExpression {
  const callee = call.child('function');
  if (!callee) return UNKNOWN;
  if (callee.type === 'attribute') return methodCall(call, callee, scope, awaited);
  if (callee.type !== 'identifier') return isOwnClass(callee, scope) && !awaited ? selfType(scope.site) : UNKNOWN;
  const name = callee.text;
  if (isBoundLocally(name, scope)) {
    return scope.receiver?.isClass && scope.receiver.name === name && !awaited ? selfType(scope.site) : UNKNOWN;
  }
  return namedCall(name, call, scope, awaited);
}

/** `type(self)(…)`. */
function isOwnClass(callee: SyntaxNode, { receiver }: Scope): boolean {
  return receiver !== null && !receiver.isClass && callee.text === `type(${receiver.name})`;
}

function isBoundLocally(name: string, { site: { facts } }: Scope): boolean {
  if (facts.parameters.some((each) => each.name === name)) return true;
  for (let at: typeof facts | null = facts; at; at = at.enclosing) {
    if (at !== facts && at.parameters.some((each) => each.name === name)) return true;
    const bound = new RegExp(
      [
        `(?:^|[\\n;:(,])[ \\t]*${name}[ \\t]*(?::[^=\\n]*)?=(?!=)`,
        `\\bfor\\s+(?:(?!\\bin\\b)[^\\n])*\\b${name}\\b`,
        `\\b(?:as|def|class)\\s+\\(?${name}\\b`,
        `\\b(?:import|global|nonlocal)\\b[^\\n]*\\b${name}\\b`,
        `\\b${name}[ \\t]*:=`,
      ].join('|'),
    );
    if (bound.test(at.body.text)) return true;
  }
  return false;
}

/** What `open` gives, by the mode that it is called with (Library Reference, `open`). */
function openedType(args: readonly Argument[]): TypeExpression {
  const positional = args.filter((each) => each.name === null);
  if (
    args.some((each) => each.star !== '' || each.name === 'buffering' || each.name === 'opener') ||
    positional.length > 2
  )
    return UNKNOWN;
  const mode = args.find((each) => each.name === 'mode')?.value ?? positional[1]?.value;
  const text = mode ? stringValue(mode) : 'r';
  if (text === null) return UNKNOWN;
  if (!text.includes('b')) return imported('io', 'TextIOWrapper');
  return text.includes('+')
    ? imported('io', 'BufferedRandom')
    : imported('io', text.includes('r') ? 'BufferedReader' : 'BufferedWriter');
}

/** A call of a name of the module, or of a dotted name of an imported one. */
function namedCall(name: string, call: SyntaxNode, scope: Scope, awaited: boolean): TypeExpression {
  const { project } = scope.site;
  const definition = project.resolve(name);
  if (!definition) {
    if (awaited || name.includes('.') || project.binding(name)) return UNKNOWN;
    return builtinCall(name, call, scope);
  }
  const { binding, qualifiedName, path } = definition;
  if (binding === null && path === null) {
    const listed = libraryCall(qualifiedName, awaited);
    const known = (awaited ? LIBRARY_AWAITS : LIBRARY_CALLS).get(qualifiedName) ?? listed?.type;
    // What works on text works on bytes too, and then gives bytes.
    if (known) return listed?.isText && takesBytes(call, scope) ? UNKNOWN : known;
    if (awaited) return UNKNOWN;
    if (LIBRARY_CLASSES.has(qualifiedName) || isLibraryClass(qualifiedName)) return scope.names(name) ?? UNKNOWN;
    return dependentCall(qualifiedName, call, scope);
  }
  if (binding?.kind === 'function' && path !== null) {
    if (project.bindings(name).length > 1) return UNKNOWN;
    return functionResult(binding, path, awaited, scope);
  }
  if (awaited) return UNKNOWN;
  if (binding?.kind === 'class') return constructedType(scope.names(name), scope);
  if (binding?.kind === 'variable') {
    // `SessionLocal = sessionmaker(bind=engine)`: a factory of sessions.
    const factory = /^(?:\w+\.)*(async_)?sessionmaker\(/.exec(binding.value ?? '');
    if (factory)
      return factory[1] ? imported('sqlalchemy.ext.asyncio', 'AsyncSession') : imported('sqlalchemy.orm', 'Session');
  }
  if (binding?.kind === 'variable' && /^(\w+\.)*NewType\(/.test(binding.value ?? ''))
    return scope.names(name) ?? UNKNOWN;
  return UNKNOWN;
}

function takesBytes(call: SyntaxNode, scope: Scope): boolean {
  return callArguments(call).some(({ value }) => isBuiltin(expressionType(value, scope), 'bytes'));
}

function builtinCall(name: string, call: SyntaxNode, scope: Scope): TypeExpression {
  const args = callArguments(call);
  const first = args[0] && args[0].star === '' && args[0].name === null ? args[0].value : null;
  const of = (node: SyntaxNode | null): TypeExpression => (node ? expressionType(node, scope) : UNKNOWN);
  const known = BUILTIN_CALLS.get(name);
  if (known) return known;
  const isGenerator = call.child('arguments')?.type === 'generator_expression';
  const iterated = (): TypeExpression => {
    const list = call.child('arguments');
    return isGenerator && list ? elementOf(of(list)) : elementOf(of(first));
  };
  switch (name) {
    case 'list':
    case 'sorted':
      return builtin('list', iterated());
    case 'set':
    case 'frozenset':
      return builtin(name, iterated());
    case 'tuple':
      return builtin('tuple', iterated(), { kind: 'text', text: '...' });
    case 'dict': {
      if (args.length > 0 && args.every((each) => each.name !== null)) {
        const value = unite(args.map((each) => of(each.value)));
        return builtin('dict', STR, value.kind === 'union' ? { kind: 'any' } : value);
      }
      const source = of(first);
      if (isBuiltin(source, 'dict') && args.length === 1) return source;
      const pair = args.length === 1 ? elementOf(source) : UNKNOWN;
      return isBuiltin(pair, 'tuple') && pair.arguments.length === 2
        ? builtin('dict', ...pair.arguments)
        : builtin('dict', UNKNOWN, UNKNOWN);
    }
    case 'round':
      return args.length === 1 && isBuiltin(of(first), 'int', 'float')
        ? INT
        : args.length === 2 && isBuiltin(of(first), 'int', 'float')
          ? of(first)
          : UNKNOWN;
    case 'abs': {
      const type = of(first);
      return isBuiltin(type, 'int', 'float') ? type : UNKNOWN;
    }
    case 'sum': {
      const element = args.length <= 1 ? iterated() : UNKNOWN;
      return isBuiltin(element, 'int', 'bool') ? INT : isBuiltin(element, 'float') ? unite([FLOAT, INT]) : UNKNOWN;
    }
    case 'min':
    case 'max': {
      if (args.some((each) => each.name !== null && each.name !== 'key')) return UNKNOWN;
      if (isGenerator || args.filter((each) => each.name === null).length === 1) return iterated();
      const type = unite(args.filter((each) => each.name === null).map((each) => of(each.value)));
      return type.kind === 'union' ? UNKNOWN : type;
    }
    case 'open':
      return openedType(args);
    case 'next': {
      const element = iterated();
      return args.length === 2 ? unite([element, of(args[1]!.value)]) : element;
    }
    case 'enumerate':
      return imported('collections.abc', 'Iterator', builtin('tuple', INT, iterated()));
    case 'zip': {
      if (args.length === 0 || args.some((each) => each.star !== '')) return UNKNOWN;
      const elements = args.filter((each) => each.name === null).map((each) => elementOf(of(each.value)));
      return imported('collections.abc', 'Iterator', builtin('tuple', ...elements));
    }
    case 'filter':
      return imported('collections.abc', 'Iterator', args[1] ? elementOf(of(args[1].value)) : UNKNOWN);
    case 'map': {
      const mapped = BUILTIN_CALLS.get(first?.text ?? '');
      const isPlain = mapped !== undefined && !scope.site.project.binding(first!.text);
      return imported('collections.abc', 'Iterator', isPlain ? mapped : UNKNOWN);
    }
    case 'divmod': {
      const types = args.map((each) => of(each.value));
      return types.length === 2 && types.every((each) => isBuiltin(each, 'int')) ? builtin('tuple', INT, INT) : UNKNOWN;
    }
    case 'iter':
    case 'reversed': {
      const element = iterated();
      return args.length === 1 ? imported('collections.abc', 'Iterator', element) : UNKNOWN;
    }
    default: {
      const type = builtinType(name);
      return type && /(Error|Exception|Warning|Exit|Interrupt|Group|Iteration)$/.test(name) ? type : UNKNOWN;
    }
  }
}

function dependentCall(qualifiedName: string, call: SyntaxNode, scope: Scope): TypeExpression {
  const args = callArguments(call);
  switch (qualifiedName) {
    case 'os.getenv':
    case 'os.environ.get':
      if (args.length === 1) return unite([STR, NONE]);
      return args[1] && isBuiltin(expressionType(args[1].value, scope), 'str') ? STR : UNKNOWN;
    case 'copy.copy':
    case 'copy.deepcopy':
      return args[0] ? expressionType(args[0].value, scope) : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

function methodCall(call: SyntaxNode, callee: SyntaxNode, scope: Scope, awaited: boolean): TypeExpression {
  const object = callee.child('object');
  const method = callee.child('attribute')?.text;
  if (!object || !method) return UNKNOWN;
  const { receiver, site } = scope;
  if (receiver && object.type === 'identifier' && object.text === receiver.name) {
    if (method === '__class__') return awaited ? UNKNOWN : selfType(site);
    const ref = ownClass(scope);
    return ref ? methodResult(ref, method, selfType(site), awaited, scope) : UNKNOWN;
  }
  if (/^super\(.*\)$/s.test(object.text)) {
    if (method === '__new__') return awaited ? UNKNOWN : selfType(site);
    const ref = ownClass(scope);
    return ref ? inheritedResult(ref, method, selfType(site), awaited, scope) : UNKNOWN;
  }
  const dotted = dottedName(callee);
  const head = dotted?.split('.')[0];
  if (dotted && head && !isBoundLocally(head, scope) && site.project.binding(head)) {
    const owner = dotted.slice(0, dotted.lastIndexOf('.'));
    const definition = site.project.resolve(owner);
    if (definition?.binding?.kind === 'class') {
      const type = scope.names(owner);
      const ref = type && findClass(type, scope);
      if (!ref || !type) return UNKNOWN;
      const own = ref.methods.find((each) => each.name === method);
      const isBound =
        own?.kind === 'function' && own.signature.decorators.some((text) => /^(class|static)method$/.test(text));
      const isMade = !own && isModelMaker(ref, method, scope);
      return isBound || isMade ? methodResult(ref, method, type, awaited, scope) : UNKNOWN;
    }
    if (definition?.binding?.kind !== 'variable') return namedCall(dotted, call, scope, awaited);
  }
  return memberCall(objectType(object, scope), method, awaited, scope, call);
}
