// What the project has for each sentence of the skill, or why a program cannot judge it: the data of docs/skill-coverage.md.
// Data only; a test holds it against the skill's text and against what there is.

/** The answer to one sentence. It names something that there is, or says why not; it may do both. */
export interface SkillAnswer {
  /** The sentence as the skill writes it; of code, its first line. */
  readonly sentence: string;
  /** Ids of rules that flag code against it. */
  readonly rules?: readonly string[];
  /** Prefixes of snippets that write it right. */
  readonly snippets?: readonly string[];
  /** Ids of commands, as package.json contributes them. */
  readonly commands?: readonly string[];
  /** Tasks, as a task definition calls them. */
  readonly tasks?: readonly string[];
  /** In a sentence or two. */
  readonly why?: string;
}

const HEADING = 'A heading: the answers stand at the sentences below it.';
const TO_WHOM = 'Says when a person or an agent takes up the skill, nothing about code.';
const COLLECTION_RULES = ['mismatched-method', 'singular-collection-path', 'verb-in-path'];

/** In the order of the text. */
export const SKILL_ANSWERS: readonly SkillAnswer[] = [
  { sentence: 'backend', why: 'The name of the skill.' },
  { sentence: 'Backend development specialist for Python + FastAPI.', why: TO_WHOM },
  {
    sentence:
      'Use when implementing API endpoints, database models, business logic, authentication, or any backend Python code.',
    why: TO_WHOM,
  },
  {
    sentence: 'Enforces type safety, Pydantic models, pytest testing, and secure coding practices.',
    why: 'A summary: the answers stand at the instructions.',
  },
  { sentence: 'Backend Development Skill', why: HEADING },
  {
    sentence: 'You are a backend development expert specializing in Python with FastAPI and uv.',
    why: 'Spoken to an agent, nothing about code.',
  },

  { sentence: 'When to use this skill', why: HEADING },
  { sentence: 'Implementing new API endpoints or modifying existing ones', why: TO_WHOM },
  { sentence: 'Creating or updating Pydantic models', why: TO_WHOM },
  { sentence: 'Writing database queries or ORM code', why: TO_WHOM },
  { sentence: 'Adding authentication or authorization logic', why: TO_WHOM },
  { sentence: 'Writing backend tests with pytest', why: TO_WHOM },
  { sentence: 'Working in the `backend/` directory', why: TO_WHOM },
  { sentence: 'Do not use this skill when', why: HEADING },
  { sentence: 'The task is purely frontend (React/TypeScript) — use the `frontend` skill instead', why: TO_WHOM },
  { sentence: 'The task is infrastructure/deployment — use the `terraform` skill instead', why: TO_WHOM },

  { sentence: 'Core Stack', why: HEADING },
  {
    sentence: '**Language**: Python 3.11+',
    why: 'Which versions a project supports is its own decision. Its `requires-python` decides what fixes write: `X | None` or `Optional[X]`.',
  },
  {
    sentence: '**Framework**: FastAPI',
    why: 'Which framework a project takes is its own decision; the rules on routes look at FastAPI.',
  },
  {
    sentence: '**Package manager**: `uv` (never `pip`)',
    rules: ['pip-instead-of-uv'],
    commands: ['fastidious.addDependency', 'fastidious.addDevDependency'],
  },
  { sentence: '**Validation**: Pydantic v2', rules: ['pydantic-v1-api'], snippets: ['fa-models'] },
  { sentence: '**Testing**: pytest', tasks: ['test'], snippets: ['fa-test'], commands: ['fastidious.generate.test'] },
  { sentence: '**Linting/Formatting**: ruff', tasks: ['lint', 'format'] },
  {
    sentence: '**Target directory**: `backend/`',
    why: 'Where a repository keeps its backend is its own decision; settings and tasks count from each `pyproject.toml`, and tasks in `backend/` have problem matchers of their own.',
  },

  { sentence: 'Instructions', why: HEADING },
  { sentence: '1. API Endpoint Design', why: HEADING },
  {
    sentence: 'Follow REST conventions:',
    rules: [
      'verb-in-path',
      'singular-collection-path',
      'non-kebab-path',
      'trailing-slash-path',
      'mismatched-method',
      'duplicate-route',
      'shadowed-route',
      'unreachable-router',
      'undeclared-path-parameter',
      'called-dependency',
    ],
    snippets: ['fa-router'],
    commands: ['fastidious.generate.crud-router', 'fastidious.goToRoute'],
  },
  {
    sentence: '`GET /resources` — list (with pagination)',
    rules: ['unpaginated-list', ...COLLECTION_RULES, 'missing-response-model'],
    snippets: ['fa-list'],
    commands: ['fastidious.generate.crud-router'],
  },
  {
    sentence: '`POST /resources` — create',
    rules: ['wrong-success-status', ...COLLECTION_RULES, 'missing-response-model'],
    snippets: ['fa-create'],
    commands: ['fastidious.generate.crud-router'],
  },
  {
    sentence: '`GET /resources/{id}` — get by ID',
    rules: [...COLLECTION_RULES, 'missing-response-model', 'undeclared-path-parameter'],
    snippets: ['fa-get'],
    commands: ['fastidious.generate.crud-router'],
  },
  {
    sentence: '`PUT /resources/{id}` — full update',
    rules: COLLECTION_RULES,
    snippets: ['fa-replace'],
    commands: ['fastidious.generate.crud-router'],
  },
  {
    sentence: '`PATCH /resources/{id}` — partial update',
    rules: [...COLLECTION_RULES, 'required-update-field'],
    snippets: ['fa-update'],
    commands: ['fastidious.generate.crud-router'],
  },
  {
    sentence: '`DELETE /resources/{id}` — delete',
    rules: [...COLLECTION_RULES, 'wrong-success-status'],
    snippets: ['fa-delete'],
    commands: ['fastidious.generate.crud-router'],
  },
  { sentence: 'Version all APIs: `/api/v1/`.', rules: ['unversioned-path'] },
  { sentence: 'Always use proper HTTP status codes:', rules: ['invalid-http-status', 'wrong-success-status'] },
  {
    sentence: '`200 OK`, `201 Created`, `204 No Content`',
    rules: ['wrong-success-status', 'body-with-no-content-status', 'invalid-http-status'],
    snippets: ['fa-create', 'fa-delete'],
  },
  {
    sentence: '`400 Bad Request`, `401 Unauthorized`, `403 Forbidden`, `404 Not Found`',
    rules: ['invalid-http-status'],
    snippets: ['fa-get', 'fa-raise'],
    why: 'Which of them suits a failure depends on what the failure means; only statuses that cannot be right are flagged.',
  },
  {
    sentence: '`422 Unprocessable Entity` (Pydantic validation errors)',
    rules: ['unvalidated-request-body'],
    why: 'FastAPI answers it by itself for whatever a model or a typed parameter refuses.',
  },
  { sentence: '`500 Internal Server Error` (never expose details to client)', rules: ['leaked-exception-detail'] },

  { sentence: '2. Pydantic Models (Multi-Model Pattern)', why: HEADING },
  {
    sentence: 'from pydantic import BaseModel, Field',
    snippets: ['fa-models'],
    why: 'Imports: fixes and snippets write those that they need; unused ones are Ruff’s to find.',
  },
  {
    sentence: 'class ResourceBase(BaseModel):',
    snippets: ['fa-models'],
    commands: ['fastidious.generate.model-variants'],
    rules: ['missing-class-docstring'],
  },
  {
    sentence: 'class ResourceCreate(ResourceBase):',
    snippets: ['fa-models'],
    commands: ['fastidious.generate.model-variants'],
    rules: ['missing-model-variant', 'shared-request-response-model', 'missing-class-docstring'],
  },
  {
    sentence: 'class ResourceUpdate(BaseModel):',
    rules: ['missing-model-variant', 'required-update-field'],
    snippets: ['fa-models'],
    commands: ['fastidious.generate.model-variants'],
  },
  {
    sentence: 'class ResourceResponse(ResourceBase):',
    rules: [
      'missing-model-variant',
      'response-without-from-attributes',
      'sensitive-response-field',
      'missing-response-model',
    ],
    snippets: ['fa-models'],
    commands: ['fastidious.generate.model-variants'],
  },
  {
    sentence: 'class ResourceInDB(ResourceResponse):',
    rules: ['sensitive-response-field'],
    snippets: ['fa-models'],
    commands: ['fastidious.generate.model-variants'],
  },

  { sentence: '3. Type Hints & Docstrings', why: HEADING },
  { sentence: 'Every function must have:', rules: ['missing-docstring', 'missing-return-type'], snippets: ['fa-def'] },
  {
    sentence: 'Complete type annotations on all parameters and return values',
    rules: ['missing-parameter-type', 'missing-return-type', 'implicit-optional', 'incomplete-generic-type'],
    snippets: ['fa-def'],
  },
  {
    sentence: 'Google Style docstring',
    rules: ['missing-docstring', 'missing-class-docstring', 'non-google-docstring', 'misplaced-docstring-section'],
    snippets: ['fa-def'],
    commands: ['fastidious.generateDocstring'],
  },
  {
    sentence: 'def get_user_by_id(db: Session, user_id: str) -> User | None:',
    rules: [
      'undocumented-parameter',
      'unknown-documented-parameter',
      'undocumented-return',
      'superfluous-return-section',
      'undocumented-yield',
      'undocumented-exception',
      'misplaced-docstring-section',
    ],
    snippets: ['fa-def'],
    commands: ['fastidious.generateDocstring'],
    why: 'Whether the words of a docstring are true, only a person can say; an exception that a callee raises may be documented or not.',
  },

  { sentence: '4. Testing Requirements', why: HEADING },
  {
    sentence: 'Before writing tests, present a **Test Perspectives Table** (see user_rules.md).',
    rules: ['missing-test-perspectives'],
    commands: ['fastidious.generate.perspectives-table'],
  },
  { sentence: 'Use Given/When/Then comments:', rules: ['missing-given-when-then'], snippets: ['fa-test'] },
  {
    sentence: 'def test_create_user_success(client: TestClient, db: Session) -> None:',
    rules: ['missing-given-when-then', 'untested-route', 'missing-return-type', 'missing-docstring'],
    snippets: ['fa-test'],
    commands: ['fastidious.generate.test'],
  },

  { sentence: '5. Security Practices', why: HEADING },
  {
    sentence: 'Validate ALL inputs with Pydantic',
    rules: ['unvalidated-request-body'],
    snippets: ['fa-create', 'fa-update'],
  },
  {
    sentence: 'Use parameterized queries (never string interpolation in SQL)',
    rules: ['interpolated-sql', 'interpolated-sql-identifier'],
    snippets: ['sql-sqlalchemy', 'sql-sqlite3', 'sql-psycopg', 'sql-asyncpg'],
  },
  { sentence: 'Hash passwords with `bcrypt` or `argon2`', rules: ['weak-password-hash', 'plaintext-password'] },
  {
    sentence: 'Return minimal error details to clients',
    rules: ['leaked-exception-detail', 'sensitive-response-field'],
  },
  { sentence: 'Use dependency injection for authentication', rules: ['manual-authentication'] },
  {
    sentence: 'Log security events (auth failures, suspicious inputs)',
    rules: ['unlogged-auth-failure'],
    why: 'What input is suspicious only the project knows.',
  },

  { sentence: '6. Commands', why: HEADING },
  { sentence: 'uv run pytest                              # all tests', tasks: ['test'] },
  { sentence: 'uv run pytest tests/unit/                  # unit tests', tasks: ['unit'] },
  { sentence: 'uv run pytest tests/integration/           # integration tests', tasks: ['integration'] },
  { sentence: 'uv run pytest --cov=src --cov-report=html  # with coverage', tasks: ['coverage'] },
  { sentence: 'uv run ruff check .                        # lint', tasks: ['lint'] },
  { sentence: 'uv run ruff format .                       # format', tasks: ['format'] },
  {
    sentence: 'uv add <package>                           # add dependency',
    commands: ['fastidious.addDependency'],
    rules: ['pip-instead-of-uv'],
  },
  {
    sentence: 'uv add --dev <package>                     # add dev dependency',
    commands: ['fastidious.addDevDependency'],
    rules: ['pip-instead-of-uv'],
  },

  { sentence: 'Output Format', why: HEADING },
  {
    sentence: 'Implement the requested code with full type hints and docstrings',
    rules: ['missing-parameter-type', 'missing-return-type', 'missing-docstring'],
    commands: ['fastidious.fixAll', 'fastidious.fixAllInWorkspace', 'fastidious.generateDocstring'],
  },
  {
    sentence: 'Create or update Pydantic models as needed',
    rules: ['missing-response-model'],
    snippets: ['fa-models'],
    commands: ['fastidious.generate.model-variants'],
  },
  {
    sentence: 'Write tests following the test perspectives table format',
    rules: ['missing-test-perspectives', 'untested-route'],
    commands: ['fastidious.generate.test', 'fastidious.generate.perspectives-table'],
  },
  { sentence: 'Run linting and tests to verify', tasks: ['lint', 'test'] },
  {
    sentence: 'Report what was implemented and any remaining issues',
    why: 'The report is the author’s; `fastidious check` and the Problems view list what remains.',
  },
];
