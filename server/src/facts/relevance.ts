// Chooses the statements of a function's body that may build or wire applications and routers; other bodies tell nobody anything.
// Must not know what names mean: words alone decide, and too much chosen costs time, not truth.
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';
import { callArguments, dottedName, lastName } from './expressions';
import { readDecorators, readParameters } from './functions';

/** The methods of a router that register a handler as decorators. */
export const ROUTE_DECORATORS: ReadonlySet<string> = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'options',
  'head',
  'trace',
  'api_route',
  'websocket',
  'route',
  'websocket_route',
]);

const WIRING_CALLS = new Set([
  'include_router',
  'mount',
  'add_api_route',
  'add_api_websocket_route',
  'add_route',
  'add_websocket_route',
]);

/** Words without which no body is read: the quick answer for nearly all functions. */
const WORDS = /rout|fastapi|starlette|api|app|mount|settings|config|prefix|path|url|version/i;
const ROUTER_NAME = /^(.*_)?(app|application|router|routers|api|fastapi|server|blueprint)$/i;
const ROUTER_CLASS = /(FastAPI|Router|App|API|Application|Starlette)$/;
const WIRING_NAME = /rout|endpoint|mount|register|include|(^|_)apis?(_|$)/i;
const SETUP_NAME = /rout|endpoint|mount|register|include|setup|set_up|build|configure|init_|_init|add_/i;
const METHOD_NAME = /rout|method|verb|regist|decorator/i;
const SETTING_NAME = /settings|config|prefix|path|url|version|router|(^|_)app$/i;

/**
 * The statements of a function to keep, those around them included.
 * @param node the `function_definition`
 * @param decorated the `decorated_definition` around it
 * @returns empty when the body concerns nobody else
 */
export function chooseStatements(node: SyntaxNode, decorated: SyntaxNode | null): ReadonlySet<SyntaxNode> {
  const block = node.child('body')!;
  const chosen = new Set<SyntaxNode>();
  if (!WORDS.test(node.source.slice(node.start, node.end))) return chosen;
  if (isHandler(decorated)) return chosen;
  if (isSetting(node, decorated)) {
    for (const statement of block.items) chosen.add(statement);
    return chosen;
  }
  const parameters = parametersAround(node);
  const returns: SyntaxNode[] = [];
  let wired = false;
  eachStatement(block, (statement) => {
    if (statement.type === 'return_statement') {
      returns.push(statement);
      if (returnsRouter(statement) || returnsWiring(statement, parameters) || returnsSettings(statement)) wired = true;
    } else if (isRoot(statement, parameters)) {
      wired = true;
      choose(statement, block, chosen);
    }
  });
  if (!wired) return chosen;
  for (const statement of returns) choose(statement, block, chosen);
  chooseUsed(block, chosen);
  return chosen;
}

/** The parameters of a function and of those around it. */
function parametersAround(node: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    const list = at.type === 'function_definition' ? at.child('parameters') : null;
    if (list) for (const parameter of readParameters(list)) names.add(parameter.name);
  }
  return names;
}

/** Statements of a block and of the blocks in it, nested functions and classes as wholes. */
function eachStatement(block: SyntaxNode, visit: (statement: SyntaxNode) => void): void {
  for (const node of block.items) {
    visit(node);
    if (/^(for|with|if|try|match|while)_statement$/.test(node.type)) {
      walk(node, (inner) => {
        if (inner !== node && inner.type === 'block') {
          eachStatement(inner, visit);
          return false;
        }
        return inner === node || !/_definition$/.test(inner.type);
      });
    }
  }
}

function choose(statement: SyntaxNode, block: SyntaxNode, chosen: Set<SyntaxNode>): void {
  for (let at: SyntaxNode | null = statement; at && at !== block; at = at.parent) chosen.add(at);
}

