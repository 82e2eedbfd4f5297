// Every snippet, inserted by the real editor where it belongs, is free of our own problems.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, problemOn, problems, ruleOf, sampleFile, show, status } from '../support';

const HEAD = `import sqlite3
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import asyncpg
import psycopg
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, status
from fastapi.testclient import TestClient
from sqlalchemy import select, text
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

router = APIRouter()
app = FastAPI()
app.include_router(router)


`;

interface Snippet {
  body: string[];
}

function snippets(): [string, Snippet][] {
  const root = vscode.extensions.getExtension('fastidious.fastidious')!.extensionPath;
  return Object.entries(JSON.parse(readFileSync(join(root, 'client', 'snippets', 'python.json'), 'utf8')));
}

describe('snippets', () => {
  before(async () => {
    await show('src/app/fines.py');
    await status('ready');
  });
  afterEach(closeAll);

  for (const [name, snippet] of snippets()) {
    it(`${name} is free of our own problems`, async () => {
      const isTest = snippet.body[0]!.startsWith('def test_');
      const uri = sampleFile(isTest ? 'tests/test_snippet.py' : 'src/app/snippet.py');
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(HEAD));
      try {
        const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
        const end = editor.document.positionAt(HEAD.length);
        editor.selection = new vscode.Selection(end, end);
        await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: 'python', name });
        assert.ok(editor.document.getText().length > HEAD.length + 50, 'nothing was inserted');
        assert.ok(!editor.document.getText().includes('${'), editor.document.getText());
        // A mistake after it shows that the server has judged the snippet when there is nothing else.
        const last = editor.document.positionAt(editor.document.getText().length);
        await editor.edit((edit) => edit.insert(last, '\n\n\ndef sentinel():\n    """Be found."""\n'));
        await problemOn(uri, 'missing-return-type', 'sentinel');
        // That nothing tests a route yet that was just inserted is true, and not for the snippet to mend.
        const others = problems(uri).filter(
          (each) => !editor.document.getText(each.range).includes('sentinel') && ruleOf(each) !== 'untested-route',
        );
        assert.deepEqual(
          others.map((each) => `${ruleOf(each)}: ${each.message}`),
          [],
        );
      } finally {
        await closeAll();
        await vscode.workspace.fs.delete(uri);
      }
    });
  }
});
