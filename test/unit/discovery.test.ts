// Which files a walk finds, and which of them are judged.
import assert from 'node:assert/strict';
import { discover, type Found, isJudged, isJudgedWhenOpen } from '../../server/src/linter/discovery';
import { folderOf, foldersUpwards, pathFrom } from '../../server/src/linter/fileSystem';
import { decodeSource, encodeSource, isGenerated, tooLarge } from '../../server/src/linter/sourceText';
import { type MemoryEntry, memoryFiles } from './memoryFiles';

async function walk(entries: Record<string, MemoryEntry>, root = '/p'): Promise<string[]> {
  const found: string[] = [];
  for await (const each of discover(memoryFiles(entries), root)) found.push(tell(each, root));
  return found;
}

function tell(found: Found, root: string): string {
  const path = pathFrom(root, found.path) ?? found.path;
  if (found.kind === 'text') return `text ${path}`;
  return found.kind === 'skipped' ? `${path} ${found.reason}` : path;
}

describe('discovery', () => {
  it('finds files in order of names, a pyproject.toml first as what holds settings', async () => {
    const found = await walk({
      '/p/b.py': '',
      '/p/a/z.py': '',
      '/p/a/__init__.py': '',
      '/p/a/stub.pyi': '',
      '/p/notes.md': '',
      '/p/pyproject.toml': '',
      '/q/other.py': '',
    });
    assert.deepEqual(found, [
      'pyproject.toml',
      'a/__init__.py',
      'a/stub.pyi',
      'a/z.py',
      'b.py',
      'text notes.md',
      'text pyproject.toml',
    ]);
  });

  it('stays out of environments, packages, caches and migrations', async () => {
    const found = await walk({
      '/p/.venv/lib/a.py': '',
      '/p/env/pyvenv.cfg': '',
      '/p/env/lib/b.py': '',
      '/p/conda/conda-meta/history': '',
      '/p/conda/b.py': '',
      '/p/node_modules/x/c.py': '',
      '/p/lib/site-packages/d.py': '',
      '/p/__pycache__/e.py': '',
      '/p/.git/hooks/f.py': '',
      '/p/.tox/g.py': '',
      '/p/.mypy_cache/h.py': '',
      '/p/app/alembic/versions/0001_first.py': '',
      '/p/app/alembic/env.py': '',
      '/p/app/versions/kept.py': '',
      '/p/build/kept.py': '',
    });
    assert.deepEqual(found, ['app/alembic/env.py', 'app/versions/kept.py', 'build/kept.py']);
  });

  it('walks a folder that was named, even one that a walk would not enter', async () => {
    assert.deepEqual(await walk({ '/e/pyvenv.cfg': '', '/e/a.py': '' }, '/e'), ['a.py']);
    const ignored = { '/r/.git/HEAD': '', '/r/.gitignore': 'out/\n', '/r/out/a.py': '', '/r/out/b/c.py': '' };
    assert.deepEqual(await walk(ignored, '/r/out'), ['a.py', 'b/c.py']);
    assert.deepEqual(await walk(ignored, '/r'), []);
  });

  it('honours .gitignore at every level, above the root too', async () => {
    const found = await walk(
      {
        '/r/.git/HEAD': '',
        '/r/.git/info/exclude': 'secret.py\n',
        '/r/.gitignore': 'build/\n*.gen.py\n/p/only_here.py\n',
        '/r/p/secret.py': '',
        '/r/p/only_here.py': '',
        '/r/p/build/a.py': '',
        '/r/p/x.gen.py': '',
        '/r/p/sub/.gitignore': '!x.gen.py\nlocal.py\n',
        '/r/p/sub/x.gen.py': '',
        '/r/p/sub/local.py': '',
        '/r/p/local.py': '',
      },
      '/r/p',
    );
    assert.deepEqual(found, ['local.py', 'sub/x.gen.py']);
  });

  it('takes no ignore file above the root of a repository for its own', async () => {
    const found = await walk({ '/.gitignore': '*.py\n', '/p/.git/HEAD': '', '/p/a.py': '' });
    assert.deepEqual(found, ['a.py']);
  });

  it('follows links out of the tree once, never in circles', async () => {
    const found = await walk({
      '/p/a/file.py': '',
      '/p/a/self': { link: '/p/a' },
      '/p/a/up': { link: '/p' },
      '/p/a/root': { link: '/' },
      '/p/a/gone': { link: '/nowhere' },
      '/p/loop1': { link: '/p/loop2' },
      '/p/loop2': { link: '/p/loop1' },
      '/p/again.py': { link: '/p/a/file.py' },
      '/p/outside.py': { link: '/q/shared.py' },
      '/p/one': { link: '/q/pkg' },
      '/p/two': { link: '/q/pkg' },
      '/q/shared.py': '',
      '/q/pkg/m.py': '',
      '/q/pkg/back': { link: '/p' },
    });
    assert.deepEqual(found, ['a/file.py', 'one/m.py', 'outside.py']);
  });

  it('tells of unreadable folders and huge files and goes on', async () => {
    const found = await walk({
      '/p/closed': { forbidden: 'folder' },
      '/p/huge.py': new Uint8Array(9 * 1024 * 1024),
      '/p/open.py': '',
    });
    assert.deepEqual(found, ['closed cannot be read: permission denied', 'huge.py is larger than 4 MB', 'open.py']);
    assert.deepEqual(await walk({ '/q/a.py': '' }, '/p'), [' cannot be read: it is not there']);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const found: string[] = [];
    for await (const each of discover(memoryFiles({ '/p/a.py': '', '/p/b.py': '' }), '/p', controller.signal)) {
      found.push(each.path);
      controller.abort();
    }
    assert.deepEqual(found, ['/p/a.py']);
  });
});

