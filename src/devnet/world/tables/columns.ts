/** The column types of the producer's files and what a row holds for each. */
interface Values {
  uint8: number;
  uint16: number;
  uint32: number;
  /** Whole numbers up to 2^53. */
  uint64: number;
  float: number;
  double: number;
  boolean: boolean;
  string: string;
  /** YYYY-MM-DD */
  date: string;
  /** Dollars, written with a millionth's precision into a DECIMAL(38, 18). */
  decimal: number;
  "uint16-list": readonly number[];
  "string-list": readonly string[];
}

export type ColumnType = keyof Values;

/** A table's columns in the order of the file. */
export type Columns = Readonly<Record<string, ColumnType>>;

/** A row of a table with these columns. */
export type RowOf<Table extends Columns> = { readonly [Name in keyof Table]: Values[Table[Name]] };
