// The snippet of a test with Given, When and Then in a test module: of the operation that it lacks a test for, with the project's client.
// Must not know how a request is planned or a client is found.

import { pathFromTop } from '../../project/callers';
import { testCallsOf } from '../../project/clientCalls';
import type { Project } from '../../project/project';
import { routeListOf } from '../../project/routes';
import type { Operation } from '../../project/routing/graph';
import { isTestPath } from '../../project/testFiles';
import type { ImportNames } from '../printType';
import { withArticle } from '../sentences';
import { escapeSnippet } from '../snippet';
import { type ClientSetup, findClient, findCredentials } from '../tests/clientSetup';
import { printCall, printDef, printSample } from '../tests/pythonText';
import { planRequest } from '../tests/requestPlan';
import { readOperation, type TestedOperation } from '../tests/testedOperation';
import type { SnippetPlace, SnippetWriter } from './place';

/** A test of a request that succeeds. */
export const writeTest: SnippetWriter = (place, newImports) => {
  if (!place.isTest || place.inside) return [];
  const { file, whole, isModule } = place;
  if (!/(^|\/)(test_[^/]*|[^/]*_test)\.py$/.test(file.path)) return [];
  const isMethod = !isModule && isInTestClass(place);
  if (!isModule && !isMethod) return [];
  const tested = operationFor(whole, file.path);
  const client = tested && findClient(whole, file.path, tested, tested.guard !== null);
  if (!tested || !client || (isMethod && client.make)) return [];
  const imports = newImports();
  return [
    {
      prefix: 'fa-test',
      detail: `Test of ${tested.method} ${tested.path}`,
      text: writeText(place, tested, client, imports, isMethod),
      imports,
    },
  ];
};

function writeText(
  { project, whole, file, indentUnit: step }: SnippetPlace,
  tested: TestedOperation,
  client: ClientSetup,
  imports: ImportNames,
  isMethod: boolean,
): string {
  let stops = 0;
  const stop = (text: string): string => `\${${++stops}:${escapeSnippet(text)}}`;
  const plain = escapeSnippet;
  const base = `test_${tested.handler.replace(/^_+/, '')}`;
  let name = `${base}_success`;
  for (let i = 2; project.binding(name) !== null; i++) name = `${base}_success_${i}`;
  const isGuarded = tested.guard !== null && !client.isSignedIn;
  const credentials = isGuarded ? findCredentials(whole, file.path, tested.guard!) : null;
  const fixture = credentials?.fixture ?? null;
  const parameters = [
    ...(isMethod ? ['self'] : []),
    ...(client.fixture ? [`${client.name}: ${imports.use(client.fixture.module, client.fixture.name)}`] : []),
    ...(fixture ? [`${fixture.name}: ${fixture.annotation}`] : []),
  ];
  const plan = planRequest(whole, tested);
  const given: string[] = [];
  const said: string[] = [];
  for (const { name: parameter, sample } of plan.path) {
    given.push(`${parameter} = ${printed(printSample(sample, step, step.length + parameter.length + 3), imports)}`);
    said.push(withArticle(parameter.replace(/_?(id|uuid|pk|key)$/i, '').replace(/_/g, ' ') || 'thing'));
  }
  if (plan.body) {
    given.push(`payload = ${printed(printSample(plan.body.sample, step, step.length + 10), imports)}`);
    said.push('a valid body');
  }
  const isFormatted = tested.pathNames.length > 0;
  const url = `${isFormatted ? 'f' : ''}"${tested.path.replace(/\{(\w+)(?::\w+)?\}/g, '{$1}')}"`;
  const isGeneral = plan.body !== null && /^(DELETE|GET|HEAD|OPTIONS)$/.test(tested.method);
  const query = plan.query ? [`params=${printed(printSample(plan.query, step, step.length), imports)}`] : [];
  const args = [
    ...(isGeneral ? [`"${tested.method}"`] : []),
    url,
    ...query,
    ...(plan.body ? [`${plan.body.as}=payload`] : []),
    ...(credentials ? [`headers=${credentials.headers}`] : []),
  ];
  const method = isGeneral ? 'request' : tested.method.toLowerCase();
  const call = printCall(`response = ${client.isAsync ? 'await ' : ''}`, `${client.name}.${method}`, args, step);
  const head = printDef(name, parameters, client.isAsync).split(name);
  const code = String(tested.status ?? 200);
  const lines = [
    ...(client.mark ? [`@${plain(markOf(client.mark, imports))}`] : []),
    `${plain(head[0]!)}${stop(name)}${plain(head.slice(1).join(name))}`,
    `${step}"""${stop(`Test that "${tested.handler}" succeeds.`)}"""`,
    ...(given.length > 0
      ? [`${step}# Given: ${stop(said.join(' and '))}`, ...given.map((each) => step + stop(each)), '']
      : []),
    `${step}# When: ${plain(`${tested.method} ${tested.path}`)} is called`,
    plain(call),
    '',
    `${step}# Then: ${stop(`it answers ${code}`)}`,
    `${step}assert response.status_code == ${stop(code)}`,
  ];
  return [...makeClient(client, imports), lines.join('\n')].join('\n\n\n');
}

