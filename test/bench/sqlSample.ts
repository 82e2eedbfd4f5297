// Makes a module of a wanted length that does nothing but build SQL and run it, with helpers that call one another.
// Must be the same text on every run.

/**
 * A module of at least `lines` lines.
 * @returns a text that parses
 */
export function sqlModule(lines: number): string {
  const parts = [HEAD];
  let count = countLines(HEAD);
  for (let i = 0; count < lines; i++) {
    const part = section(i);
    parts.push(part);
    count += countLines(part);
  }
  return parts.join('');
}

/** What is typed into it: see `SESSIONS` of the benchmark. */
export const SQL_SESSIONS: readonly (readonly [behind: string, text: string])[] = [
  ['    query = "SELECT i.id FROM items i"\n', '    label = name\n'],
  [" AND i.name = '{name", '.strip()'],
  ['        clauses.append(f"i.size > ', '1 + '],
  ['    """Rows of section', ' with all their parts'],
];

const HEAD = `"""Queries of one big module."""

from fastapi import APIRouter, Depends
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import get_db

router = APIRouter()
ORDERS = {"name": "i.name", "size": "i.size"}


def run(db: Session, statement: str) -> list:
    """Run a statement."""
    return db.execute(text(statement)).all()
`;

/** Helpers of one section call those of the one before and, in a circle, each other. */
function section(i: number): string {
  const before = i === 0 ? 'run(db, query)' : `fetch_${i - 1}(db, query, name)`;
  return `

def where_${i}(name: str, sizes: list[int]) -> str:
    """Conditions of section ${i}."""
    clauses = [f"i.name = '{name}'"]
    for size in sizes:
        clauses.append(f"i.size > {size}")
    if not sizes:
        clauses.append("i.size IS NULL")
    return " AND ".join(clauses)


def fetch_${i}(db: Session, query: str, name: str) -> list:
    """Rows of section ${i}."""
    if name:
        query = again_${i}(db, query + f" AND i.name = '{name}'", name)
    return ${before}


def again_${i}(db: Session, query: str, name: str) -> str:
    """The same in a circle."""
    if len(query) < ${i}:
        return fetch_${i}(db, "SELECT 1 FROM items WHERE " + query, name)
    return query


@router.get("/sections/${i}")
def list_${i}(name: str, order: str, limit: int, db: Session = Depends(get_db)) -> list:
    """List section ${i}."""
    query = "SELECT i.id FROM items i"
    query += " WHERE " + where_${i}(name, [limit])
    query += f" ORDER BY {ORDERS[order]} LIMIT {limit}"
    return fetch_${i}(db, query, name)
`;
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}
