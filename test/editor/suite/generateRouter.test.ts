// Models and CRUD operations generated in the real editor: from the light bulb's menu, tabbed through, shown in a preview.
// Must not test what is written beyond what a person sees.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import {
  closeAll,
  editorWindow,
  find,
  hasWindow,
  onDisk,
  placeCursor,
  sampleFile,
  show,
  status,
  until,
} from '../support';

const TABLES = 'src/app/tables.py';
const SHELVES = 'src/app/routers/shelves.py';
const RACKS = 'src/app/routers/racks.py';
const MAIN = 'src/app/main.py';
const MODELS = 'src/app/models.py';

const TABLES_TEXT = `"""What is kept."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite://")


class Base(DeclarativeBase):
    """What all tables descend from."""


class Shelf(Base):
    """A shelf."""

    __tablename__ = "shelves"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    floor: Mapped[int | None]


def get_session() -> Iterator[Session]:
    """Open a session for one request.

    Yields:
        The session.
    """
    with Session(engine) as session:
        yield session
`;

const MODELS_TEXT = `

class ShelfCreate(BaseModel):
    """Request body for creating a shelf."""

    label: str


class ShelfUpdate(BaseModel):
    """Request body for updating a shelf."""

    label: str | None = None


class ShelfResponse(BaseModel):
    """API response for a shelf."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    label: str
`;

const ROUTER_TEXT = `"""Routes of shelves."""

from fastapi import APIRouter

from app.tables import Shelf

router = APIRouter(prefix="/api/v1/shelves", tags=["shelves"])
`;

const ROWS = '.action-widget .monaco-list-row';

/** Opens the menu of the light bulb; a menu that opens while new diagnostics arrive is closed by VS Code. */
async function openMenu(title: string): Promise<void> {
  let pressed = 0;
  await until(`"${title}" in the menu`, async () => {
    if (Date.now() - pressed > 4000) {
      pressed = Date.now();
      await editorWindow.press('Control+Shift+r');
    }
    return (await editorWindow.texts(ROWS)).some((row) => row.includes(title));
  });
}

async function write(path: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(sampleFile(path), new TextEncoder().encode(text));
}

async function textOf(path: string): Promise<string> {
  return (await vscode.workspace.openTextDocument(sampleFile(path))).getText();
}

describe('generators of models and routers', () => {
  let main = '';
  let models = '';

  before(async () => {
    await show(MAIN);
    await status('ready');
  });
  beforeEach(async function () {
    // A menu and a preview are answered in the window alone.
    if (!hasWindow) this.skip();
    main = onDisk(sampleFile(MAIN));
    models = onDisk(sampleFile(MODELS));
  });
  afterEach(async () => {
    await closeAll();
    if (main) await write(MAIN, main);
    if (models) await write(MODELS, models);
    for (const path of [TABLES, SHELVES, RACKS]) rmSync(sampleFile(path).fsPath, { force: true });
  });

  it('write models behind their class', async () => {
    const title = 'Generate LoanReportCreate, LoanReportUpdate, LoanReportResponse';
    const editor = await show(MODELS);
    await placeCursor(editor, find(editor.document, 'class LoanReport').translate(0, 8));
    await openMenu(title);
    await editorWindow.screenshot('generate-models-menu');
    await editorWindow.click(ROWS, title);
    await until('the models', () => editor.document.getText().includes('class LoanReportResponse('));
    await editorWindow.screenshot('generate-models');
    const text = editor.document.getText();
    assert.ok(text.includes('class LoanReportUpdate(BaseModel):\n'), text);
    assert.ok(text.includes('    open: int | None = None\n'), text);
  });

  it('write CRUD operations into the router at hand, tabbed through', async () => {
    await write(TABLES, `${TABLES_TEXT}${MODELS_TEXT}`);
    await write(SHELVES, ROUTER_TEXT);
    await write(MAIN, `${main.replace('reports\n', 'reports, shelves\n')}\n\napp.include_router(shelves.router)\n`);
    const title = 'Generate CRUD operations for "Shelf"';
    const editor = await show(SHELVES);
    const { document } = editor;
    await placeCursor(editor, find(document, 'router ='));
    await openMenu(title);
    await editorWindow.screenshot('generate-crud-menu');
    await editorWindow.click(ROWS, title);
    await until('the operations', () => document.getText().includes('def delete_shelf('));
    await editorWindow.screenshot('generate-crud');
    assert.match(document.getText(), /from typing import Annotated\n/);
    for (const [text, next] of [
      ['100', '50'],
      ['20', '10'],
      ['Shelf not found', 'No such shelf'],
    ] as const) {
      await until(`"${text}" to be selected`, () => document.getText(editor.selection) === text);
      await editorWindow.type(next);
      await until(`"${next}" to be typed`, () => document.getText().includes(next));
      await editorWindow.press('Tab');
    }
    await editorWindow.screenshot('generate-crud-tabbed');
    assert.match(document.getText(), /limit: Annotated\[int, Query\(ge=1, le=50\)\] = 10,\n/);
    assert.match(document.getText(), /detail="No such shelf"/);
  });

  it('show a router in a preview, and write it when it is applied', async () => {
    await write(
      TABLES,
      TABLES_TEXT.replaceAll('Shelf', 'Rack').replaceAll('shelves', 'racks').replaceAll('shelf', 'rack'),
    );
    const title = 'Generate CRUD router for "Rack"';
    const editor = await show(TABLES);
    await placeCursor(editor, find(editor.document, 'class Rack').translate(0, 7));
    await openMenu(title);
    await editorWindow.click(ROWS, title);
    const rows = (): Promise<string[]> => editorWindow.texts('.bulk-edit-panel .monaco-list-row');
    await until('the preview', async () => (await rows()).some((row) => row.includes('racks.py')));
    await editorWindow.screenshot('generate-preview');
    // What needs confirmation is not ticked: a person looks first.
    for (const name of ['main.py', 'models.py', 'racks.py']) {
      const row = `.bulk-edit-panel .monaco-list-row:has-text("${name}")`;
      await editorWindow.click(`${row} input[type=checkbox], ${row} .monaco-checkbox`);
    }
    await editorWindow.screenshot('generate-preview-ticked');
    await editorWindow.click('.bulk-edit-panel .monaco-button', 'Apply');
    await until('the router', async () => (await textOf(RACKS).catch(() => '')).includes('def delete_rack('));
    await show(RACKS);
    await editorWindow.screenshot('generate-router');
    assert.match(await textOf(MAIN), /from app\.routers import books, loans, members, racks, reports\n/);
    assert.match(await textOf(MAIN), /\napp\.include_router\(racks\.router\)\n/);
    assert.match(await textOf(MODELS), /class RackCreate\(BaseModel\):/);
  });
});