describe('which files are judged', () => {
  const judged = (
    relativePath: string,
    settings: { include?: string[]; exclude?: string[] } = {},
    text = '',
  ): boolean => isJudged({ relativePath, text, settings: { include: [], exclude: [], ...settings } });

  it('leaves out stubs and generated files', () => {
    assert.equal(judged('app/main.py'), true);
    assert.equal(judged('app/main.pyi'), false);
    assert.equal(judged('app/user_pb2.py'), false);
    assert.equal(judged('app/user_pb2_grpc.py'), false);
    assert.equal(judged('app/main.py', {}, '# @generated\n'), false);
  });

  it('reads include and exclude as globs of files and folders', () => {
    assert.equal(judged('src/a.py', { include: ['src'] }), true);
    assert.equal(judged('lib/src/a.py', { include: ['src'] }), true);
    assert.equal(judged('lib/src/a.py', { include: ['/src'] }), false);
    assert.equal(judged('lib/a.py', { include: ['src/**'] }), false);
    assert.equal(judged('src/a/b.py', { include: ['src/*.py'] }), false);
    assert.equal(judged('src/a_test.py', { exclude: ['*_test.py'] }), false);
    assert.equal(judged('src/legacy/x/a.py', { exclude: ['src/legacy/'] }), false);
    assert.equal(judged('src/.hidden/a.py', { exclude: ['.hidden'] }), false);
    assert.equal(judged('src/a.py', { include: ['src'], exclude: ['./src/a.py'] }), false);
    assert.equal(judged('src/a.py', { exclude: ['[', '', '{'] }), true);
  });

  it('judges a left-out file that is open only where include names it', () => {
    const open = (relativePath: string, include: string[] = []): boolean =>
      isJudgedWhenOpen({ relativePath, text: '', settings: { include, exclude: [] } });
    assert.equal(open('a.py'), true);
    assert.equal(open('a.pyi'), false);
    assert.equal(open('a.pyi', ['**/*.pyi']), true);
    assert.equal(open('.venv/lib/python3.12/site-packages/x.py'), false);
    assert.equal(open('db/alembic/versions/1.py'), false);
    assert.equal(open('db/alembic/versions/1.py', ['db']), true);
  });

  it('leaves out the revisions of Alembic, whatever their folder is called', () => {
    const revision = '"""Add users.\n\nRevision ID: 8f364cf49a23\nRevises: 0ab4f8f54bfa\n"""\n';
    const settings = { include: [], exclude: [] };
    const judged = (relativePath: string, text: string): boolean => isJudged({ relativePath, text, settings });
    assert.equal(judged('app/db/revisions/core/versions/8f36_users.py', revision), false);
    assert.equal(judged('app/versions/api.py', 'Revision = 1\n'), true);
    assert.equal(judged('app/notes.py', revision), true);
  });

  it('knows a generated file by what it says of itself at its top', () => {
    assert.equal(isGenerated('# Generated by the protocol buffer compiler.  DO NOT EDIT!\n'), true);
    assert.equal(
      isGenerated('#!/usr/bin/env python\n"""Client.\n\nGenerated by openapi.\nDo not edit by hand.\n"""\n'),
      true,
    );
    assert.equal(isGenerated(`${'\n'.repeat(12)}# @generated\n`), false);
    assert.equal(isGenerated('@generated\ndef f(): ...\n'), false);
    assert.equal(isGenerated('x = "generated by me"\ny = "do not edit"\n'), false);
    assert.equal(isGenerated('# Generated by Django 4.2 on 2023-01-01\n'), false);
  });
});

