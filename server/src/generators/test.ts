// `test`: tests of a path operation with Given, When and Then, in the file in which the project has such tests.
// Must not know how a request is planned, a client or a file is found; it writes down what was worked out.
import { allowsNone } from '../infer/models/fields';
import { singularOf } from '../infer/nouns';
import type { RequestPart, ViewOf } from '../infer/requestParts';
import { bodyFields, type Sample } from '../infer/samples/sample';
import { listed, withArticle } from '../infer/sentences';
import { type ClientSetup, type Credentials, findClient, findCredentials } from '../infer/tests/clientSetup';
import { isNotFoundEvident } from '../infer/tests/notFound';
import { perspectivesOf } from '../infer/tests/perspectives';
import { markOf, tableOf } from '../infer/tests/perspectivesText';
import { type Argument, printCall, printDef, printSample } from '../infer/tests/pythonText';
import { classIn, planRequest, type RequestPlan } from '../infer/tests/requestPlan';
import { operationsHandledAt, type TestedOperation } from '../infer/tests/testedOperation';
import { findTestHome } from '../infer/tests/testHome';
import { draftFile, type FileDraft } from '../linter/draftFile';
import { functionAt } from '../linter/functionAt';
import type { FileTexts, GeneratedFile, Generator, Offer, Subject } from '../linter/generation';
import type { Project } from '../project/project';

/** What a test shows. */
type Kind = 'success' | 'not-found' | 'invalid' | 'unauthenticated';

const SAID: Readonly<Record<Kind, string>> = {
  success: '',
  'not-found': ': not found',
  invalid: ': invalid request',
  unauthenticated: ': not authenticated',
};

export const test: Generator = {
  id: 'test',
  title: 'Generate Test',
  summary:
    "Tests of the path operation at the cursor with Given, When and Then: a valid request, and by choice one for what is not there, an invalid one, one without credentials. They go into the file that tests the router already, else beside their kin, with the project's client and fixtures",

  offers(subject) {
    return operationsAt(subject).flatMap((tested, _, all) => {
      const name = all.length === 1 ? `"${tested.handler}"` : `"${tested.method} ${tested.path}"`;
      const kinds = kindsOf(tested, subject.whole);
      const offer = (title: string, wanted: readonly Kind[] | 'all'): Offer => ({
        title,
        data: { method: tested.method, path: tested.path, kinds: wanted },
      });
      const single = kinds.map((kind) => offer(`Generate test for ${name}${SAID[kind]}`, [kind]));
      return kinds.length > 1 ? [...single, offer(`Generate all tests for ${name}`, 'all')] : single;
    });
  },

  write(offer, subject, files) {
    const { method, path, kinds } = offer.data as { method: string; path: string; kinds: readonly Kind[] | 'all' };
    const tested = operationsAt(subject).find((each) => each.method === method && each.path === path);
    if (!tested) return { why: 'The path operation is gone.' };
    const { whole } = subject;
    const home = findTestHome(whole, tested.file);
    const text = home.isNew ? null : files.read(home.path);
    if (home.isNew && files.exists(home.path)) return { why: `${home.path} is there, but is no file of the project.` };
    if (!findClient(whole, home.path, tested, false)) {
      return { why: `The application that has "${method} ${path}" has no name by which tests can import it.` };
    }
    const wanted =
      kinds === 'all'
        ? kindsOf(tested, whole).filter(
            (kind) => kind !== 'not-found' || isNotFoundEvident(whole, tested, (each) => readAny(each, subject, files)),
          )
        : kinds;
    const draft = draftFile(home.path, text, subject.viewOf(home.path));
    if (home.isNew) draft.describe(docstringOf(tested, subject, home.path));
    const writer = new TestWriter(whole, draft, subject);
    for (const kind of wanted) writer.write(tested, kind);
    const folder = home.path.slice(0, home.path.lastIndexOf('/'));
    return { title: offer.title, files: [draft.finish(), ...(home.isFirst ? packageOf(folder, files) : [])] };
  },
};

