import type { ConfigPath } from '../syntax/config-path';

/** A value as JSON writes it; what a config's text means to its loader. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** One row of the table that a rehearsal's config differs by. */
export interface Change {
  /** From the root of the config. */
  readonly path: ConfigPath;
  /** The new value; `undefined` removes the key or the item. */
  readonly to: PlainValue | undefined;
  /** One short clause for the reader: why the rehearsal cannot use the written value. */
  readonly why: string;
}

/** A change as it is reported. Values are as the loader reads them; `undefined` where nothing was or is written. */
export interface ReportedChange {
  /** `config.process[0].train.steps` */
  readonly key: string;
  readonly from: PlainValue | undefined;
  readonly to: PlainValue | undefined;
  readonly why: string;
}