/** The client of a module that has none yet. */
function makeClient({ make, name }: ClientSetup, imports: ImportNames): string[] {
  if (!make) return [];
  const application = `${imports.use(make.app.module, make.app.name)}${make.isFactory ? '()' : ''}`;
  return [escapeSnippet(`${name} = ${imports.use('fastapi.testclient', 'TestClient')}(${application})`)];
}

function markOf(mark: string, imports: ImportNames): string {
  return mark.startsWith('pytest.') ? imports.useModule('pytest') + mark.slice('pytest'.length) : mark;
}

function printed(text: string, imports: ImportNames): string {
  if (/\buuid4\(\)/.test(text)) imports.use('uuid', 'uuid4');
  return text;
}

/** The operation that a test module would test next: of the handlers that it tests, or is named after, one that no test calls. */
function operationFor(whole: Project, path: string): TestedOperation | null {
  const { operations } = routeListOf(whole);
  const called = new Set<number>();
  const homes = new Map<string, number>();
  for (const { file, targets } of testCallsOf(whole)) {
    for (const { operation, isCertain } of targets) {
      if (!isCertain) continue;
      called.add(operation);
      const home = operations[operation]?.route.handler.place?.path;
      if (file === path && home) homes.set(home, (homes.get(home) ?? 0) + 1);
    }
  }
  const stem = stemOf(path).replace(/^test_|_test$/g, '');
  const score = (operation: Operation, index: number): number => {
    const home = operation.route.handler.place!.path;
    const isNamesake = [stem, stem.replace(/s$/, ''), `${stem}s`].includes(
      stemOf(home).replace(/_(router|routes|api)$/, ''),
    );
    return (called.has(index) ? 0 : 1) + (isNamesake ? 2 : 0) + Math.min(1, homes.get(home) ?? 0) * 4;
  };
  const known = operations.flatMap((operation, index) => {
    const { app, unresolved, method, route } = operation;
    const isTestable = app !== null && unresolved === null && !/^(WEBSOCKET|\*)$/.test(method);
    const home = route.handler.place?.path;
    return isTestable && home && !isTestPath(pathFromTop(whole, home))
      ? [{ operation, score: score(operation, index) }]
      : [];
  });
  const [best] = known.sort((one, other) => other.score - one.score);
  return best ? readOperation(whole, best.operation) : null;
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.pyi?$/, '');
}

/** Whether a place stands in the body of a class of tests. */
function isInTestClass({ file, offset, indent }: SnippetPlace): boolean {
  const lines = file.text.slice(0, offset).split('\n').slice(0, -1).reverse();
  const head = lines.find((line) => line.trim() !== '' && /^[ \t]*/.exec(line)![0].length < indent.length);
  return head !== undefined && /^[ \t]*class\s+Test/.test(head);
}