/** The docstring of a new module, with a table of perspectives where the project asks for them. */
function docstringOf(tested: TestedOperation, { whole, settingsOf }: Subject, path: string): string {
  const { preset, rules } = settingsOf(path).settings;
  const chosen = rules['missing-test-perspectives'];
  const isAsked = chosen === undefined ? preset === 'strict' : chosen !== 'off';
  if (!isAsked) return `"""Tests of ${topicOf(tested)}."""`;
  const table = tableOf(perspectivesOf(tested, (each) => whole.view(each)));
  return `"""Tests of ${topicOf(tested)}.\n\n${table}\n"""${markOf(table)}`;
}

/** The operations of the handler around the cursor. */
function operationsAt({ file, offset, whole }: Subject): TestedOperation[] {
  const found = functionAt(file, offset);
  if (!found) return [];
  const { placed, target } = found;
  const { start, end } = target.facts.nameSpan;
  return operationsHandledAt(whole, file.path, { start: placed.start + start, end: placed.start + end });
}

function readAny(path: string, { file }: Subject, files: FileTexts): string | null {
  return path === file.path ? file.text : files.read(path);
}

/** Tests import the project from the folder above the outermost package: a first folder of tests becomes one. */
function packageOf(folder: string, files: FileTexts): GeneratedFile[] {
  const path = `${folder}/__init__.py`;
  if (files.exists(path)) return [];
  const newText = '"""Tests."""\n';
  return [{ path, isNew: true, edits: [{ start: 0, end: 0, newText }], importEdits: [], snippet: false, cursor: 0 }];
}

/** What the tests of a new module are about: the last fixed segment of the path. */
function topicOf({ path, handler }: TestedOperation): string {
  const fixed = path.split('/').filter((each) => each !== '' && !each.includes('{') && !/^(api|v\d+\w*)$/.test(each));
  return fixed.at(0)?.replaceAll(/[-_]/g, ' ') ?? handler;
}

/** The tests that the facts of an operation give. */
function kindsOf(tested: TestedOperation, project: Project): Kind[] {
  const viewOf: ViewOf = (path) => project.view(path);
  const plan = planRequest(project, tested);
  return [
    'success',
    ...(unknownId(plan) === null || tested.method === 'POST' ? [] : (['not-found'] as const)),
    ...(invalidRequest(tested, plan, viewOf) === null ? [] : (['invalid'] as const)),
    ...(tested.guard === null ? [] : (['unauthenticated'] as const)),
  ];
}

/** A value for the last path parameter that nothing has, and the import that it needs. */
function unknownId({ path }: RequestPlan): string | null {
  const last = path.at(-1);
  if (last?.sample.kind !== 'atom') return null;
  const type = last.part?.annotation ?? 'str';
  if (/\bUUID[1-8]?\b/.test(type)) return 'uuid4()';
  if (/\bint\b/.test(type)) return '999_999';
  return /\bstr\b/.test(type) ? '"unknown"' : null;
}

/** What is wrong with an invalid request: a field of the body, a path or query parameter. */
interface InvalidRequest {
  readonly said: string;
  readonly body?: Sample;
  readonly path?: { readonly name: string; readonly text: string };
  readonly query?: Sample;
}

function atom(text: string): Sample {
  return { kind: 'atom', text, isPlain: false };
}

