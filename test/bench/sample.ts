// Makes a FastAPI-like module of a wanted length, with about as many mistakes as an unkempt backend has.
// Must be the same text on every run.

/** How often a function lacks something; together they give about 1,600 diagnostics in 10,000 lines. */
const SHARE = { annotation: 0.6, docstring: 0.4, arguments: 0.6, version: 0.5, sql: 0.3 };

/**
 * A module of at least `lines` lines.
 * @returns a text that parses
 */
export function sampleModule(lines: number): string {
  const random = createRandom(7);
  const has = (share: number): boolean => random() >= share;
  const parts = [HEAD];
  let count = countLines(HEAD);
  for (let i = 0; count < lines; i++) {
    const part = i % 4 === 3 ? modelFamily(i, has) : i % 4 === 2 ? service(i, has) : endpoint(i, has);
    parts.push(part);
    count += countLines(part);
  }
  return parts.join('');
}

const HEAD = `"""Endpoints, models and services of one big module."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, status
from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import get_db

router = APIRouter(prefix="/api/v1")
legacy = APIRouter(prefix="/old")
`;

type Has = (share: number) => boolean;

function endpoint(i: number, has: Has): string {
  const router = has(SHARE.version) ? 'router' : 'legacy';
  const path = has(SHARE.version) ? `/items-${i}` : `/getItems${i}`;
  const id = has(SHARE.annotation) ? 'item_id: int' : 'item_id';
  const limit = has(SHARE.annotation) ? 'limit: int = 20' : 'limit=20';
  const returns = has(SHARE.annotation) ? ' -> dict[str, Any]' : '';
  const query = has(SHARE.sql)
    ? 'text("SELECT * FROM items WHERE id = :id"), {"id": item_id}'
    : 'text(f"SELECT * FROM items WHERE name = \'{name}\'")';
  return `

@${router}.get("${path}/{item_id}")
async def read_item_${i}(
    ${id},
    name: str,
    ${limit},
    db: Session = Depends(get_db),
)${returns}:
${docstring(has, `Read item ${i} from the store.`, ['item_id', 'name', 'limit', 'db'])}    result = db.execute(${query})
    row = result.first()
    if row is None:
        raise HTTPException(status_code=status.HTTP_404_NOT_FOUND, detail="No such item")
    total = 0
    for part in row:
        total += len(str(part))
    return {"id": item_id, "name": name, "limit": limit, "total": total}
`;
}

function service(i: number, has: Has): string {
  const value = has(SHARE.annotation) ? 'value: float' : 'value';
  const rate = has(SHARE.annotation) ? 'rate: float = 0.2' : 'rate=0.2';
  const returns = has(SHARE.annotation) ? ' -> float' : '';
  return `

class Service${i}:
    """Computes prices of kind ${i}."""

    def __init__(self, base: float) -> None:
        """Keep the base price.

        Args:
            base: The price before anything else.
        """
        self.base = base

    def price(self, ${value}, ${rate})${returns}:
${docstring(has, `Price number ${i}.`, ['value', 'rate'], '    ')}        price = self.base + value * (1 + rate)
        if price < 0:
            raise ValueError(f"negative price {price}")
        return round(price, 2)

    def label(self, ${value})${has(SHARE.annotation) ? ' -> str' : ''}:
${docstring(has, `Label number ${i}.`, ['value'], '    ')}        parts = [str(value), str(self.base)]
        return " / ".join(parts)
`;
}

function modelFamily(i: number, has: Has): string {
  return `

class Item${i}Base(BaseModel):
    """Shared fields of item ${i}."""

    name: str = Field(..., min_length=1, max_length=255)
    price: float = Field(..., ge=0)
    tags: list[str] = []


class Item${i}Create(Item${i}Base):
    """Request body for creation."""


@router.post("/item-families-${i}"${has(SHARE.version) ? ', status_code=status.HTTP_201_CREATED' : ''})
async def create_family_${i}(payload: Item${i}Create, db: Annotated[Session, Depends(get_db)]) -> Item${i}Base:
${docstring(has, `Create family ${i}.`, ['payload', 'db'])}    db.add(payload)
    db.commit()
    return payload
`;
}

function docstring(has: Has, summary: string, parameters: readonly string[], indent = ''): string {
  if (!has(SHARE.docstring)) return '';
  const inner = `${indent}    `;
  const documented = has(SHARE.arguments) ? parameters : parameters.slice(1);
  const entries = documented.map((name) => `${inner}    ${name}: What it says.\n`).join('');
  return `${inner}"""${summary}\n\n${inner}Args:\n${entries || `${inner}    other: Something else.\n`}\n${inner}Returns:\n${inner}    What was asked for.\n${inner}"""\n`;
}

/** A linear congruential generator (Numerical Recipes): numbers in [0, 1), the same on every machine. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}
