// What kind of exception a name holds: one that anything may have raised, one meant for clients, one of the project's own.
// Must not know what becomes of its text.
import { dottedName, lastName, unparenthesized } from '../../facts/expressions';
import type { FunctionFacts } from '../../facts/functions';
import { aliasOf } from '../../facts/raises';
import type { ProjectView } from '../../project/view';
import type { SyntaxNode } from '../../syntax/node';
import { knownAncestors } from '../exceptionClasses';

/**
 * `broad`: whatever went wrong, its text is anybody's; `public`: its text is written for clients; `narrow`: somebody chose
 * to catch this one.
 */
export type Caught = 'broad' | 'public' | 'narrow';

/** A name that holds an exception in a stretch of code. */
export interface ExceptionName {
  readonly name: string;
  /** Dotted names of the classes; `''` for a bare `except`. */
  readonly classes: readonly string[];
  readonly caught: Caught;
  /** The `except` clause, or null for the parameter of an exception handler. */
  readonly clause: SyntaxNode | null;
}

/** The `except` clauses around a node, innermost first, up to a body. */
export function clausesAround(node: SyntaxNode, body: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let at: SyntaxNode | null = node; at && at !== body; at = at.parent) {
    if (/^except_(group_)?clause$/.test(at.type)) found.push(at);
  }
  return found;
}

/** The exception that a name holds at a node; null when it holds none. */
export function exceptionNamed(
  name: string,
  at: SyntaxNode,
  facts: FunctionFacts,
  project: ProjectView,
): ExceptionName | null {
  for (const clause of clausesAround(at, facts.body)) {
    if (aliasOf(clause) !== name) continue;
    const classes = narrowedBy(name, at, clause) ?? classesOf(clause);
    return { name, classes, caught: kindOf(classes, project), clause };
  }
  const handled = handledException(facts);
  if (handled?.name !== name) return null;
  const classes = narrowedBy(name, at, facts.body) ?? handled.classes;
  return { name, classes, caught: kindOf(classes, project), clause: null };
}

/** What the innermost `except` clause around a node takes, named or not; null outside of any. */
export function exceptionAround(at: SyntaxNode, facts: FunctionFacts, project: ProjectView): ExceptionName | null {
  const [clause] = clausesAround(at, facts.body);
  if (!clause) return null;
  const classes = classesOf(clause);
  return { name: aliasOf(clause) ?? '', classes, caught: kindOf(classes, project), clause };
}

