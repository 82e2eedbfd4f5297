// Writes variants of models from the classes of small projects, and holds the texts against what a person would write.
// Must not know rules.
import assert from 'node:assert/strict';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { planVariants } from '../../server/src/infer/models/planVariants';
import type { Variant } from '../../server/src/infer/models/variants';
import { writeVariants } from '../../server/src/infer/models/writeVariants';
import { applyEdits } from '../../server/src/linter/edits';
import { importEdits } from '../../server/src/linter/importEdits';
import { collectImports } from '../../server/src/linter/imports';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';
import { lintSample } from './lintText';

const ALL: readonly Variant[] = ['base', 'create', 'update', 'response', 'indb'];

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly resource: string;
  readonly path?: string;
  readonly variants?: readonly Variant[];
  readonly python?: readonly [number, number];
  readonly pydantic?: string;
}

/** The classes, and the imports that they ask for. */
function write({ files, resource, variants = ALL, python = [3, 11], pydantic, path = 'app/new.py' }: Case): string {
  const project = new Project();
  for (const [each, text] of Object.entries(files)) project.set(readModule(each, new SourceFile(each, text).regions));
  const requested = new Set<string>();
  const imports = {
    use: (module: string, name: string) => {
      requested.add(`${module}.${name}`);
      return name;
    },
  };
  const place = { project: project.view(path), path, python, indentUnit: '    ', pydantic, imports };
  const request = planVariants(resource, variants, place);
  assert.ok(request, 'nothing to write from');
  const texts = writeVariants(request).map(({ text }) => text);
  return `${[...requested].sort().join(' ')}\n${texts.join('\n\n')}\n`;
}