/** A path operation's own body wires nothing. */
function isHandler(decorated: SyntaxNode | null): boolean {
  if (!decorated) return false;
  return readDecorators(decorated).some(({ name, call }) => {
    const path = call ? callArguments(call)[0]?.value : null;
    return name?.includes('.') && ROUTE_DECORATORS.has(lastName(name)) && path !== null && path !== undefined;
  });
}

/** Short functions that give a setting or put a path together: a property, `get_settings()`, `join_path(base, name)`. */
function isSetting(node: SyntaxNode, decorated: SyntaxNode | null): boolean {
  const statements = node.child('body')!.items.filter((item) => !isText(item));
  if (statements.length === 0 || statements.length > 8) return false;
  const isProperty =
    decorated !== null && readDecorators(decorated).some(({ name }) => /property|computed_field/.test(name ?? ''));
  if (!isProperty && !SETTING_NAME.test(node.child('name')!.text)) return false;
  return statements.at(-1)!.type === 'return_statement' && statements.every(isPlain);
}

/** Assignments, imports, returns, and branches of them. */
function isPlain(statement: SyntaxNode): boolean {
  if (statement.type === 'return_statement' || statement.type.startsWith('import')) return true;
  if (statement.type === 'expression_statement') {
    return /^(augmented_)?assignment$/.test(statement.items[0]?.type ?? '');
  }
  if (statement.type !== 'if_statement') return false;
  const blocks = [
    statement.child('consequence'),
    ...statement.childrenIn('alternative').map((other) => other.child('consequence') ?? other.child('body')),
  ];
  return blocks.every((block) => block?.items.every(isPlain) ?? false);
}

function isText(statement: SyntaxNode): boolean {
  return statement.type === 'expression_statement' && statement.items[0]?.type === 'string';
}

function returnsRouter(statement: SyntaxNode): boolean {
  const value = statement.items[0];
  if (!value) return false;
  const name = value.type === 'call' ? dottedName(value.child('function')) : dottedName(value);
  return name !== null && (ROUTER_NAME.test(lastName(name)) || ROUTER_CLASS.test(lastName(name)));
}

/** `return Settings()`, whatever is done before. */
function returnsSettings(statement: SyntaxNode): boolean {
  const value = statement.items[0];
  const name = value?.type === 'call' ? dottedName(value.child('function')) : null;
  return name !== null && /(Settings|Config|Configuration)$/.test(lastName(name));
}

/** `return super().add_api_route(path, endpoint, **options)` */
function returnsWiring(statement: SyntaxNode, parameters: ReadonlySet<string>): boolean {
  const value = statement.items[0];
  const callee = value?.type === 'call' ? value.child('function') : null;
  // `return method(path, **options)` of a wrapper that gets `router.get`.
  if (callee?.type === 'identifier') return parameters.has(callee.text) && METHOD_NAME.test(callee.text);
  const name = callee?.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : '';
  if (callee?.child('object')?.text === 'super()') return WIRING_CALLS.has(name) || ROUTE_DECORATORS.has(name);
  return WIRING_CALLS.has(name);
}

function isRoot(statement: SyntaxNode, parameters: ReadonlySet<string>): boolean {
  if (statement.type === 'expression_statement') {
    return statement.items.some((expression) => isRootExpression(expression));
  }
  const decorated = statement.type === 'decorated_definition' ? statement : null;
  const definition = decorated ? decorated.child('definition') : statement;
  if (definition?.type !== 'function_definition') return false;
  if (decorated) {
    for (const { name, call } of readDecorators(decorated)) {
      if (call && name !== null && ROUTE_DECORATORS.has(lastName(name))) return true;
      if (name !== null && parameters.has(name.split('.')[0]!)) return true;
    }
  }
  if (!definition.child('body') || !definition.child('parameters')) return false;
  const inner = [...readParameters(definition.child('parameters')!)].map((parameter) => parameter.name);
  return holdsRoot(definition.child('body')!, new Set([...parameters, ...inner]));
}