/** The parameter of an exception handler that is the exception. */
function handledException(facts: FunctionFacts): { name: string; classes: readonly string[] } | null {
  const own = /^(self|cls)$/.test(facts.parameters[0]?.name ?? '') ? facts.parameters.slice(1) : facts.parameters;
  const exception = own[1];
  if (own.length !== 2 || !exception) return null;
  const decorator = facts.decorators.find(({ name }) => lastName(name ?? '') === 'exception_handler');
  const registered = decorator?.call?.child('arguments')?.items[0];
  if (registered) {
    const name = dottedName(registered);
    if (name !== null) return { name: exception.name, classes: [name] };
    return { name: exception.name, classes: [registered.text === '500' ? 'Exception' : 'fastapi.HTTPException'] };
  }
  const annotation = exception.annotation?.text.replace(/^["']|["']$/g, '') ?? '';
  if (!/(Error|Exception|Exc)\b/.test(annotation)) return null;
  return { name: exception.name, classes: annotation.match(/[A-Za-z_][\w.]*/g) ?? [] };
}

function classesOf(clause: SyntaxNode): string[] {
  const values = clause.childrenIn('value');
  if (values.length === 0) return [''];
  return values.flatMap((value) => namesIn(value.type === 'as_pattern' ? (value.items[0] ?? value) : value));
}

function namesIn(expression: SyntaxNode): string[] {
  const inner = unparenthesized(expression);
  if (inner.type === 'tuple') return inner.items.flatMap(namesIn);
  // What is no name is a tuple that is put together elsewhere.
  return [dottedName(inner) ?? '?'];
}

/** The classes that `if isinstance(name, X)` around a node leaves, or one before it that lets no other pass; null without one. */
function narrowedBy(name: string, at: SyntaxNode, end: SyntaxNode): string[] | null {
  for (let node = at; node.parent && node !== end; node = node.parent) {
    const { parent } = node;
    const isBranch = parent.type === 'if_statement' || parent.type === 'elif_clause';
    const isTaken = isBranch && node.field === 'consequence';
    const isChosen = parent.type === 'conditional_expression' && parent.items[0] === node;
    const condition = isTaken ? parent.child('condition') : isChosen ? parent.items[1] : null;
    const found =
      (condition && classesAsked(condition, name)) ?? (parent.type === 'block' ? guardBefore(node, name) : null);
    if (found) return found;
  }
  return null;
}

function classesAsked(condition: SyntaxNode, name: string): string[] | null {
  const call = unparenthesized(condition);
  if (call.type !== 'call' || call.child('function')?.text !== 'isinstance') return null;
  const [subject, classes] = call.child('arguments')?.items ?? [];
  return subject?.text === name && classes ? namesIn(classes) : null;
}

/** `if not isinstance(name, X): raise` before a statement. */
function guardBefore(statement: SyntaxNode, name: string): string[] | null {
  for (const before of statement.parent!.items) {
    if (before === statement) return null;
    const condition = before.type === 'if_statement' ? before.child('condition') : null;
    const negated = condition && unparenthesized(condition);
    const asked = negated?.type === 'not_operator' ? negated.child('argument') : null;
    const classes = asked && classesAsked(asked, name);
    if (classes && /^(raise|return)_statement$/.test(before.child('consequence')?.items.at(-1)?.type ?? ''))
      return classes;
  }
  return null;
}

function kindOf(classes: readonly string[], project: ProjectView): Caught {
  const kinds = classes.map((each) => kindOfClass(each, project));
  if (kinds.includes('broad')) return 'broad';
  return kinds.length > 0 && kinds.every((each) => each === 'public') ? 'public' : 'narrow';
}

const CLIENTS =
  /^(fastapi(\.exceptions)?\.(HTTPException|RequestValidationError|WebSocketException|WebSocketRequestValidationError)|starlette\.exceptions\.(HTTPException|WebSocketException)|pydantic(_core|\.v1|\.error_wrappers)?(\.\w+)?\.ValidationError|werkzeug\.exceptions\.\w+|marshmallow(\.\w+)*\.ValidationError|jsonschema(\.\w+)*\.ValidationError)$/;

/** Errors of libraries whose text is what a server, a driver or a tool said: base classes, and those of databases. */
const LIBRARY_BASE =
  /(^|\.)(Error|BaseError|\w*BaseException|\w*BaseError|SQLAlchemyError|DBAPIError|StatementError|(Database|Integrity|Operational|Programming|Data|Internal|Interface)Error|PostgresError|PyMongoError|RedisError|ElasticsearchException|TransportError|KafkaError|KafkaException|RequestException|HTTPError|HTTPStatusError|RequestError|ClientError|BotoCoreError|Boto3Error|GoogleAPIError|GoogleAPICallError|GoogleCloudError|AzureError|HttpResponseError|OpenAIError|AnthropicError|APIError|APIStatusError|ApiException|ApiError|StripeError|PyJWTError|InvalidTokenError|JOSEError|JWTError|RpcError|SMTPException|SubprocessError|CalledProcessError|DockerException|AMQPError|PeeweeException|LDAPError|LDAPException|SSHException|TortoiseORMException|CeleryError|MinioException|S3Error|GitCommandError|GitError|NotionClientError|SlackApiError|LangChainException|LiteLLMException|ChromaError|QdrantException|WeaviateBaseError|FirebaseError|TwilioException|DatabricksError|SnowflakeError)$/;

function kindOfClass(name: string, project: ProjectView): Caught {
  if (name === '') return 'broad';
  if (/^(builtins\.)?(Base)?Exception(Group)?$/.test(name) && project.binding(name) === null) return 'broad';
  const definition = project.resolve(name);
  if (definition?.path == null) {
    const qualified = definition?.qualifiedName ?? name;
    if (CLIENTS.test(qualified) || /(^|\.)HTTPException$/.test(qualified)) return 'public';
    // Errors of Python's own library are narrow, but for those of SQLite, SMTP and other programs.
    const isOwn = knownAncestors(qualified) !== null && !/^(sqlite3|smtplib|subprocess)\./.test(qualified);
    return !isOwn && qualified.includes('.') && LIBRARY_BASE.test(qualified) ? 'broad' : 'narrow';
  }
  return isMeantForClients(name, project) ? 'public' : 'narrow';
}

const PUBLIC_FIELD =
  /^(status|status_code|http_status(_code)?|http_code|detail|details|message|msg|public_message|user_message|client_message|display_message|error_code|code)$/;

/** Whether an exception of the project says by itself what clients are to see: a status, a message, a base that has them. */
export function isMeantForClients(name: string, project: ProjectView): boolean {
  const ancestry = project.ancestors(name);
  if (!ancestry) return false;
  if (ancestry.outside.some((each) => CLIENTS.test(each) || /HTTPException$/.test(each))) return true;
  if (/(Public|UserFacing|UserVisible|Client(Safe|Visible))\w*(Error|Exception)$/.test(lastName(name))) return true;
  return ancestry.names.some((each) => {
    const definition = ancestry.outside.includes(each) ? null : project.locate(each);
    if (definition?.binding?.kind !== 'class' || definition.path === null) return false;
    const { binding, path } = definition;
    return (
      binding.signature.fields.some((field) => PUBLIC_FIELD.test(field.name)) ||
      project.attributes(binding.name, path).some((write) => PUBLIC_FIELD.test(write.name))
    );
  });
}