function invalidRequest(tested: TestedOperation, plan: RequestPlan, viewOf: ViewOf): InvalidRequest | null {
  const bodies = tested.parts.filter((part) => part.in === 'body');
  const [body] = bodies;
  const className = body && bodies.length === 1 && !body.isEmbedded ? classIn(body) : null;
  const fields = className === null || !body ? null : bodyFields(className, body.path, viewOf);
  if (fields && plan.body?.sample.kind === 'dict') {
    const { entries } = plan.body.sample;
    for (const { key, field, isRequired } of fields) {
      const type = field.annotation ?? 'Any';
      const isOpen = /\b(Any|object)\b/.test(type);
      if (isOpen) continue;
      const isList = /\b(list|List|set|Set|tuple|Sequence|frozenset)\b/.test(type);
      const wrong = isRequired && !allowsNone(type) ? atom('None') : isList ? atom('"invalid"') : listOf('"invalid"');
      const said = wrong.kind === 'atom' && wrong.text === 'None' ? `no ${key}` : `an invalid ${key}`;
      const others = entries.filter(([each]) => each !== key);
      return { said: said.replaceAll('_', ' '), body: { kind: 'dict', entries: [[key, wrong], ...others] } };
    }
    return null;
  }
  if (bodies.length > 0) return null;
  const typed = /\b(int|float|UUID[1-8]?|date|datetime|Decimal|bool)\b/;
  const path = plan.path.find(({ part }) => typed.test(part?.annotation ?? ''));
  if (path)
    return { said: `an invalid ${path.name.replaceAll('_', ' ')}`, path: { name: path.name, text: '"invalid"' } };
  const query = tested.parts.find((part: RequestPart) => part.in === 'query' && typed.test(part.annotation ?? ''));
  if (!query) return null;
  const before = plan.query?.kind === 'dict' ? plan.query.entries.filter(([key]) => key !== query.name) : [];
  return {
    said: `an invalid ${query.name.replaceAll('_', ' ')}`,
    query: { kind: 'dict', entries: [...before, [query.name, atom('"invalid"')]] },
  };
}

function listOf(text: string): Sample {
  return { kind: 'list', items: [atom(text)] };
}

const INDENT = '    ';
/** The widest that a line may be. */
const WIDTH = 88;

class TestWriter {
  private isMade = false;

  constructor(
    private readonly project: Project,
    private readonly draft: FileDraft,
    private readonly subject: Subject,
  ) {}

  /** Appends one test. */
  write(tested: TestedOperation, kind: Kind): void {
    const { draft } = this;
    const client = findClient(this.project, draft.path, tested, tested.guard !== null && kind !== 'unauthenticated');
    if (!client) return;
    this.makeClient(client);
    const name = draft.freeName(`test_${tested.handler.replace(/^_+/, '')}_${NAMES[kind]}`);
    const plan = planRequest(this.project, tested);
    const viewOf: ViewOf = (path) => this.project.view(path);
    const invalid = kind === 'invalid' ? invalidRequest(tested, plan, viewOf) : null;
    const body = new TestBody(this.project, draft, client, tested, plan);
    const lines = body.write(kind, invalid, kind === 'not-found' ? unknownId(plan) : null);
    const parameters: string[] = [];
    if (client.fixture) {
      parameters.push(`${client.name}: ${draft.imports.use(client.fixture.module, client.fixture.name)}`);
    }
    if (body.credentials?.fixture) {
      const { name: fixture, annotation } = body.credentials.fixture;
      parameters.push(`${fixture}: ${this.oldStyle(annotation)}`);
    }
    const mark = client.mark === null ? '' : `@${this.markOf(client.mark)}\n`;
    draft.append(
      `${mark}${printDef(name, parameters, client.isAsync)}\n${INDENT}"""${this.docstring(tested, kind)}"""\n${lines.join('\n')}\n`,
    );
  }

  private oldStyle(annotation: string): string {
    const [major, minor] = this.subject.settingsOf(this.draft.path).python;
    if (!annotation.startsWith('dict[') || major > 3 || minor >= 9) return annotation;
    return `${this.draft.imports.use('typing', 'Dict')}${annotation.slice('dict'.length)}`;
  }

  private markOf(mark: string): string {
    if (!mark.startsWith('pytest.')) return mark;
    return `${this.draft.imports.useModule('pytest')}${mark.slice('pytest'.length)}`;
  }

  private docstring({ handler }: TestedOperation, kind: Kind): string {
    const said = {
      success: `Test that "${handler}" succeeds.`,
      'not-found': `Test that "${handler}" tells what is not there.`,
      invalid: `Test that "${handler}" refuses an invalid request.`,
      unauthenticated: `Test that "${handler}" refuses a request without credentials.`,
    }[kind];
    return said.length + INDENT.length + 6 <= WIDTH ? said : `Test "${handler.slice(0, 60)}".`;
  }

