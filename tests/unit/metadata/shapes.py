"""Databases with the tables, names and sizes of public samples, and values made from a seed.

The samples' own rows are not in this repository. What makes their keys hard to find is kept: role
names, small lookup tables with dense ids, subtypes that share their ids, empty columns. A column is
`name kind`: `pk`, `pk:10248` (first value), `code:5` (a text key), `>Table` or `>Table:0.3` (a
reference, some empty), `sub:Table`, `int:1:50`, `float`, `text`, `date`, `of:a|b|c`, `empty:Table`.
"""

import random
from datetime import date, timedelta

import polars as pl

NORTHWIND = {
    "Categories 8": "CategoryID pk, CategoryName text, Description text",
    "Customers 91": "CustomerID code:5, CompanyName text, City of:Berlin|London|Paris, Phone text",
    "Employees 9": "EmployeeID pk, LastName text, ReportsTo >Employees:0.2, BirthDate date",
    "Shippers 3": "ShipperID pk, CompanyName text, Phone text",
    "Suppliers 29": "SupplierID pk, CompanyName text, City of:Berlin|London|Paris",
    "Products 77": "ProductID pk, ProductName text, SupplierID >Suppliers, CategoryID >Categories, "
    "UnitPrice float, UnitsInStock int:0:125, ReorderLevel int:0:30, Discontinued int:0:1",
    "Orders 830": "OrderID pk:10248, CustomerID >Customers, EmployeeID >Employees, OrderDate date, "
    "ShipVia >Shippers, Freight float, ShipCity of:Berlin|London|Paris",
    "Region 4": "RegionID pk, RegionDescription text",
    "Territories 53": "TerritoryID code:5, TerritoryDescription text, RegionID >Region",
    "EmployeeTerritories 49": "EmployeeID >Employees, TerritoryID >Territories",
    "OrderDetails 2155": "OrderID >Orders, ProductID >Products, UnitPrice float, "
    "Quantity int:1:130, Discount float",
}
SAKILA = {
    "actor 200": "actor_id pk, first_name text, last_name text",
    "language 6": "language_id pk, name text",
    "category 16": "category_id pk, name text",
    "country 109": "country_id pk, country text",
    "city 600": "city_id pk, city text, country_id >country",
    "address 603": "address_id pk, address text, district text, city_id >city, phone text",
    "store 2": "store_id pk, manager_staff_id >staff, address_id >address",
    "staff 2": "staff_id pk, first_name text, address_id >address, store_id >store, active int:0:1",
    "customer 599": "customer_id pk, store_id >store, first_name text, email text, "
    "address_id >address, active int:0:1",
    "film 1000": "film_id pk, title text, release_year int:2006:2006, language_id >language, "
    "original_language_id empty:language, rental_duration int:3:7, length int:46:185, "
    "rating of:G|PG|R",
    "film_actor 5462": "actor_id >actor, film_id >film",
    "film_category 1000": "film_id >film, category_id >category",
    "inventory 4581": "inventory_id pk, film_id >film, store_id >store",
    "rental 16044": "rental_id pk, rental_date date, inventory_id >inventory, "
    "customer_id >customer, staff_id >staff",
    "payment 16049": "payment_id pk, customer_id >customer, staff_id >staff, "
    "rental_id >rental:0.01, amount float",
}
ADVENTURES = {
    "BusinessEntity 2000": "BusinessEntityID pk, ModifiedDate date",
    "Person 1900": "BusinessEntityID sub:BusinessEntity, PersonType of:EM|IN|SP, FirstName text",
    "Employee 290": "BusinessEntityID sub:Person, JobTitle text, VacationHours int:0:99",
    "SalesPerson 17": "BusinessEntityID sub:Employee, TerritoryID >SalesTerritory, Bonus float",
    "SalesTerritory 10": "TerritoryID pk, Name text, SalesYTD float",
    "Department 16": "DepartmentID pk, Name text",
    "Shift 3": "ShiftID pk, Name text",
    "EmployeeDepartmentHistory 296": "BusinessEntityID >Employee, DepartmentID >Department, "
    "ShiftID >Shift, StartDate date",
    "EmailAddress 1900": "BusinessEntityID sub:Person, EmailAddressID pk, EmailAddress text",
    "Customer 1800": "CustomerID pk:11000, PersonID >Person:0.1, TerritoryID >SalesTerritory",
    "SalesOrderHeader 3000": "SalesOrderID pk:43659, CustomerID >Customer, "
    "SalesPersonID >SalesPerson:0.6, TerritoryID >SalesTerritory, Status int:1:5, "
    "BillToAddressID >Address, ShipToAddressID >Address",
    "Address 1950": "AddressID pk, City text, StateProvinceID >StateProvince",
    "StateProvince 181": "StateProvinceID pk, Name text, TerritoryID >SalesTerritory",
}
CHINESE = {
    "t_客户信息表 300": "客户编号 pk:100000, 姓名 text, 等级 int:1:5",
    "t_部门表 12": "部门编号 pk, 部门名称 text, 上级部门编号 >t_部门表:0.2",
    "t_员工表 80": "工号 pk:1000, 姓名 text, 所属部门编号 >t_部门表",
    "t_商品表 150": "商品编码 code:8, 名称 text, 库存数量 int:1:80",
    "t_订单表 2000": "订单号 pk:7000001, 下单客户编号 >t_客户信息表, 经办员工工号 >t_员工表, "
    "订单状态 int:1:5, 下单日期 date",
    "t_订单明细表 5000": "明细编号 pk, 订单号 >t_订单表, 商品编码 >t_商品表, 数量 int:1:12",
    "crm_visit 900": "visit_id pk, kehu_id >t_客户信息表, 满意度 int:1:5",
}

