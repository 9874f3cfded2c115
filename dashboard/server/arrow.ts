import {
  DuckDBBooleanVector,
  DuckDBDoubleVector,
  DuckDBTypeId,
  type DuckDBDataChunk,
  type DuckDBResult,
  type DuckDBVector,
} from "@duckdb/node-api";
import {
  Bool,
  Field,
  Float64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
  type Data,
  type DataType,
} from "apache-arrow";

/**
 * A DuckDB result as Arrow record batches, column by column from DuckDB's own vectors.
 * Columns must be DOUBLE, BOOLEAN or VARCHAR; a query casts everything else.
 */
export async function recordBatches(result: DuckDBResult): Promise<{ schema: Schema; batches: RecordBatch[] }> {
  const names = result.columnNames();
  const types = names.map((name, i) => arrowType(name, result.columnTypeId(i)));
  const schema = new Schema(names.map((name, i) => new Field(name, types[i] as DataType, true)));
  const batches: RecordBatch[] = [];
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    batches.push(recordBatch(schema, types, chunk));
  }
  return { schema, batches };
}

/** An Arrow IPC stream of batches that share a schema. */
export async function toStream(schema: Schema, batches: RecordBatch[]): Promise<Uint8Array> {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  for (const batch of batches) writer.write(batch);
  writer.finish();
  return writer.toUint8Array();
}

function arrowType(name: string, typeId: DuckDBTypeId): DataType {
  switch (typeId) {
    case DuckDBTypeId.DOUBLE:
      return new Float64();
    case DuckDBTypeId.BOOLEAN:
      return new Bool();
    case DuckDBTypeId.VARCHAR:
      return new Utf8();
    default:
      throw new TypeError(`column ${name} has type ${DuckDBTypeId[typeId]}, which answers do not carry`);
  }
}

function recordBatch(schema: Schema, types: DataType[], chunk: DuckDBDataChunk): RecordBatch {
  const length = chunk.rowCount;
  const children = types.map((type, i) => columnData(type, chunk.getColumnVector(i), length));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
}

function columnData(type: DataType, vector: DuckDBVector, length: number): Data {
  const { nullBitmap, nullCount } = nulls(vector, length);
  if (vector instanceof DuckDBDoubleVector) {
    // The typings (1.5.6) hide the typed array. DuckDB frees the chunk, so the numbers are copied out, all at once.
    const data = (vector as unknown as { items: Float64Array }).items.slice(0, length);
    return makeData({ type: new Float64(), length, nullCount, nullBitmap, data });
  }
  if (vector instanceof DuckDBBooleanVector) {
    const data = new Uint8Array(Math.ceil(length / 8));
    for (let i = 0; i < length; i++) if (vector.getItem(i)) data[i >> 3]! |= 1 << (i & 7);
    return makeData({ type: new Bool(), length, nullCount, nullBitmap, data });
  }
  const valueOffsets = new Int32Array(length + 1);
  const texts: Buffer[] = [];
  for (let i = 0, end = 0; i < length; i++) {
    const text = vector.getItem(i);
    if (typeof text === "string") {
      const bytes = Buffer.from(text);
      texts.push(bytes);
      end += bytes.length;
    }
    valueOffsets[i + 1] = end;
  }
  return makeData({ type: type as Utf8, length, nullCount, nullBitmap, valueOffsets, data: Buffer.concat(texts) });
}

function nulls(vector: DuckDBVector, length: number): { nullBitmap: Uint8Array; nullCount: number } {
  const nullBitmap = new Uint8Array(Math.ceil(length / 8));
  let nullCount = 0;
  for (let i = 0; i < length; i++) {
    if (vector.getItem(i) === null) nullCount += 1;
    else nullBitmap[i >> 3]! |= 1 << (i & 7);
  }
  return { nullBitmap, nullCount };
}
