/** A node of `schemas/ai-toolkit.schema.json`, which is the one source for structure, hover text, completion and defaults. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
}

/** The parsed schema, injected by the shell: the core reads no files. */
export interface ConfigSchema extends SchemaNode {
  readonly definitions: Readonly<Record<string, SchemaNode>>;
}
