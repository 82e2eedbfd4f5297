// Models and path operations of a resource, generated in the real editor, looked at and tabbed through.
// Must not test what single generators write.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import {
  closeAll,
  editorWindow,
  extension,
  find,
  hasWindow,
  onDisk,
  placeCursor,
  problems,
  ruleOf,
  sampleFile,
  show,
  status,
  until,
} from '../support';

const SHELF = `"""Shelves."""

from pydantic import BaseModel, Field


class Shelf(BaseModel):
    """A shelf."""

    id: int
    name: str = Field(min_length=1, max_length=255)
    note: str | None = None
`;

const GADGETS = `"""Gadgets that the library lends."""

from collections.abc import Generator
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite://")


def get_session() -> Generator[Session]:
    """Open a session."""
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


class Gadget(SQLModel, table=True):
    """A gadget as it is stored."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(min_length=1, max_length=255)


class GadgetCreate(SQLModel):
    """Request body for creating a gadget."""

    name: str = Field(min_length=1, max_length=255)


class GadgetUpdate(SQLModel):
    """Request body for updating a gadget; every field is optional."""

    name: str | None = Field(default=None, min_length=1, max_length=255)


class GadgetPublic(SQLModel):
    """API response for a gadget."""

    id: int
    name: str


router = APIRouter(prefix="/api/v1/gadgets", tags=["gadgets"])
app = FastAPI()
app.include_router(router)
`;

describe('generators of models and snippets of routes', () => {
  const made = ['src/app/shelf.py', 'src/app/gadgets.py', 'src/app/routers/shelves.py'].map(sampleFile);
  const main = 'src/app/main.py';

  before(async () => {
    await show(main);
    await status('ready');
  });
  afterEach(async () => {
    // VS Code holds documents that an extension opened for minutes, and the server with it: they must say nothing then.
    for (const document of vscode.workspace.textDocuments) {
      if (!made.some((uri) => uri.toString() === document.uri.toString())) continue;
      const edit = new vscode.WorkspaceEdit();
      edit.delete(document.uri, new vscode.Range(0, 0, document.lineCount, 0));
      await vscode.workspace.applyEdit(edit);
      await document.save();
    }
    await closeAll();
    for (const { fsPath } of made) rmSync(fsPath, { force: true });
  });

  async function write(path: string, text: string): Promise<vscode.TextEditor> {
    await vscode.workspace.fs.writeFile(sampleFile(path), new TextEncoder().encode(text));
    return show(path);
  }

  /** Runs a command and takes the first of its offers, where it asks. */
  async function generate(id: string, wanted: RegExp): Promise<void> {
    const command = vscode.commands.executeCommand(`fastidious.generate.${id}`);
    await until('the choice', async () =>
      (await editorWindow.texts('.quick-input-list .monaco-list-row')).some((row) => wanted.test(row)),
    );
    await editorWindow.screenshot(`generate-${id}-choice`);
    await editorWindow.press('Enter');
    await command;
  }

  it('write the models that a class lacks, free of our own problems', async function () {
    if (!hasWindow) this.skip();
    const editor = await write('src/app/shelf.py', SHELF);
    const { document } = editor;
    await placeCursor(editor, find(document, 'Shelf(BaseModel)'));
    await generate('model-variants', /ShelfCreate, ShelfUpdate/);
    const active = await until('the models', () =>
      vscode.workspace.textDocuments.find((each) => each.getText().includes('class ShelfUpdate(')),
    );
    await until('one cursor, at the first of them', () => {
      const { document: shown, selections } = vscode.window.activeTextEditor!;
      const [selection, ...more] = selections;
      return more.length === 0 && shown.lineAt(selection!.active.line).text.startsWith('class ShelfCreate(');
    });
    await editorWindow.screenshot('generate-models');
    for (const name of ['ShelfCreate', 'ShelfUpdate']) assert.match(active.getText(), new RegExp(`class ${name}\\(`));
    assert.ok(active.getText().startsWith(onDisk(active.uri).trimEnd().slice(0, 20)), 'the file was written over');
    await status('ready');
    const found = problems(active.uri).map((each) => `${ruleOf(each)}: ${each.message}`);
    assert.deepEqual(
      found.filter((each) => each.includes('Shelf')),
      [],
    );
  });

  it('write the operations of a router as a snippet that is tabbed through', async function () {
    if (!hasWindow) this.skip();
    const editor = await write('src/app/gadgets.py', GADGETS);
    const { document } = editor;
    const end = document.lineAt(document.lineCount - 1).range.end;
    await placeCursor(editor, end);
    void vscode.commands.executeCommand('fastidious.generate.crud-router');
    await until('the operations', () => document.getText().includes('def delete_gadget('));
    await editorWindow.screenshot('generate-crud');
    const stops: string[] = [];
    for (let i = 0; i < 6; i++) {
      const selected = document.getText(editor.selection);
      if (selected !== '') stops.push(selected);
      const before = editor.selection;
      await editorWindow.press('Tab');
      await until('the next stop', () => !editor.selection.isEqual(before));
    }
    await editorWindow.screenshot('generate-crud-tabbed');
    assert.deepEqual(stops.slice(0, 3), ['100', '20', 'Gadget not found'], stops.join(', '));
    const { routes } = await extension();
    await until(
      'its routes',
      async () =>
        ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].every((method) =>
          document.getText().includes(`@router.${method.toLowerCase()}(`),
        ) && (await routes()).some((line) => line.includes('/api/v1/gadgets')),
    );
    const found = problems(document.uri).filter((each) => !/^(untested-route|unreachable-router)$/.test(ruleOf(each)));
    assert.deepEqual(
      found.map((each) => `${ruleOf(each)}: ${each.message}`),
      [],
    );
  });
});
