/** Where and with what a process is rehearsed. */
export interface RehearsalTarget {
  readonly device: 'cpu' | 'cuda';
  /** Absolute path of the small checkpoint. */
  readonly checkpoint: string;
  /** Absolute path of the folder that takes the place of `training_folder`. */
  readonly trainingFolder: string;
  /** Steps of the first start, 2 or more. */
  readonly steps: number;
}
