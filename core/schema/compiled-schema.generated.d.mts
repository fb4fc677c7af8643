/** One error as ajv reports it; without a message, which `schema-findings.ts` words. */
export interface SchemaError {
  /** JSON pointer to the value: `/config/process/0/train/lr`. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The schema as ajv compiled it, from `scripts/schema/compile-schema.mjs`. */
declare const validate: {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
};
export default validate;