function holdsRoot(block: SyntaxNode, parameters: ReadonlySet<string>): boolean {
  let found = false;
  eachStatement(block, (statement) => {
    found ||= statement.type !== 'return_statement' && isRoot(statement, parameters);
  });
  return found;
}

function isRootExpression(expression: SyntaxNode): boolean {
  if (expression.type === 'assignment') {
    const value = expression.child('right');
    const target = dottedName(expression.child('left'));
    if (value?.type === 'call') {
      const callee = dottedName(value.child('function'));
      if (callee !== null && ROUTER_CLASS.test(lastName(callee))) return true;
      if (target !== null && ROUTER_NAME.test(lastName(target))) return true;
      return isWiringCall(value);
    }
    return target?.startsWith('self.') === true && ROUTER_NAME.test(lastName(target));
  }
  const call = expression.type === 'await' ? expression.items[0] : expression;
  return call?.type === 'call' && isWiringCall(call);
}

function isWiringCall(call: SyntaxNode): boolean {
  const callee = call.child('function');
  if (!callee) return false;
  if (callee.type === 'call') {
    // `router.get("/path")(handler)`
    const inner = dottedName(callee.child('function'));
    return inner?.includes('.') === true && ROUTE_DECORATORS.has(lastName(inner));
  }
  if (callee.type === 'attribute') {
    const name = callee.child('attribute')?.text ?? '';
    const object = callee.child('object');
    if (WIRING_CALLS.has(name)) return true;
    if (name === '__init__' && object?.text.startsWith('super(')) {
      return callArguments(call).some((argument) => argument.name === 'prefix' || argument.star !== '');
    }
    if (object?.text === 'self' && SETUP_NAME.test(name)) return true;
    if (/^(append|extend)$/.test(name)) return /rout|app/i.test(object?.text ?? '');
  }
  const name = dottedName(callee);
  if (name !== null && WIRING_NAME.test(lastName(name)) && callArguments(call).length > 0) return true;
  return callArguments(call).some(({ value }) => {
    const argument = dottedName(value);
    if (argument === null) return false;
    const isPlain = !argument.includes('.') || argument.startsWith('self.');
    return isPlain && ROUTER_NAME.test(lastName(argument));
  });
}

/** Adds what the chosen statements use: assignments, imports and definitions of their names, again and again. */
function chooseUsed(block: SyntaxNode, chosen: Set<SyntaxNode>): void {
  for (;;) {
    const used = new Set<string>();
    for (const statement of chosen) {
      const whole = !/^(for|with|if|try|match|while)_statement$/.test(statement.type);
      walk(statement, (node) => {
        if (node.type === 'identifier') used.add(node.text);
        return whole || node.type !== 'block';
      });
    }
    const before = chosen.size;
    eachStatement(block, (statement) => {
      if (!chosen.has(statement) && binds(statement, used)) choose(statement, block, chosen);
    });
    if (chosen.size === before) return;
  }
}

function binds(statement: SyntaxNode, names: ReadonlySet<string>): boolean {
  switch (statement.type) {
    case 'expression_statement': {
      const expression = statement.items[0];
      if (expression?.type !== 'assignment' && expression?.type !== 'augmented_assignment') return false;
      let hit = false;
      const left = expression.child('left');
      if (left?.type === 'subscript') return false;
      if (left) {
        walk(left, (node) => {
          if (node.type === 'identifier' && names.has(node.text) && node.text !== 'self') hit = true;
          return true;
        });
      }
      return hit;
    }
    case 'function_definition':
    case 'class_definition':
      return names.has(statement.child('name')?.text ?? '');
    case 'decorated_definition':
      return names.has(statement.child('definition')?.child('name')?.text ?? '');
    case 'import_statement':
    case 'import_from_statement':
      return statement.childrenIn('name').some((item) => {
        const name = item.type === 'aliased_import' ? item.child('alias') : item;
        return names.has(name?.text.split('.')[0] ?? '');
      });
    default:
      return false;
  }
}