  /** The client of a module that makes it itself: a variable, or a fixture where the application has a lifespan. */
  private makeClient(client: ClientSetup): void {
    const { draft } = this;
    if (!client.make || this.isMade) return;
    this.isMade = true;
    const { app, isFactory, hasLifespan } = client.make;
    const made = `${draft.imports.use(app.module, app.name)}${isFactory ? '()' : ''}`;
    const TestClient = draft.imports.use('fastapi.testclient', 'TestClient');
    draft.freeName(client.name);
    if (!hasLifespan) {
      draft.append(`${client.name} = ${TestClient}(${made})`, false);
      return;
    }
    const Iterator = draft.imports.use('collections.abc', 'Iterator');
    const code = `@${draft.imports.useModule('pytest')}.fixture
def ${client.name}() -> ${Iterator}[${TestClient}]:
    """Give a client of the application."""
    with ${TestClient}(${made}) as client:
        yield client
`;
    draft.append(code, false);
  }
}

const NAMES: Readonly<Record<Kind, string>> = {
  success: 'success',
  'not-found': 'not_found',
  invalid: 'invalid',
  unauthenticated: 'unauthenticated',
};

/** The statements of one test. */
class TestBody {
  /** Who asks, where that is needed. */
  credentials: Credentials | null = null;
  private readonly given: string[] = [];
  private readonly said: string[] = [];

  constructor(
    private readonly project: Project,
    private readonly draft: FileDraft,
    private readonly client: ClientSetup,
    private readonly tested: TestedOperation,
    private readonly plan: RequestPlan,
  ) {}

  write(kind: Kind, invalid: InvalidRequest | null, unknown: string | null): string[] {
    const { tested, plan, client } = this;
    const needsUser = tested.guard !== null && !client.isSignedIn && kind !== 'unauthenticated';
    if (needsUser) this.credentials = findCredentials(this.project, this.draft.path, tested.guard!);
    this.arrangePath(plan, kind, invalid, unknown);
    const bodySample = invalid?.body ?? plan.body?.sample ?? null;
    const payload = bodySample && plan.body ? this.arrangePayload(bodySample, invalid) : null;
    const request = this.request(tested, plan, payload, {
      query: invalid?.query ?? plan.query,
      headers: this.headersOf(plan, this.credentials),
    });
    if (this.credentials && !this.credentials.fixture) {
      // Nothing tells how somebody signs in: a person fills it in.
      this.given.unshift(`${INDENT}${this.credentials.headers} = {"Authorization": "Bearer token"}`);
      this.said.push('the token of a user');
    }
    const call = `${tested.method} ${tested.path} is called`;
    const expected = this.expected(kind, payload, bodySample);
    return [
      ...(this.given.length > 0
        ? [comment(`Given: ${listed(this.said)}`, 'Given: what is there'), ...this.given, '']
        : []),
      comment(`When: ${call}`, `When: "${tested.handler}" is called`),
      request,
      '',
      comment(`Then: ${expected.said}`, 'Then: it answers as expected'),
      ...expected.lines,
    ];
  }

  private arrangePath(plan: RequestPlan, kind: Kind, invalid: InvalidRequest | null, unknown: string | null): void {
    for (const [i, argument] of plan.path.entries()) {
      const isLast = i === plan.path.length - 1;
      const noun = nounOf(argument.name, this.tested.path);
      const name = variableOf(argument.name, this.tested.path);
      if (invalid?.path?.name === argument.name) {
        this.say(invalid.said, `${INDENT}${name} = ${invalid.path.text}`);
      } else if (isLast && unknown !== null) {
        this.say(`${withArticle(noun)} that is not there`, `${INDENT}${name} = ${this.named(unknown)}`);
      } else if (argument.creator && kind !== 'unauthenticated' && !invalid?.path) {
        const { operation, field } = argument.creator;
        const inner = planRequest(this.project, operation);
        const needsUser = operation.guard !== null && !this.client.isSignedIn;
        if (needsUser) this.credentials ??= findCredentials(this.project, this.draft.path, operation.guard!);
        const created = this.request(operation, inner, inner.body?.sample ?? null, {
          query: inner.query,
          headers: this.headersOf(inner, needsUser ? this.credentials : null),
          variable: 'created',
        });
        this.say(withArticle(noun), created, `${INDENT}${name} = created.json()[${JSON.stringify(field)}]`);
      } else {
        const isThere = kind === 'success';
        this.say(
          `${withArticle(noun)}${isThere ? ' that is there' : ''}`,
          `${INDENT}${name} = ${this.printed(argument.sample, `${name} = `)}`,
        );
      }
    }
  }

