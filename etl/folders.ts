/** Where things are. Everything that reads or writes files is given these; only the command line finds them. */
export type Folders = {
  /** store.duckdb, inbox/, schedules/, uploads/, published/, writer.sock */
  data: string;
  /** The analyst's folder: a folder for each kind of model. */
  sql: string;
  /** Contracts: one YAML file a source. */
  sources: string;
  /** Mapping files. */
  mappings: string;
};