describe('the texts of model variants', () => {
  it('come from a table of SQLAlchemy', () => {
    const model = `from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, Enum, ForeignKey, Integer, JSON, Numeric, String, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.enums import Color


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    full_name = Column(String(100))
    is_active = Column(Boolean, nullable=False, default=True)
    plan: Mapped[str] = mapped_column(String(20), server_default="free")
    balance = Column(Numeric(10, 2), nullable=False)
    color = Column(Enum(Color), nullable=False)
    extra = Column(JSON)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    hashed_password: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[datetime] = mapped_column(DateTime, server_default=func.now())
    updated_at = Column(DateTime, onupdate=func.now())
    orders: Mapped[list["Order"]] = relationship(back_populates="user")
`;
    const files = {
      'app/models.py': model,
      'app/db.py': 'from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n',
      'app/enums.py': 'from enum import Enum\n\n\nclass Color(str, Enum):\n    RED = "red"\n',
    };
    assert.equal(
      write({ files, resource: 'User' }),
      `app.enums.Color datetime.datetime decimal.Decimal pydantic.BaseModel pydantic.ConfigDict pydantic.Field typing.Any
class UserBase(BaseModel):
    """Shared fields of a user."""

    email: str = Field(max_length=320)
    full_name: str | None = Field(default=None, max_length=100)
    is_active: bool = True
    plan: str = Field(default="free", max_length=20)
    balance: Decimal
    color: Color
    extra: dict[str, Any] | None = None
    team_id: int | None = None

class UserCreate(UserBase):
    """Request body for creating a user."""

    password: str

class UserUpdate(BaseModel):
    """Request body for updating a user; every field is optional."""

    email: str | None = Field(default=None, max_length=320)
    full_name: str | None = Field(default=None, max_length=100)
    is_active: bool | None = None
    plan: str | None = Field(default=None, max_length=20)
    balance: Decimal | None = None
    color: Color | None = None
    extra: dict[str, Any] | None = None
    team_id: int | None = None
    password: str | None = None

class UserResponse(UserBase):
    """API response for a user."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    created_at: datetime
    updated_at: datetime | None = None

class UserInDB(UserResponse):
    """Stored form of a user."""

    hashed_password: str = Field(max_length=128)
`,
    );
  });

  it('come from a table of SQLModel', () => {
    const model = `import uuid
from datetime import datetime, timezone
from typing import Annotated

from pydantic import EmailStr
from sqlmodel import Column, DateTime, Field, Relationship, SQLModel


class UserBase(SQLModel):
    email: EmailStr = Field(unique=True, index=True, max_length=255)
    is_active: bool = True
    full_name: str | None = Field(default=None, max_length=255)


class User(UserBase, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    hashed_password: str
    nick: Annotated[str, Field(max_length=20, index=True)]
    created_at: datetime | None = Field(default_factory=lambda: datetime.now(timezone.utc), sa_type=DateTime(timezone=True))
    items: list["Item"] = Relationship(back_populates="owner", cascade_delete=True)


class ItemRead(SQLModel):
    id: int


class TeamRead(SQLModel):
    id: int
`;
    const files = { 'app/models.py': model };
    assert.equal(
      write({ files, resource: 'User', path: 'app/models.py', variants: ['create', 'update', 'response'] }),
      `sqlmodel.Field sqlmodel.SQLModel
class UserCreate(UserBase):
    """Request body for creating a user."""

    password: str
    nick: Annotated[str, Field(max_length=20)]

class UserUpdate(SQLModel):
    """Request body for updating a user; every field is optional."""

    email: EmailStr | None = Field(default=None, max_length=255)
    is_active: bool | None = None
    full_name: str | None = Field(default=None, max_length=255)
    password: str | None = None
    nick: Annotated[str | None, Field(max_length=20)] = None

class UserRead(UserBase):
    """API response for a user."""

    id: uuid.UUID
    nick: Annotated[str, Field(max_length=20)]
    created_at: datetime | None = None
`,
    );
    assert.equal(
      write({ files, resource: 'User', path: 'app/other.py', variants: ['create', 'update', 'response'] }),
      `datetime.datetime models.UserBase pydantic.EmailStr sqlmodel.Field sqlmodel.SQLModel typing.Annotated uuid.UUID
class UserCreate(UserBase):
    """Request body for creating a user."""

    password: str
    nick: Annotated[str, Field(max_length=20)]

class UserUpdate(SQLModel):
    """Request body for updating a user; every field is optional."""

    email: EmailStr | None = Field(default=None, max_length=255)
    is_active: bool | None = None
    full_name: str | None = Field(default=None, max_length=255)
    password: str | None = None
    nick: Annotated[str | None, Field(max_length=20)] = None

class UserRead(UserBase):
    """API response for a user."""

    id: UUID
    nick: Annotated[str, Field(max_length=20)]
    created_at: datetime | None = None
`,
    );
  });

  it('come from a plain class, with the root and the names of the project', () => {
    const files = {
      'app/base.py': `from pydantic import BaseModel, ConfigDict


class CamelModel(BaseModel):
    model_config = ConfigDict(from_attributes=True, populate_by_name=True)
`,
      'app/schemas.py': `from typing import List, Optional, Union
from pydantic import Field, constr
from .base import CamelModel


class OrderLine(CamelModel):
    id: int
    sku: constr(max_length=9)
    note: Optional[str] = Field(None, regex="^a", description="A very long description of the note, which goes on")
    tags: List[str] = []
    extra: dict = Field(default_factory=dict)
    owner: "Person"
    count: Union[int, None] = Field(..., ge=0, example=3)


class CreateTeam(CamelModel):
    a: int


class CreateUser(CamelModel):
    a: int


class TeamOut(CamelModel):
    a: int


class UserOut(CamelModel):
    a: int
`,
    };
    assert.equal(
      write({ files, resource: 'OrderLine', path: 'app/schemas.py', python: [3, 9] }),
      `base.CamelModel pydantic.Field typing.Any typing.Optional
class OrderLineBase(CamelModel):
    """Shared fields of an order line."""

    sku: constr(max_length=9)
    note: Optional[str] = Field(
        default=None,
        pattern="^a",
        description="A very long description of the note, which goes on",
    )
    tags: List[str] = []
    extra: dict[str, Any] = Field(default_factory=dict)
    owner: "Person"
    count: Union[int, None] = Field(..., ge=0, example=3)

class CreateOrderLine(OrderLineBase):
    """Request body for creating an order line."""

class OrderLineUpdate(CamelModel):
    """Request body for updating an order line; every field is optional."""

    sku: Optional[constr(max_length=9)] = None
    note: Optional[str] = Field(
        default=None,
        pattern="^a",
        description="A very long description of the note, which goes on",
    )
    tags: Optional[List[str]] = None
    extra: Optional[dict[str, Any]] = None
    owner: Optional["Person"] = None
    count: Union[int, None] = Field(default=None, ge=0, example=3)

class OrderLineOut(OrderLineBase):
    """API response for an order line."""

    id: int

class OrderLineInDB(OrderLineOut):
    """Stored form of an order line."""
`,
    );
    assert.equal(
      write({ files, resource: 'OrderLine', path: 'app/schemas.py', pydantic: '<2' }),
      `base.CamelModel pydantic.Field typing.Any
class OrderLineBase(CamelModel):
    """Shared fields of an order line."""

    sku: constr(max_length=9)
    note: Optional[str] = Field(
        default=None,
        regex="^a",
        description="A very long description of the note, which goes on",
    )
    tags: List[str] = []
    extra: dict[str, Any] = Field(default_factory=dict)
    owner: "Person"
    count: Union[int, None] = Field(..., ge=0, example=3)

class CreateOrderLine(OrderLineBase):
    """Request body for creating an order line."""

class OrderLineUpdate(CamelModel):
    """Request body for updating an order line; every field is optional."""

    sku: constr(max_length=9) | None = None
    note: Optional[str] = Field(
        default=None,
        regex="^a",
        description="A very long description of the note, which goes on",
    )
    tags: List[str] | None = None
    extra: dict[str, Any] | None = None
    owner: "Person | None" = None
    count: Union[int, None] = Field(default=None, ge=0, example=3)

class OrderLineOut(OrderLineBase):
    """API response for an order line."""

    id: int

class OrderLineInDB(OrderLineOut):
    """Stored form of an order line."""
`,
    );
  });

  it('are free of problems under every rule, behind the class that they come from', () => {
    const table = `"""Tables."""

from datetime import datetime
from typing import Annotated

from pydantic import EmailStr
from sqlmodel import Field, SQLModel


class OrderLine(SQLModel, table=True):
    """A line."""

    id: int | None = Field(default=None, primary_key=True)
    email: EmailStr = Field(unique=True, index=True, max_length=255)
    nick: Annotated[str, Field(max_length=20, index=True)]
    extra: dict[str, str] = Field(default_factory=dict)
    password_hash: str
    created_at: datetime
`;
    const plain = `"""Models."""

from typing import Optional

from pydantic import BaseModel, Field


class OrderLine(BaseModel):
    """A line."""

    id: int
    name: str = Field(..., min_length=1, description="What it is called by those who ordered it, and on the bill")
    tags: list[str] = []
    note: Optional[str] = Field(None, max_length=9)
    secret: str = ""
`;
    for (const text of [table, plain]) {
      const path = 'app/models.py';
      const file = new SourceFile(path, text);
      const project = new Project();
      project.set(readModule(path, file.regions));
      const view = project.view(path);
      const imports = collectImports(file, view);
      const place = { project: view, path, python: [3, 11] as const, indentUnit: '    ', pydantic: undefined, imports };
      const request = planVariants('OrderLine', ALL, place);
      assert.ok(request);
      const classes = writeVariants(request).map((written) => `\n\n${written.text}\n`);
      const end = { start: text.length, end: text.length, newText: classes.join('') };
      const whole = applyEdits(text, [...importEdits(file, imports.requested, '\n'), end]);
      const [linted] = lintSample({ files: { [path]: whole }, settings: { preset: 'strict' } });
      assert.ok(linted?.parses, whole);
      assert.deepEqual(
        linted.problems.map(({ rule, message }) => `${rule.id}: ${message}`),
        [],
      );
      file.close();
    }
  });
});