  private say(said: string, ...lines: string[]): void {
    if (!this.said.includes(said)) this.said.push(said);
    this.given.push(...lines);
  }

  private arrangePayload(sample: Sample, invalid: InvalidRequest | null): string {
    const isRaw = this.plan.body?.as === 'files';
    const name = isRaw ? 'files' : 'payload';
    this.say(
      invalid?.body ? `a body with ${invalid.said}` : isRaw ? 'a file' : 'a valid body',
      `${INDENT}${name} = ${this.printed(sample, `${name} = `)}`,
    );
    return name;
  }

  /** A sample's source behind `before` on a line of the test; asks for the imports in it. */
  private printed(sample: Sample, before: string): string {
    return printSample(this.imported(sample), INDENT, INDENT.length + before.length);
  }

  /** A sample with the names of imports as the file writes them. */
  private imported(sample: Sample): Sample {
    switch (sample.kind) {
      case 'atom':
        return { ...sample, text: this.named(sample.text) };
      case 'list':
        return { ...sample, items: sample.items.map((each) => this.imported(each)) };
      case 'dict':
        return { ...sample, entries: sample.entries.map(([key, each]) => [key, this.imported(each)] as const) };
    }
  }

  private named(text: string): string {
    return text.replace(/\buuid4(?=\(\))/g, () => this.draft.imports.use('uuid', 'uuid4'));
  }

  private headersOf({ headers }: RequestPlan, credentials: Credentials | null): string | null {
    const own = headers.map(([name, value]) => `${JSON.stringify(name)}: ${this.printed(value, '')}`);
    if (own.length === 0) return credentials?.headers ?? null;
    return `{${[...(credentials ? [`**${credentials.headers}`] : []), ...own].join(', ')}}`;
  }

  private request(
    tested: TestedOperation,
    plan: RequestPlan,
    payload: string | Sample | null,
    { query, headers, variable = 'response' }: { query: Sample | null; headers: string | null; variable?: string },
  ): string {
    const { client } = this;
    const as = plan.body?.as ?? 'json';
    // The clients' shortcuts for these take no body.
    const isGeneral = payload !== null && /^(DELETE|GET|HEAD|OPTIONS)$/.test(tested.method);
    const given = (name: string, value: string | Sample | null): Argument[] => {
      if (value === null) return [];
      if (typeof value === 'string') return [`${name}=${value}`];
      return [{ head: `${name}=`, sample: this.imported(value) }];
    };
    const args = [
      ...(isGeneral ? [`"${tested.method}"`] : []),
      urlOf(tested),
      ...given('params', query),
      ...given(as, payload),
      ...given('files', plan.files),
      ...given('headers', headers),
      ...given('cookies', plan.cookies),
    ];
    const method = isGeneral ? 'request' : tested.method.toLowerCase();
    return printCall(`${variable} = ${client.isAsync ? 'await ' : ''}`, `${client.name}.${method}`, args, INDENT);
  }

  private expected(kind: Kind, payload: string | null, body: Sample | null): { said: string; lines: string[] } {
    const { tested } = this;
    const status = (code: string): string => `${INDENT}assert response.status_code == ${code}`;
    if (kind === 'not-found') return { said: 'it answers 404', lines: [status('404')] };
    if (kind === 'invalid') return { said: 'it answers 422', lines: [status('422')] };
    if (kind === 'unauthenticated') {
      return tested.guard?.isUnauthorized
        ? { said: 'it answers 401', lines: [status('401')] }
        : { said: 'it answers 401 or 403', lines: [`${INDENT}assert response.status_code in {401, 403}`] };
    }
    const code = tested.status;
    const lines = [code === null ? `${INDENT}assert response.is_success` : status(String(code))];
    const checks = code === 204 || tested.method === 'HEAD' ? [] : this.checks(payload, body);
    const said = code === null ? 'it succeeds' : `it answers ${code}`;
    return { said: `${said}${checks.length > 0 ? ` with ${this.answerNoun()}` : ''}`, lines: [...lines, ...checks] };
  }

