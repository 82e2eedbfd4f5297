// What other files do about passwords and refusals is asked again when it changes, and only then.
import assert from 'node:assert/strict';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { settingsForFile } from '../../server/src/linter/fileSettings';
import { createLinter } from '../../server/src/linter/lint';
import { DEFAULT_SETTINGS } from '../../server/src/linter/settings';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';
import { RULES } from '../../server/src/rules';

const ROUTE = `from fastapi import HTTPException


def check(user: str) -> None:
    if not user:
        raise HTTPException(status_code=401)
`;

const HANDLER = `import logging

from fastapi import FastAPI, HTTPException, Request

logger = logging.getLogger(__name__)
app = FastAPI()


@app.exception_handler(HTTPException)
async def handle(request: Request, exc: HTTPException) -> dict:
    return {"detail": exc.detail}
`;

describe('security across files', () => {
  const project = new Project();
  const linter = createLinter(RULES, (rule, path, error) => {
    throw new Error(`${rule.id} crashed on ${path}`, { cause: error });
  });
  const set = (path: string, text: string): SourceFile => {
    const file = new SourceFile(path, text);
    project.set(readModule(path, file.regions));
    return file;
  };
  const idsIn = (file: SourceFile): string[] => {
    const request = {
      file,
      settings: settingsForFile(file.path, file.path, DEFAULT_SETTINGS, RULES),
      project: project.view(file.path),
      projectState: project.state,
    };
    return linter
      .lint(request)
      .map(({ rule }) => rule.id)
      .filter((id) => /password|unlogged/.test(id));
  };

  it('hears of a handler that begins to log, and of one that logs other statuses alone', () => {
    const route = set('app/routes.py', ROUTE);
    set('app/main.py', HANDLER);
    assert.deepEqual(idsIn(route), ['unlogged-auth-failure']);
    set('app/main.py', HANDLER.replace('    return {', '    logger.warning("refused")\n    return {'));
    assert.deepEqual(idsIn(route), []);
    const guarded = '    if exc.status_code >= 500:\n        logger.error("failed")\n    return {';
    set('app/main.py', HANDLER.replace('    return {', guarded));
    assert.deepEqual(idsIn(route), ['unlogged-auth-failure']);
  });

  it('leaves the structure of the project alone when a body begins to log', () => {
    set('app/main.py', HANDLER);
    const { structure, security } = project;
    set('app/main.py', HANDLER.replace('    return {', '    logger.warning("refused")\n    return {'));
    assert.equal(project.structure, structure);
    assert.notEqual(project.security, security);
    const after = project.security;
    set('app/main.py', HANDLER.replace('    return {', '    logger.warning("refused again")\n    return {'));
    assert.equal(project.security, after);
  });

  it('hears of a function that becomes a digest', () => {
    const users = set(
      'app/users.py',
      'from app.tools import shorten\n\n\ndef hide(password: str) -> str:\n    return shorten(password)\n',
    );
    set('app/tools.py', 'def shorten(text: str) -> str:\n    return text[:8]\n');
    assert.deepEqual(idsIn(users), []);
    const digest =
      'import hashlib\n\n\ndef shorten(text: str) -> str:\n    return hashlib.md5(text.encode()).hexdigest()\n';
    set('app/tools.py', digest);
    assert.deepEqual(idsIn(users), ['weak-password-hash']);
  });

  it('hears of a caller that begins to hash', () => {
    set(
      'app/models.py',
      'from sqlalchemy.orm import DeclarativeBase, Mapped\n\n\nclass Base(DeclarativeBase):\n    pass\n\n\nclass User(Base):\n    __tablename__ = "users"\n    password: Mapped[str]\n',
    );
    const store = set(
      'app/store.py',
      'from app.models import User\n\n\ndef add(password: str) -> User:\n    return User(password=password)\n',
    );
    const caller = (value: string): string =>
      `from app.passwords import hash_it\nfrom app.store import add\n\n\ndef register(password: str) -> None:\n    add(${value})\n`;
    set('app/service.py', caller('password'));
    assert.deepEqual(idsIn(store), ['plaintext-password']);
    set('app/service.py', caller('hash_it(password)'));
    assert.deepEqual(idsIn(store), []);
  });
});
