// The layouts that projects have, each a small project under fixtures/projects/layouts with the routes that FastAPI gives it.
// `routes.txt` is the specification: `UPDATE=1` writes it, a person reads it.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';
import { resolveRoutes } from '../../server/src/project/routes';

const LAYOUTS = join(__dirname, '../fixtures/projects/layouts');

function projectIn(folder: string): Project {
  const project = new Project();
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.py'));
  for (const path of paths.sort()) {
    const name = relative(folder, join(folder, path)).replaceAll('\\', '/');
    const file = new SourceFile(name, readFileSync(join(folder, path), 'utf8'));
    project.set(readModule(name, file.regions));
    file.close();
  }
  return project;
}

/** `METHOD path handler file`, what is not known with its reason. */
function routesIn(folder: string): string {
  return resolveRoutes(projectIn(folder))
    .operations.map(({ method, path, handler, file, resolved, reason, includeInSchema }) => {
      const hidden = includeInSchema ? '' : ' (hidden)';
      return `${method} ${path} ${handler} ${file}${hidden}${resolved ? '' : ` — ${reason}`}\n`;
    })
    .join('');
}

describe('layouts', () => {
  for (const name of readdirSync(LAYOUTS)) {
    it(name, () => {
      const folder = join(LAYOUTS, name);
      const expected = join(folder, 'routes.txt');
      const found = routesIn(folder);
      if (process.env.UPDATE === '1') writeFileSync(expected, found);
      assert.ok(existsSync(expected), 'has no routes.txt');
      assert.equal(found, readFileSync(expected, 'utf8'));
    });
  }
});