  private answerNoun(): string {
    const { answer, path } = this.tested;
    if (answer?.isList) return 'a list';
    return this.plan.path.length > 0 ? `the ${nounOf(this.plan.path.at(-1)!.name, path)}` : 'the data';
  }

  /** What is known of the answer's fields. */
  private checks(payload: string | null, body: Sample | null): string[] {
    const { answer } = this.tested;
    if (!answer) return [];
    if (answer.isList) return [`${INDENT}assert isinstance(response.json(), list)`];
    const fields =
      answer.name === null ? null : bodyFields(answer.name, answer.path, (path) => this.project.view(path));
    if (!fields || fields.length === 0) return [];
    const keys = new Map(fields.map(({ key, field }) => [key, field]));
    const checks: string[] = [];
    const last = this.plan.path.at(-1);
    const idKey = last && [last.name, 'id'].find((key) => keys.has(key));
    const isOfPath = last && this.tested.path.endsWith('}') && last.creator?.field === idKey;
    if (isOfPath && idKey)
      checks.push(`${INDENT}assert data["${idKey}"] == ${variableOf(last.name, this.tested.path)}`);
    if (payload !== null && body?.kind === 'dict') {
      for (const [key, value] of body.entries) {
        if (!keys.has(key) || value.kind !== 'atom' || !value.isPlain || value.text === 'None') continue;
        checks.push(`${INDENT}assert data["${key}"] == payload["${key}"]`);
      }
    }
    if (!isOfPath && keys.has('id') && this.tested.method === 'POST') checks.push(`${INDENT}assert "id" in data`);
    if (checks.length === 0) {
      const isListField = ({ annotation }: { annotation: string | null }): boolean =>
        /^(\w+\.)*(list|List|Sequence)\b/.test(annotation ?? '');
      const list = fields.find(({ field }) => isListField(field));
      const first = list ?? fields.find((each) => each.isRequired) ?? fields[0]!;
      checks.push(
        list ? `${INDENT}assert isinstance(data["${first.key}"], list)` : `${INDENT}assert "${first.key}" in data`,
      );
    }
    return [`${INDENT}data = response.json()`, ...checks];
  }
}

/** A comment, or a shorter one where it would be too long for a line. */
function comment(text: string, short: string): string {
  const line = `${INDENT}# ${text}`;
  return line.length <= WIDTH ? line : `${INDENT}# ${short}`;
}

/** The URL as Python writes it: an f-string where parameters are filled in. */
function urlOf({ path, pathNames }: TestedOperation): string {
  const text = path.replace(/\{(\w+)(:\w+)?\}/g, (_, name: string) => `{${variableOf(name, path)}}`);
  return `${pathNames.length > 0 ? 'f' : ''}"${text}"`;
}

/** `a, b and c`. */
/** The variable that holds a path parameter; names that Python has get one of their own. */
function variableOf(name: string, path: string): string {
  if (
    !/^(id|type|format|hash|object|input|filter|file|range|set|list|dict|str|int|min|max|sum|next|all|any|data|payload|response|client|created)$/.test(
      name,
    )
  )
    return name;
  return `${nounOf(name, path).replaceAll(' ', '_')}_${name}`;
}

/** What a path parameter names: `item` of `item_id`, and of `/items/{id}`. */
function nounOf(name: string, path: string): string {
  const own = name.replace(/_?(id|uuid|pk|key)$/i, '');
  if (own !== '') return own.replaceAll('_', ' ').toLowerCase();
  const before =
    path
      .slice(0, path.indexOf(`{${name}`))
      .split('/')
      .filter(Boolean)
      .at(-1) ?? 'thing';
  const words = before.split(/[-_]/);
  return [...words.slice(0, -1), singularOf(words.at(-1)!)].join(' ');
}
