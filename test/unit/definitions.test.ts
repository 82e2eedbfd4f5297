// Import resolution: the layouts in which Python projects lie, and the ways in which names travel between modules.
import assert from 'node:assert/strict';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';

function projectOf(files: Record<string, string>): Project {
  const project = new Project();
  for (const [path, text] of Object.entries(files)) {
    const file = new SourceFile(path, text);
    project.set(readModule(path, file.regions));
    file.close();
  }
  return project;
}

/** `path qualifiedName` of what a name means in a file; `null` when unknown. */
function means(files: Record<string, string>, path: string, name: string): string | null {
  const definition = projectOf(files).view(path).resolve(name);
  return definition && `${definition.path ?? '-'} ${definition.qualifiedName}`;
}

const USER = 'class User:\n    pass\n';

describe('definitions', () => {
  it('finds what the module itself binds', () => {
    assert.equal(means({ 'app/__init__.py': '', 'app/m.py': USER }, 'app/m.py', 'User'), 'app/m.py app.m.User');
    assert.equal(means({ 'app/m.py': USER }, 'app/m.py', 'Other'), null);
  });

  it('names what lies outside the project', () => {
    const files = { 'main.py': 'from fastapi import APIRouter as R\nimport fastapi as f\nimport os.path\n' };
    assert.equal(means(files, 'main.py', 'R'), '- fastapi.APIRouter');
    assert.equal(means(files, 'main.py', 'f.FastAPI'), '- fastapi.FastAPI');
    assert.equal(means(files, 'main.py', 'os.path.join'), '- os.path.join');
  });

  it('keeps well-known libraries apart from files of the same name', () => {
    const files = {
      'fastapi.py': USER,
      'types.py': USER,
      'main.py': 'from fastapi import User\nfrom types import User as T\n',
    };
    assert.equal(means(files, 'main.py', 'User'), '- fastapi.User');
    assert.equal(means(files, 'main.py', 'T'), '- types.User');
  });

  const layouts: Record<string, [Record<string, string>, string, string]> = {
    'absolute from the root': [{ 'app/models.py': USER }, 'app/api/main.py', 'from app.models import User'],
    'absolute under a nested root': [
      { 'backend/app/__init__.py': '', 'backend/app/models.py': USER },
      'backend/app/api/main.py',
      'from app.models import User',
    ],
    'a src layout from its tests': [
      { 'src/shop/__init__.py': '', 'src/shop/models.py': USER },
      'tests/test_a.py',
      'from shop.models import User',
    ],
    'a sibling of a folder without __init__': [{ 'svc/models.py': USER }, 'svc/main.py', 'from models import User'],
    'relative, one dot': [{ 'app/models.py': USER }, 'app/main.py', 'from .models import User'],
    'relative, two dots': [{ 'app/models.py': USER }, 'app/api/main.py', 'from ..models import User'],
    'relative, a module of the package': [
      { 'app/__init__.py': '', 'app/models.py': USER },
      'app/main.py',
      'from . import models\nUser = models.User',
    ],
    'a namespace package': [{ 'acme/shop/models.py': USER }, 'acme/api/main.py', 'from acme.shop.models import User'],
    're-exported by __init__': [
      { 'app/models/__init__.py': 'from .user import User\n', 'app/models/user.py': USER },
      'app/main.py',
      'from app.models import User',
    ],
    're-exported twice, under other names': [
      {
        'app/models/__init__.py': 'from .users import Account as Person\n',
        'app/models/users/__init__.py': 'from app.models.users.user import User as Account\n',
        'app/models/users/user.py': USER,
      },
      'app/main.py',
      'from app.models import Person as User',
    ],
    're-exported by a star': [
      { 'app/models/__init__.py': 'from .user import *\n', 'app/models/user.py': USER },
      'app/main.py',
      'from app.models import User',
    ],
    'a dotted import': [{ 'app/models.py': USER }, 'app/main.py', 'import app.models\nUser = app.models.User'],
    'a dotted import with an alias': [
      { 'app/models.py': USER },
      'app/main.py',
      'import app.models as m\nUser = m.User',
    ],
    'under TYPE_CHECKING': [
      { 'app/models.py': USER },
      'app/main.py',
      'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.models import User',
    ],
    'with a fallback': [
      { 'app/models.py': USER },
      'app/main.py',
      'try:\n    from app.models import User\nexcept ImportError:\n    User = None',
    ],
    'run from another folder': [
      { 'services/shop/app/__init__.py': '', 'services/shop/app/models.py': USER, 'services/mail/app.py': '' },
      'services/shop/scripts/run.py',
      'from app.models import User',
    ],
  };
  for (const [name, [files, path, text]] of Object.entries(layouts)) {
    it(`follows ${name}`, () => {
      const home = Object.keys(files).find((each) => files[each] === USER);
      const definition = projectOf({ ...files, [path]: `${text}\n` })
        .view(path)
        .resolve('User');
      assert.equal(definition?.path, home);
      assert.equal(definition?.binding?.kind, 'class');
    });
  }

  it('takes the nearest of two packages of one name, and neither when both are as near', () => {
    const files = { 'a/app/__init__.py': '', 'a/app/m.py': USER, 'b/app/__init__.py': '', 'b/app/m.py': USER };
    const text = 'from app.m import User\n';
    assert.equal(means({ ...files, 'a/app/main.py': text }, 'a/app/main.py', 'User'), 'a/app/m.py app.m.User');
    assert.equal(means({ ...files, 'main.py': text }, 'main.py', 'User'), '- app.m.User');
  });

  it('ends in a circle of imports', () => {
    const files = { 'app/a.py': 'from app.b import User\n', 'app/b.py': 'from app.a import User\n' };
    assert.equal(means(files, 'app/a.py', 'User'), null);
  });

  it('sees files come and go', () => {
    const project = projectOf({ 'app/main.py': 'from app.models import User\n' });
    assert.equal(project.view('app/main.py').resolve('User')?.path, null);
    const file = new SourceFile('app/models.py', USER);
    project.set(readModule(file.path, file.regions));
    assert.equal(project.view('app/main.py').resolve('User')?.path, 'app/models.py');
    project.delete('app/models.py');
    assert.equal(project.view('app/main.py').resolve('User')?.path, null);
  });
});