Keys = set[tuple[str, str, str, str]]


def made(shape: dict[str, str], seed: int = 7) -> tuple[dict[str, pl.DataFrame], Keys]:
    """Return the tables of a shape, and its references as child, column, parent, column."""
    rng = random.Random(seed)
    parsed = {
        head.split()[0]: (int(head.split()[1]), [part.split() for part in columns.split(", ")])
        for head, columns in shape.items()
    }
    keys: dict[str, tuple[str, list]] = {}
    while len(keys) < sum(_key(columns) is not None for _, columns in parsed.values()):
        for table, (rows, columns) in parsed.items():
            made_key = _key(columns)
            if made_key is None or table in keys:
                continue
            name, kind = made_key
            supertype = kind.split(":")[1] if kind.startswith("sub:") else None
            if supertype is None or supertype in keys:
                keys[table] = (name, _key_values(rng, rows, kind, keys))
    tables, references = {}, set()
    for table, (rows, columns) in parsed.items():
        values = {}
        for name, kind in columns:
            own = keys.get(table)
            values[name] = (
                own[1] if own is not None and own[0] == name else _values(rng, rows, kind, keys)
            )
            if kind[0] == ">" or kind.startswith(("sub:", "empty:")):
                parent = kind.lstrip(">").removeprefix("sub:").removeprefix("empty:").split(":")[0]
                references.add((table, name, parent, keys[parent][0]))
        frame = pl.DataFrame(values, strict=False)
        tables[table] = frame.unique(_pair(columns), maintain_order=True)
    return tables, references


def _key(columns: list[list[str]]) -> tuple[str, str] | None:
    for wanted in ("pk", "code", "sub"):
        for name, kind in columns:
            if kind.split(":")[0] == wanted:
                return name, kind
    return None


def _pair(columns: list[list[str]]) -> list[str]:
    """Return the columns that tell the rows of a table without a key of its own apart."""
    names = [name for name, _ in columns]
    return names if _key(columns) is not None else names[:2]


def _key_values(rng: random.Random, rows: int, kind: str, keys: dict) -> list:
    what, _, said = kind.partition(":")
    if what == "pk":
        first = int(said or 1)
        return list(range(first, first + rows))
    if what == "sub":
        return sorted(rng.sample(keys[said][1], rows))
    return sorted({_word(rng, int(said)) for _ in range(4 * rows)})[:rows]


def _word(rng: random.Random, size: int) -> str:
    return "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=size))


def _values(rng: random.Random, rows: int, kind: str, keys: dict) -> list:
    what, *said = kind.split(":")
    if what[0] == ">":
        parent, share = keys[what[1:]][1], float(said[0]) if said else 0.0
        return [None if rng.random() < share else rng.choice(parent) for _ in range(rows)]
    if what == "sub":
        return sorted(rng.sample(keys[said[0]][1], rows))
    if what == "empty":
        return [None] * rows
    return [_plain(rng, what, said) for _ in range(rows)]


def _plain(rng: random.Random, what: str, said: list[str]) -> object:
    makers = {
        "int": lambda: rng.randint(int(said[0]), int(said[1])),
        "float": lambda: round(rng.uniform(0.5, 900), 2),
        "date": lambda: date(2020, 1, 1) + timedelta(rng.randint(0, 1400)),
        "of": lambda: rng.choice(said[0].split("|")),
        "text": lambda: f"{_word(rng, 4).title()} {_word(rng, 6).title()}",
    }
    return makers[what]()