describe('source text', () => {
  const bytes = (text: string): Uint8Array => Uint8Array.from(text, (each) => each.charCodeAt(0));

  it('keeps a byte order mark and line endings', () => {
    const decoded = decodeSource(bytes('\xef\xbb\xbfx = 1\r\n'));
    assert.deepEqual(decoded, { text: '\ufeffx = 1\r\n', encoding: 'utf-8' });
    assert.deepEqual(encodeSource('\ufeffx = 1\r\n', 'utf-8'), bytes('\xef\xbb\xbfx = 1\r\n'));
  });

  it('follows a coding line in the first two lines', () => {
    const latin = bytes('#!/usr/bin/python\n# -*- coding: ISO_8859-1 -*-\ns = "\xe9\x80"\n');
    const decoded = decodeSource(latin);
    assert.ok('text' in decoded && decoded.text.endsWith('"\u00e9\u0080"\n'));
    assert.deepEqual(encodeSource(decoded.text, decoded.encoding), latin);
    assert.equal(encodeSource('\u20ac', 'latin-1'), null);
    assert.ok('text' in decodeSource(bytes('# vim: set fileencoding=utf8 :\nx = 1\n')));
    assert.deepEqual(decodeSource(bytes('# coding: koi8-r\n')), {
      reason: 'is encoded in koi8-r, which is not supported',
    });
    assert.ok('text' in decodeSource(bytes('x = 1\n# coding: koi8-r\n')));
  });

  it('tells what is no text', () => {
    assert.deepEqual(decodeSource(bytes('a\0b')), { reason: 'is a binary file' });
    assert.deepEqual(decodeSource(bytes('s = "\xe9"\n')), { reason: 'is not UTF-8 and has no coding line' });
    assert.deepEqual(decodeSource(bytes('')), { text: '', encoding: 'utf-8' });
    assert.equal(tooLarge(1024), null);
  });
});

describe('paths', () => {
  it('go up to the root on every system', () => {
    assert.deepEqual([...foldersUpwards('/a/b')], ['/a/b', '/a', '/']);
    assert.deepEqual([...foldersUpwards('C:/a')], ['C:/a', 'C:/']);
    assert.equal(folderOf('C:/'), 'C:/');
    assert.equal(pathFrom('/a', '/ab/c'), null);
    assert.equal(pathFrom('/', '/ab/c'), 'ab/c');
    assert.equal(pathFrom('/a', '/a'), '');
  });
});
